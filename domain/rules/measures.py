"""The steps of a measure: proposed, applied for, answered, running, completed or stopped. Source: domain section 6.

Several measures run side by side. A late answer can always be recorded, also when the measure was taken back or
the trajectory is closed; every other step is barred only where it makes no sense.
"""

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType

from domain.base import Occurred
from domain.calendar import add_months
from domain.commands.help import (
    ApplyForMeasure,
    CompleteMeasure,
    ProposeMeasure,
    RecordAnswer,
    RecordYearlyCheck,
    StartMeasure,
    StopMeasure,
    TakeMeasureBack,
)
from domain.decide import Outcome, decides
from domain.events import Event
from domain.events.help import (
    MeasureApplied,
    MeasureCompleted,
    MeasureGranted,
    MeasureProposed,
    MeasureRefused,
    MeasureStarted,
    MeasureStopped,
    MeasureTakenBack,
    YearlyCheckDone,
)
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import MeasureKind
from domain.refusal import Refusal
from domain.rules.measure_life import measure_of
from domain.rules.measure_refusals import (
    ALREADY_ANSWERED,
    ALREADY_APPLIED,
    ANONYMITY_STANDS,
    AWAITS_ANSWER,
    BEFORE_FORMER_STEP,
    MEASURE_EXISTS,
    MEASURE_OVER,
    NO_CHECK_DUE,
    NO_SUCH_MEASURE,
    NOT_APPLIED,
    NOTHING_TO_TAKE_BACK,
    RUNNING_ALREADY,
    UNKNOWN_KIND,
    UNKNOWN_PROVIDER,
    UNTIL_MAKES_NO_SENSE,
    WAS_REFUSED,
)
from domain.span import Span, is_before
from domain.trajectory.state import Measure, Trajectory

LONGEST_MEASURE_MONTHS = 120

BARS_START = MappingProxyType(
    {
        "applied": AWAITS_ANSWER,
        "taken-back": AWAITS_ANSWER,
        "refused": WAS_REFUSED,
        "running": RUNNING_ALREADY,
        "completed": MEASURE_OVER,
        "stopped": MEASURE_OVER,
    }
)
"""A measure starts once granted; one that needs no answer (counselling, accompaniment) from its proposal."""


def needs_identity(kind: str, catalogue: Catalogue) -> bool:
    """Tell whether a kind of measure is given to a person known by name only."""
    return kind in catalogue.measure_kinds and catalogue.measure_kinds[kind].needs_identity


def rests_on_identity(trajectory: Trajectory, catalogue: Catalogue) -> bool:
    """Tell whether an identified measure was applied for, granted or begun."""
    return any(
        needs_identity(measure.kind, catalogue) and (measure.applied or measure.granted or measure.started)
        for measure in trajectory.measures
    )


@decides(ProposeMeasure)
def propose_measure(trajectory: Trajectory, command: ProposeMeasure, now: datetime, catalogue: Catalogue) -> Outcome:
    if measure_of(trajectory, command.measure) is not None:
        return MEASURE_EXISTS
    if command.kind not in catalogue.measure_kinds:
        return UNKNOWN_KIND
    if command.provider is not None and command.provider not in catalogue.providers:
        return UNKNOWN_PROVIDER
    return [MeasureProposed(measure=command.measure, kind=command.kind, provider=command.provider)]


@decides(ApplyForMeasure)
def apply_for_measure(
    trajectory: Trajectory, command: ApplyForMeasure, now: datetime, catalogue: Catalogue
) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    if measure is None:
        return NO_SUCH_MEASURE
    if measure.status not in ("proposed", "taken-back"):
        return ALREADY_APPLIED
    kind = catalogue.measure_kinds.get(measure.kind)
    if kind is None:
        return UNKNOWN_KIND
    if _is_too_anonymous(trajectory, measure, catalogue):
        return ANONYMITY_STANDS
    if is_before(command.occurred, measure.proposed):
        return BEFORE_FORMER_STEP
    return [MeasureApplied(measure=measure.id, answer=time_to_answer(kind, command.working_days))]


def time_to_answer(kind: MeasureKind, working_days: int | None) -> Span:
    """Return how long an answer may take: as the worker says, else as is usual for the kind."""
    return kind.answer if working_days is None else Span(working_days=working_days)


@decides(RecordAnswer, closed_too=True)
def record_answer(trajectory: Trajectory, command: RecordAnswer, now: datetime, catalogue: Catalogue) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    if measure is None:
        return NO_SUCH_MEASURE
    if measure.first_applied is None:
        return NOT_APPLIED
    if measure.granted is not None or measure.refused is not None:
        return ALREADY_ANSWERED
    if is_before(command.occurred, measure.first_applied):
        return BEFORE_FORMER_STEP
    return _answer(measure, catalogue, granted=command.granted)


def _answer(measure: Measure, catalogue: Catalogue, *, granted: bool) -> Sequence[Event]:
    if not granted:
        return [MeasureRefused(measure=measure.id)]
    kind = catalogue.measure_kinds.get(measure.kind)
    return [MeasureGranted(measure=measure.id, yearly_check=kind is not None and kind.yearly_check)]


@decides(StartMeasure)
def start_measure(trajectory: Trajectory, command: StartMeasure, now: datetime, catalogue: Catalogue) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    if measure is None:
        return NO_SUCH_MEASURE
    if measure.status in BARS_START:
        return BARS_START[measure.status]
    if _is_too_anonymous(trajectory, measure, catalogue):
        return ANONYMITY_STANDS
    if is_before(command.occurred, measure.granted or measure.proposed):
        return BEFORE_FORMER_STEP
    if not _end_makes_sense(command.occurred, command.until):
        return UNTIL_MAKES_NO_SENSE
    return [MeasureStarted(measure=measure.id, until=command.until)]


def _is_too_anonymous(trajectory: Trajectory, measure: Measure, catalogue: Catalogue) -> bool:
    return trajectory.is_anonymous and needs_identity(measure.kind, catalogue)


def _end_makes_sense(start: Occurred, until: date | None) -> bool:
    return until is None or start.on <= until <= add_months(start.on, LONGEST_MEASURE_MONTHS)


@decides(CompleteMeasure)
def complete_measure(
    trajectory: Trajectory, command: CompleteMeasure, now: datetime, catalogue: Catalogue
) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    refusal = _ending_refusal(measure, command.occurred)
    return refusal or [MeasureCompleted(measure=command.measure)]


@decides(StopMeasure)
def stop_measure(trajectory: Trajectory, command: StopMeasure, now: datetime, catalogue: Catalogue) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    refusal = _ending_refusal(measure, command.occurred)
    return refusal or [MeasureStopped(measure=command.measure, reason=command.reason)]


def _ending_refusal(measure: Measure | None, occurred: Occurred) -> Refusal | None:
    if measure is None:
        return NO_SUCH_MEASURE
    if not measure.is_open:
        return MEASURE_OVER
    steps = (measure.proposed, measure.applied, measure.granted, measure.started)
    early = any(step is not None and is_before(occurred, step) for step in steps)
    return BEFORE_FORMER_STEP if early else None


@decides(TakeMeasureBack)
def take_measure_back(
    trajectory: Trajectory, command: TakeMeasureBack, now: datetime, catalogue: Catalogue
) -> Outcome:
    measure = measure_of(trajectory, command.measure)
    if measure is None:
        return NO_SUCH_MEASURE
    if measure.applied is None or measure.status != "applied":
        return NOTHING_TO_TAKE_BACK
    if is_before(command.occurred, measure.applied):
        return BEFORE_FORMER_STEP
    return [MeasureTakenBack(measure=measure.id)]


@decides(RecordYearlyCheck)
def record_yearly_check(
    trajectory: Trajectory, command: RecordYearlyCheck, now: datetime, catalogue: Catalogue
) -> Outcome:
    """A check counts whenever it is made, also before it is due: the next one is due a year after it."""
    measure = measure_of(trajectory, command.measure)
    if measure is None:
        return NO_SUCH_MEASURE
    if measure.granted is None or not measure.yearly_check or measure.status != "granted":
        return NO_CHECK_DUE
    if is_before(command.occurred, measure.granted):
        return BEFORE_FORMER_STEP
    return [YearlyCheckDone(measure=measure.id)]
