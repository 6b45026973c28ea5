"""What happens in a course of itself: measures, appointments, pauses, extensions, consents, mistakes set right."""

from datetime import timedelta

from domain.base import Occurred
from domain.breach_codes import BreachCause
from domain.commands.breach import ReportPossibleBreach
from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import CorrectDate, WithdrawFact
from domain.commands.course import (
    LiftHold,
    OfferHandOver,
    Pause,
    PlaceHold,
    PlanAppointment,
    RecordObservation,
    RequestEarlyDischarge,
    RequestExtension,
    Resume,
    SetActivityPlan,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, StartMeasure
from domain.commands.identity import DiscloseWithoutConsent, GiveConsent, LiftAnonymity
from domain.contact_codes import Topic
from domain.events.course import CtiContactRecorded, PhaseEnded
from domain.help_codes import ConsentForm, IdentifiedBy, Information, LegalBasis, Purpose, Recipient
from domain.trajectory_codes import CloseReason, DeviationReason, FocusArea, Observation, PauseReason, WithdrawReason
from tests.domain.samples import a_form
from tests.workflows.office import afternoon_of
from tests.workflows.two_years.desk import Commands, Desk, said
from tests.workflows.two_years.staffing import LEADER, WORKERS

KINDS = ("cash-benefit", "referral-kc", "housing-list", "anonymous-counselling")


def begins_measures(desk: Desk) -> Commands:
    if desk.dice.chance(1.2):
        measure = desk.dice.id()
        kind = "housing-list" if desk.plot.waits_for_housing else desk.dice.pick(KINDS)
        yield desk.do(ProposeMeasure, measure=measure, kind=kind)
        yield desk.do(ApplyForMeasure, measure=measure)
    for known in desk.state.measures:
        if known.status == "granted" and not known.yearly_check and desk.dice.chance(15):
            until = desk.day + timedelta(days=desk.dice.between(20, 60))
            yield desk.do(StartMeasure, measure=known.id, until=until if desk.dice.chance(70) else None)


def makes_appointments(desk: Desk) -> Commands:
    if desk.dice.chance(2):
        planned = Occurred(on=desk.day + timedelta(days=desk.dice.between(1, 12)))
        yield desk.do(PlanAppointment, appointment=desk.dice.id(), planned=planned)


def stands_still(desk: Desk) -> Commands:
    """Some pauses have an expected end, some do not; some end soon, some are forgotten."""
    course = desk.state.course
    if course is not None and course.paused is not None and desk.dice.chance(2):
        yield desk.do(Resume)
    if course is not None and course.phase is not None and desk.dice.chance(0.6):
        expected = desk.day + timedelta(days=desk.dice.between(7, 40)) if desk.dice.chance(50) else None
        yield desk.do(Pause, reason=desk.dice.pick(tuple(PauseReason)), expected_until=expected)


def asks_the_leader(desk: Desk) -> Commands:
    """For more days, or for an end before the time."""
    if desk.dice.chance(0.6):
        yield desk.do(
            RequestExtension,
            extension=desk.dice.id(),
            days=desk.dice.between(1, 4) * 7,
            reason=DeviationReason.AWAITING_OFFER,
        )
    if desk.dice.chance(0.1):
        yield desk.do(
            RequestEarlyDischarge,
            discharge=desk.dice.id(),
            close_reason=CloseReason.COMPLETED,
            reason=DeviationReason.GOAL_REACHED,
        )


def plans_the_phase(desk: Desk) -> Commands:
    course = desk.state.course
    if course is not None and course.phase is not None and not course.phase.focus_areas and desk.dice.chance(5):
        yield desk.do(SetActivityPlan, focus_areas=(FocusArea.HOUSING, FocusArea.FINANCES))


def becomes_known(desk: Desk) -> Commands:
    """Anonymity lifted, consents given with and without an end of their own, disclosures without."""
    if desk.state.is_anonymous and desk.dice.chance(1.5):
        yield desk.do(LiftAnonymity, administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True)
    if desk.dice.chance(0.7):
        until = desk.day + timedelta(days=desk.dice.between(20, 200))
        yield desk.do(
            GiveConsent,
            consent=desk.dice.id(),
            information=frozenset({Information.COURSE}),
            sender="sof",
            receiver=desk.dice.pick(("bif", "kc")),
            purpose=Purpose.COORDINATED_HELP,
            form=ConsentForm.ORAL,
            consequences_told=True,
            until=until if desk.dice.chance(80) else None,
        )
    if desk.dice.chance(0.3):
        yield desk.do(
            DiscloseWithoutConsent,
            information=frozenset({Information.FAMILY}),
            basis=LegalBasis.CHILD_NOTIFICATION,
            recipient=Recipient.CHILD_AUTHORITY,
        )


def hands_over(desk: Desk) -> Commands:
    if desk.dice.chance(0.5):
        yield desk.do(OfferHandOver, hand_over=desk.dice.id(), to=desk.dice.pick(WORKERS))


def tells_of_what_happened(desk: Desk) -> Commands:
    """A follow-up contact, sometimes one that opens the action card; an observation; something that went astray."""
    if desk.dice.chance(0.8):
        topics = frozenset({Topic.ACUTE_DANGER}) if desk.dice.chance(40) else frozenset[Topic]()
        yield desk.do(RegisterFollowUp, contact=a_form(desk.state.programme, topics=topics))
    if desk.dice.chance(0.4):
        yield desk.do(RecordObservation, observation=desk.dice.pick(tuple(Observation)))
    if desk.dice.chance(0.2):
        noticed = Occurred.at_instant(afternoon_of(desk.day) - timedelta(minutes=desk.dice.between(1, 300)))
        yield desk.do(ReportPossibleBreach, occurred=noticed, breach=desk.dice.id(), cause=BreachCause.LOST)


def holds(desk: Desk) -> Commands:
    """A legal hold is placed on few and lifted again."""
    if desk.dice.chance(5 if desk.state.hold else 0.1):
        yield desk.do(LiftHold if desk.state.hold else PlaceHold, LEADER)


def sets_mistakes_right(desk: Desk) -> Commands:
    """A date was wrong, or a contact was registered twice."""
    told = [fact for fact in desk.state.facts if isinstance(fact.event, CtiContactRecorded | PhaseEnded)]
    if not told or not desk.dice.chance(0.8):
        return
    fact = desk.dice.pick(told[-4:])
    about = {"stream": desk.state.id, "event": fact.id}
    if isinstance(fact.event, CtiContactRecorded) and desk.dice.chance(40):
        yield said(WithdrawFact, desk.day, desk.worker, **about, reason=WithdrawReason.DUPLICATE)
    else:
        happened = Occurred(on=fact.occurred.on - timedelta(days=desk.dice.between(1, 9)))
        yield said(CorrectDate, desk.day, desk.worker, **about, happened=happened)
