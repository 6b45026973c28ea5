"""What people do about each kind of obligation: in time, late, or never."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from domain.agenda import Obligation
from domain.agenda_item import ItemKind
from domain.breach_codes import BreachOutcome
from domain.commands.breach import AssessBreach
from domain.commands.contacts import FollowActionCard
from domain.commands.course import (
    AcceptHandOver,
    AcknowledgeEscalation,
    DecideEarlyDischarge,
    DecideExtension,
    EndPhase,
    KeepAppointment,
    MoveAppointment,
    RecordAttempt,
    RecordCtiContact,
    RecordNoShow,
    Resume,
    ReturnHandOver,
    SetActivityPlan,
)
from domain.commands.help import (
    ApplyForMeasure,
    CompleteMeasure,
    DeclineMeasurement,
    RecordAnswer,
    RecordMeasurement,
    RecordYearlyCheck,
    StopMeasure,
)
from domain.commands.identity import RenewConsent, SeeDisclosures, WithdrawConsent
from domain.contact_codes import FormOfContact
from domain.help_codes import Occasion, Questionnaire, StopReason
from domain.trajectory_codes import DeviationReason, FocusArea, HandOverReturn, Party, Place
from tests.workflows.two_years.desk import Commands, Desk
from tests.workflows.two_years.staffing import LEADER

Duty = Callable[[Desk, Obligation], Commands]

TIRED_OF_WAITING = -45


def contact(desk: Desk, due: Obligation) -> Commands:
    """Mostly a day ahead or two, sometimes late, sometimes only an attempt."""
    if desk.days_left(due) > 2 or not desk.dice.chance(desk.plot.care):
        return
    if desk.dice.chance(20):
        yield desk.do(RecordAttempt, form=FormOfContact.TELEPHONE)
        return
    yield desk.do(
        RecordCtiContact,
        occurred=desk.today_or_before(),
        place=desk.dice.pick((Place.COMMUNITY, Place.OFFICE)),
        party=desk.dice.pick((Party.PERSON, Party.PERSON, Party.PROVIDER)),
        form=FormOfContact.MEETING,
        minutes=desk.dice.between(2, 9) * 10,
    )


def phase_end(desk: Desk, due: Obligation) -> Commands:
    """Some end a phase ahead of its deadline, some only after it was escalated."""
    if desk.days_left(due) <= -desk.plot.late_with_phases and isinstance(due.subject, int):
        yield desk.do(EndPhase, phase=due.subject, reason=DeviationReason.PERSON_NOT_READY)


def phase_plan(desk: Desk, due: Obligation) -> Commands:
    if desk.dice.chance(desk.plot.care / 4):
        yield desk.do(SetActivityPlan, focus_areas=(desk.dice.pick(tuple(FocusArea)),))


def answer(desk: Desk, due: Obligation) -> Commands:
    """Answered early, late, after it was taken back and applied for anew, or never: then it is stopped."""
    measure = next(known for known in desk.state.measures if known.id == due.subject)
    if measure.taken_back is not None and desk.dice.chance(4):
        yield desk.do(ApplyForMeasure, measure=measure.id)
    elif due.subject.int % 3 and desk.dice.chance(9):  # type: ignore[union-attr]
        yield desk.do(RecordAnswer, measure=measure.id, granted=desk.dice.chance(75))
    elif desk.days_left(due) < TIRED_OF_WAITING and desk.dice.chance(10):
        yield desk.do(StopMeasure, measure=measure.id, reason=StopReason.PROVIDER_STOPPED)


def measure_end(desk: Desk, due: Obligation) -> Commands:
    if desk.days_left(due) <= 3 and desk.dice.chance(desk.plot.care / 2):
        yield desk.do(CompleteMeasure, measure=due.subject)


def yearly_check(desk: Desk, due: Obligation) -> Commands:
    if desk.days_left(due) <= 10 and desk.dice.chance(desk.plot.care / 3):
        yield desk.do(RecordYearlyCheck, measure=due.subject)


def hand_over(desk: Desk, due: Obligation) -> Commands:
    receiver = desk.state.hand_over.to if desk.state.hand_over is not None else LEADER
    if desk.dice.chance(30):
        yield desk.do(AcceptHandOver, receiver, hand_over=due.subject)
    elif desk.dice.chance(10):
        yield desk.do(ReturnHandOver, LEADER, hand_over=due.subject, reason=HandOverReturn.NO_CAPACITY)


def consent_end(desk: Desk, due: Obligation) -> Commands:
    if desk.days_left(due) > 20 or desk.days_left(due) < 0:
        return
    if desk.dice.chance(4):
        yield desk.do(RenewConsent, consent=due.subject)
    elif desk.dice.chance(3):
        yield desk.do(WithdrawConsent, consent=due.subject)


def measurement(desk: Desk, due: Obligation) -> Commands:
    """Recorded or declined, mostly in time; some never are."""
    if not desk.dice.chance(desk.plot.care / 8):
        return
    questionnaire = Questionnaire.CITIZEN if due.why.rule.endswith("citizen") else Questionnaire.WORKER
    occasion = next(one for one in Occasion if due.why.rule.startswith(f"measurement-{one}-"))
    about: dict[str, Any] = {"occasion": occasion, "phase": due.subject, "questionnaire": questionnaire}
    if desk.dice.chance(25):
        yield desk.do(DeclineMeasurement, **about)
    else:
        who_5 = tuple(desk.dice.between(1, 5) for _ in range(5))
        yield desk.do(RecordMeasurement, who_5=who_5, **about)


def escalation(desk: Desk, due: Obligation) -> Commands:
    if desk.dice.chance(15):
        yield desk.do(AcknowledgeEscalation, LEADER)


def approval(desk: Desk, due: Obligation) -> Commands:
    """The leader decides on the extension or the discharge that waits."""
    if desk.dice.chance(25):
        approved = desk.dice.chance(70)
        yield desk.do(DecideExtension, LEADER, extension=due.subject, approved=approved)
        yield desk.do(DecideEarlyDischarge, LEADER, discharge=due.subject, approved=approved)


def disclosure(desk: Desk, due: Obligation) -> Commands:
    if desk.dice.chance(35):
        yield desk.do(SeeDisclosures, LEADER)


def action_card(desk: Desk, due: Obligation) -> Commands:
    if desk.dice.chance(40):
        yield desk.do(FollowActionCard)


def inactivity(desk: Desk, due: Obligation) -> Commands:
    """Asked whether to close, one in four tries to reach the person once more."""
    if desk.plot.about.int % 4 == 0 and desk.dice.chance(20):
        yield desk.do(RecordAttempt, form=FormOfContact.TELEPHONE)


def appointment(desk: Desk, due: Obligation) -> Commands:
    if desk.days_left(due) == 3 and desk.dice.chance(20):
        yield desk.do(MoveAppointment, appointment=due.subject, planned=desk.today_or_before())
    if desk.days_left(due) <= 0 and desk.dice.chance(50):
        outcome = KeepAppointment if desk.dice.chance(70) else RecordNoShow
        yield desk.do(outcome, appointment=due.subject)


def pause(desk: Desk, due: Obligation) -> Commands:
    if desk.days_left(due) <= 0 and desk.dice.chance(10):
        yield desk.do(Resume)


def breach(desk: Desk, due: Obligation) -> Commands:
    if desk.dice.chance(25):
        outcome = desk.dice.pick(tuple(BreachOutcome))
        yield desk.do(AssessBreach, LEADER, breach=due.subject, outcome=outcome)


def nothing(desk: Desk, due: Obligation) -> Commands:
    """Pre-CTI and the plan's end are done by what the course does; deletion by the nightly retention."""
    return iter(())


DUTIES: Mapping[ItemKind, Duty] = MappingProxyType(
    {
        ItemKind.CONTACT: contact,
        ItemKind.PHASE_END: phase_end,
        ItemKind.PHASE_PLAN: phase_plan,
        ItemKind.PLAN_END: nothing,
        ItemKind.PRE_CTI: nothing,
        ItemKind.ANSWER: answer,
        ItemKind.MEASURE_END: measure_end,
        ItemKind.YEARLY_CHECK: yearly_check,
        ItemKind.HAND_OVER: hand_over,
        ItemKind.CONSENT_END: consent_end,
        ItemKind.MEASUREMENT: measurement,
        ItemKind.ESCALATION: escalation,
        ItemKind.APPROVAL: approval,
        ItemKind.DISCLOSURE: disclosure,
        ItemKind.ACTION_CARD: action_card,
        ItemKind.INACTIVITY: inactivity,
        ItemKind.APPOINTMENT: appointment,
        ItemKind.PAUSE: pause,
        ItemKind.BREACH: breach,
        ItemKind.DELETION: nothing,
    }
)


def what_is_due(desk: Desk) -> Commands:
    """What people do today about all that is due in a trajectory."""
    for obligation in desk.agenda.obligations:
        yield from DUTIES[obligation.kind](desk, obligation)
