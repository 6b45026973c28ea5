"""Measurements: WHO-5, what was answered or declined, and at which occasion of which run. Source: domain section 7.

A measurement belongs to the newest run of CTI. The close and the follow-up can be recorded after closing, but not
where the closing stopped everything that would reach out (death, registered in error, duplicate).
"""

from datetime import datetime

from domain import refusals
from domain.changed import changed
from domain.commands.help import DeclineMeasurement, RecordMeasurement
from domain.decide import Outcome, decides
from domain.events.help import MeasurementDeclined, MeasurementRecorded, WhoFive
from domain.fact import Fact
from domain.help_codes import ActionCardTrigger, Occasion, WhoFiveRisk
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.contacts import action_card, is_closed_for_good
from domain.rules.course import CTI_NOT_BEGUN
from domain.rules.courses import course_ended, newest_course
from domain.trajectory.evolve import applies
from domain.trajectory.state import Course, MeasurementTaken, Trajectory

HIGH_RISK_UP_TO = 35
RISK_UP_TO = 50
POINTS_AN_ITEM = 4

AFTER_CLOSING = frozenset({Occasion.CLOSE, Occasion.FOLLOW_UP})

MEASURED_ALREADY = Refusal(
    "measured-already",
    "Skemaet er allerede udfyldt eller afslået ved denne lejlighed. Annullér det først, hvis det er forkert.",
    "The questionnaire was already filled in or declined at this occasion. Withdraw that first if it is wrong.",
)
PHASE_RUNS_STILL = Refusal(
    "phase-runs-still",
    "Fasen er ikke afsluttet. Afslut fasen, før faseskiftet måles.",
    "The phase has not ended. End the phase before its change is measured.",
)
COURSE_RUNS_STILL = Refusal(
    "course-runs-still",
    "CTI-forløbet er ikke slut. Mål opfølgningen, når det er slut.",
    "The CTI course has not ended. Measure the follow-up once it has.",
)
NO_MORE_MEASUREMENTS = Refusal(
    "no-more-measurements",
    "Forløbet er lukket på grund af død, fejlregistrering eller dublet og måles ikke mere. "
    "Ret afslutningsårsagen, hvis den er forkert.",
    "The trajectory was closed by death, in error or as a duplicate, and is measured no more. "
    "Correct the reason if it is wrong.",
)


def who_5_score(items: WhoFive) -> int | None:
    """Return the sum of the five items times 4, 0 to 100; None where an item was declined."""
    answered = [item for item in items if item is not None]
    return sum(answered) * POINTS_AN_ITEM if len(answered) == len(items) else None


def who_5_risk(score: int) -> WhoFiveRisk:
    """Return the band of a score: 0-35 high risk, 36-50 risk, above 50 not immediately at risk."""
    if score <= HIGH_RISK_UP_TO:
        return WhoFiveRisk.HIGH
    return WhoFiveRisk.RISK if score <= RISK_UP_TO else WhoFiveRisk.NOT_AT_RISK


@decides(RecordMeasurement, closed_too=True)
def record_measurement(
    trajectory: Trajectory, command: RecordMeasurement, now: datetime, catalogue: Catalogue
) -> Outcome:
    refusal = _occasion_refusal(trajectory, command)
    if refusal is not None:
        return refusal
    recorded = MeasurementRecorded(
        occasion=command.occasion,
        phase=_phase_of(command),
        questionnaire=command.questionnaire,
        who_5=command.who_5,
        paid_sex=command.paid_sex,
        ratings=command.ratings,
        language=command.language,
        helped=command.helped,
    )
    return [recorded, *action_card(low_score_triggers(command.who_5))]


def low_score_triggers(items: WhoFive) -> frozenset[ActionCardTrigger]:
    """At 35 or below the action card opens."""
    score = who_5_score(items)
    low = score is not None and who_5_risk(score) is WhoFiveRisk.HIGH
    return frozenset({ActionCardTrigger.LOW_WHO_5}) if low else frozenset()


@decides(DeclineMeasurement, closed_too=True)
def decline_measurement(
    trajectory: Trajectory, command: DeclineMeasurement, now: datetime, catalogue: Catalogue
) -> Outcome:
    refusal = _occasion_refusal(trajectory, command)
    if refusal is not None:
        return refusal
    return [
        MeasurementDeclined(occasion=command.occasion, phase=_phase_of(command), questionnaire=command.questionnaire)
    ]


def _phase_of(command: RecordMeasurement | DeclineMeasurement) -> int:
    """Only a phase change concerns a phase; at any other occasion it is 0, whatever was sent."""
    return command.phase if command.occasion is Occasion.PHASE_CHANGE else 0


def _occasion_refusal(trajectory: Trajectory, command: RecordMeasurement | DeclineMeasurement) -> Refusal | None:
    if is_closed_for_good(trajectory):
        return NO_MORE_MEASUREMENTS
    if not trajectory.is_open and command.occasion not in AFTER_CLOSING:
        return refusals.TRAJECTORY_CLOSED
    course = newest_course(trajectory)
    if course is None:
        return CTI_NOT_BEGUN
    if command.occasion is Occasion.PHASE_CHANGE and not _has_ended(course, command.phase):
        return PHASE_RUNS_STILL
    if command.occasion is Occasion.FOLLOW_UP and course_ended(trajectory) is None:
        return COURSE_RUNS_STILL
    taken = (trajectory.runs, command.occasion, _phase_of(command), command.questionnaire)
    return MEASURED_ALREADY if taken in measured(trajectory) else None


def _has_ended(course: Course, number: int) -> bool:
    return any(phase.number == number and phase.ended is not None for phase in course.phases)


def measured(trajectory: Trajectory) -> frozenset[tuple[int, str, int, str]]:
    """Return (run, occasion, phase, questionnaire) of all that was recorded or declined."""
    return frozenset(
        (taken.run, taken.occasion, taken.phase, taken.questionnaire) for taken in trajectory.measurements
    )


@applies(MeasurementRecorded)
def measurement_recorded(trajectory: Trajectory, fact: Fact, event: MeasurementRecorded) -> Trajectory:
    return _taken(trajectory, fact, event, declined=False, score=who_5_score(event.who_5))


@applies(MeasurementDeclined)
def measurement_declined(trajectory: Trajectory, fact: Fact, event: MeasurementDeclined) -> Trajectory:
    return _taken(trajectory, fact, event, declined=True, score=None)


def _taken(
    trajectory: Trajectory,
    fact: Fact,
    event: MeasurementRecorded | MeasurementDeclined,
    *,
    declined: bool,
    score: int | None,
) -> Trajectory:
    taken = MeasurementTaken(
        run=trajectory.runs,
        occasion=event.occasion,
        phase=event.phase,
        questionnaire=event.questionnaire,
        occurred=fact.occurred,
        declined=declined,
        who_5=score,
    )
    return changed(trajectory, measurements=(*trajectory.measurements, taken))
