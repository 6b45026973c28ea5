"""What the clock makes happen when an agenda item's instant has come. A stale item makes nothing happen.

Source: design section 2, domain section 7.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from domain import refusals
from domain.agenda import Obligation, Why, agenda, obliges
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.calendar import end_of_day
from domain.changed import changed
from domain.commands.clock import ActOnItem
from domain.commands.course import AcknowledgeEscalation
from domain.decide import Outcome, decides
from domain.events import Event
from domain.events.clock import (
    AnswerDeadlinePassed,
    Escalated,
    EscalationAcknowledged,
    InactivityAsked,
    PhaseDeadlinePassed,
    ReminderGiven,
)
from domain.events.course import TrajectoryClosed
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.deadlines import phase_due, running_phase
from domain.rules.responsibility import is_leader, who_answers
from domain.span import Due
from domain.trajectory.evolve import applies
from domain.trajectory.state import Escalation, Trajectory
from domain.trajectory_codes import CloseReason, Role

Doing = Callable[[Trajectory, ItemKey, Catalogue], Sequence[Event]]

_DOINGS: dict[tuple[ItemKind, Act], Doing] = {}

NOTHING_TO_ACKNOWLEDGE = Refusal(
    "nothing-to-acknowledge",
    "Der er ingen eskalering, som venter på lederen.",
    "No escalation awaits the leader.",
)


def acts(kind: ItemKind, act: Act) -> Callable[[Doing], Doing]:
    """Register what an item makes happen."""

    def register(doing: Doing) -> Doing:
        _DOINGS[kind, act] = doing
        return doing

    return register


@decides(ActOnItem, closed_too=True)
def act_on_item(trajectory: Trajectory, command: ActOnItem, now: datetime, catalogue: Catalogue) -> Outcome:
    """Do what the item says if it still stands in the agenda and its instant has come."""
    standing = agenda(trajectory, catalogue, trajectory.position).timers
    if command.item not in standing or command.item.at > now:
        return []
    return _DOINGS.get((command.item.kind, command.item.act), remind)(trajectory, command.item, catalogue)


def remind(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    return [ReminderGiven(item=item, to=who_answers(trajectory, catalogue))]


@acts(ItemKind.PHASE_END, Act.NOTE_PASSED)
def note_phase_deadline(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    """The deadline passed and no worker has ended the phase; nobody is moved by it."""
    running = running_phase(trajectory)
    return [] if running is None else [PhaseDeadlinePassed(item=item, phase=running[1].number)]


@acts(ItemKind.PHASE_END, Act.ESCALATE)
def escalate(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    running = running_phase(trajectory)
    return [] if running is None else [Escalated(item=item, deadline=phase_due(*running).on)]


@acts(ItemKind.INACTIVITY, Act.ASK)
def ask_about_inactivity(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    return [InactivityAsked(item=item)]


@acts(ItemKind.INACTIVITY, Act.CLOSE)
def close_as_counselling_only(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    return [TrajectoryClosed(reason=CloseReason.COUNSELLING_ONLY)]


@decides(AcknowledgeEscalation, closed_too=True)
def acknowledge_escalation(
    trajectory: Trajectory, command: AcknowledgeEscalation, now: datetime, catalogue: Catalogue
) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    waiting = [item for item in trajectory.escalations if not item.acknowledged]
    return [EscalationAcknowledged(item=item.item) for item in waiting] or NOTHING_TO_ACKNOWLEDGE


@obliges
def leader_acknowledges(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An escalation awaits the leader from the day it was made."""
    for escalation in trajectory.escalations:
        if trajectory.is_open and not escalation.acknowledged:
            yield Obligation(
                kind=ItemKind.ESCALATION,
                subject=escalation.item.subject,
                due=Due(escalation.occurred.on, end_of_day(escalation.occurred.on)),
                worker=None,
                role=Role.LEADER,
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
