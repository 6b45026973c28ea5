"""What the clock makes happen when an agenda item's instant has come. A stale item makes nothing happen.

Source: design section 2, domain section 7.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from domain import refusals
from domain.agenda import Obligation, Why, obliges, timers_expected
from domain.agenda_item import OF_UNITS, Act, ItemKey, ItemKind
from domain.calendar import end_of_day
from domain.changed import changed
from domain.commands.clock import ActOnItem
from domain.commands.course import AcknowledgeEscalation
from domain.decide import Decision, Outcome, Raised, States, decides, decides_across
from domain.events import Event
from domain.events.clock import (
    AnswerDeadlinePassed,
    DeadlinePassed,
    Escalated,
    EscalationAcknowledged,
    InactivityAsked,
    PhaseDeadlinePassed,
    ReminderGiven,
)
from domain.events.course import TrajectoryClosed
from domain.fact import Fact
from domain.log import StreamKind
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.span import Due
from domain.timers import SECOND_LEVEL, told_by
from domain.trajectory.evolve import applies
from domain.trajectory.state import Escalation, Trajectory
from domain.trajectory_codes import CloseReason, Role

Doing = Callable[[ItemKey, Obligation | None], Sequence[Event]]

_DOINGS: dict[tuple[ItemKind, Act], Doing] = {}

OUTLIVES_CLOSING = frozenset({ItemKind.BREACH, ItemKind.DISCLOSURE, ItemKind.ACTION_CARD, ItemKind.MEASUREMENT})
"""Kinds that are due in a closed trajectory too, whose escalations are acknowledged there."""

NOTHING_TO_ACKNOWLEDGE = Refusal(
    "nothing-to-acknowledge",
    "Der er ingen eskalering, som venter på lederen.",
    "No escalation awaits the leader.",
)


def acts(kind: ItemKind, act: Act) -> Callable[[Doing], Doing]:
    """Register what an item makes happen, where that is not told of by the rule for every kind."""

    def register(doing: Doing) -> Doing:
        _DOINGS[kind, act] = doing
        return doing

    return register


@decides_across(ActOnItem, lambda command: (command.trajectory,))
def act_on_item(states: States, command: ActOnItem, now: datetime, catalogue: Catalogue) -> Decision:
    """Do what the item says if it still stands in the agenda and its instant has come.

    The agenda is that of a trajectory, or of a unit's duty, whose stream may have no event yet.
    """
    stream, item = states[command.trajectory], command.item
    standing = timers_expected(stream, catalogue)
    if item not in standing or item.at > now:
        return []
    events = _DOINGS.get((item.kind, item.act), tell)(item, standing[item])
    kind: StreamKind = "unit" if item.kind in OF_UNITS else "trajectory"
    return [Raised(stream.id, kind, event, command.occurred) for event in events]


def tell(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    """Tell of an obligation: what every item makes happen that nothing else is registered for."""
    return [] if obligation is None else [told_by(item, obligation)]


@acts(ItemKind.PHASE_END, Act.NOTE_PASSED)
def note_phase_deadline(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    """The deadline passed and no worker has ended the phase; nobody is moved by it."""
    return [PhaseDeadlinePassed(item=item, phase=item.subject)] if isinstance(item.subject, int) else []


@acts(ItemKind.INACTIVITY, Act.ASK)
def ask_about_inactivity(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    return [InactivityAsked(item=item)]


@acts(ItemKind.INACTIVITY, Act.CLOSE)
def close_as_counselling_only(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    return [TrajectoryClosed(reason=CloseReason.COUNSELLING_ONLY)]


@decides(AcknowledgeEscalation, closed_too=True)
def acknowledge_escalation(
    trajectory: Trajectory, command: AcknowledgeEscalation, now: datetime, catalogue: Catalogue
) -> Outcome:
    if not any(catalogue.has_role(command.actor, role) for role in (Role.LEADER, SECOND_LEVEL)):
        return refusals.NOT_A_LEADER
    waiting = [item for item in trajectory.escalations if not item.acknowledged]
    return [EscalationAcknowledged(item=item.item) for item in waiting] or NOTHING_TO_ACKNOWLEDGE


@obliges
def leader_acknowledges(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An escalation awaits the leader from the day it was made; one to the second level awaits the head of office."""
    for escalation in trajectory.escalations:
        stands = trajectory.is_open or escalation.item.kind in OUTLIVES_CLOSING
        if stands and not escalation.acknowledged:
            yield Obligation(
                kind=ItemKind.ESCALATION,
                subject=escalation.item.subject,
                due=Due(escalation.occurred.on, end_of_day(escalation.occurred.on)),
                worker=None,
                role=SECOND_LEVEL if escalation.item.act is Act.ESCALATE_FURTHER else Role.LEADER,
                centre=trajectory.centre,
                why=Why("escalated", escalation.occurred),
            )


def _done(trajectory: Trajectory, item: ItemKey) -> Trajectory:
    return changed(trajectory, done=trajectory.done | {item})


@applies(ReminderGiven)
def reminder_given(trajectory: Trajectory, fact: Fact, event: ReminderGiven) -> Trajectory:
    return _done(trajectory, event.item)


@applies(PhaseDeadlinePassed)
def phase_deadline_passed(trajectory: Trajectory, fact: Fact, event: PhaseDeadlinePassed) -> Trajectory:
    return _done(trajectory, event.item)


@applies(AnswerDeadlinePassed)
def answer_deadline_passed(trajectory: Trajectory, fact: Fact, event: AnswerDeadlinePassed) -> Trajectory:
    return _done(trajectory, event.item)


@applies(DeadlinePassed)
def deadline_passed(trajectory: Trajectory, fact: Fact, event: DeadlinePassed) -> Trajectory:
    return _done(trajectory, event.item)


@applies(Escalated)
def escalated(trajectory: Trajectory, fact: Fact, event: Escalated) -> Trajectory:
    escalation = Escalation(event.item, event.deadline, fact.occurred)
    return changed(_done(trajectory, event.item), escalations=(*trajectory.escalations, escalation))


@applies(EscalationAcknowledged)
def escalation_acknowledged(trajectory: Trajectory, fact: Fact, event: EscalationAcknowledged) -> Trajectory:
    return changed(
        trajectory,
        escalations=tuple(
            changed(item, acknowledged=True) if item.item == event.item else item for item in trajectory.escalations
        ),
    )


@applies(InactivityAsked)
def inactivity_asked(trajectory: Trajectory, fact: Fact, event: InactivityAsked) -> Trajectory:
    return changed(_done(trajectory, event.item), asked_inactive=fact.occurred)
