"""What the clock does about an obligation, by one rule for every kind, and what that makes happen.

It reminds ahead, acts when the obligation is due, tells the leader a while after that, and the second level if
nobody acknowledges. Source: domain sections 3 to 8, design section 2.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from domain.agenda_item import Act, ItemKey, ItemKind
from domain.calendar import start_of_day
from domain.events import Event
from domain.events.clock import DeadlinePassed, Escalated, ReminderGiven
from domain.obligation import Obligation
from domain.span import Due, due_before, due_following, instant_of
from domain.timing import Times
from domain.trajectory_codes import Role

AT_DUE: Mapping[ItemKind, Act] = MappingProxyType(
    {
        ItemKind.PHASE_END: Act.NOTE_PASSED,
        ItemKind.PLAN_END: Act.NOTE_PASSED,
        ItemKind.PRE_CTI: Act.REMIND,
        ItemKind.PHASE_PLAN: Act.REMIND,
        ItemKind.CONTACT: Act.REMIND,
        ItemKind.MEASUREMENT: Act.NOTE_PASSED,
        ItemKind.ANSWER: Act.NOTE_PASSED,
        ItemKind.MEASURE_END: Act.NOTE_PASSED,
        ItemKind.YEARLY_CHECK: Act.NOTE_PASSED,
        ItemKind.APPOINTMENT: Act.NOTE_PASSED,
        ItemKind.HAND_OVER: Act.REMIND,
        ItemKind.APPROVAL: Act.NOTE_PASSED,
        ItemKind.DISCLOSURE: Act.NOTE_PASSED,
        ItemKind.ACTION_CARD: Act.NOTE_PASSED,
        ItemKind.BREACH: Act.NOTE_PASSED,
        ItemKind.CONSENT_END: Act.NOTE_PASSED,
        ItemKind.INACTIVITY: Act.CLOSE,
        ItemKind.PAUSE: Act.REMIND,
        ItemKind.DELETION: Act.NOTE_PASSED,
        ItemKind.SUPERVISION: Act.NOTE_PASSED,
        ItemKind.CASELOAD_REVIEW: Act.NOTE_PASSED,
        ItemKind.STATUS_REPORT: Act.NOTE_PASSED,
        ItemKind.COMMITTEE: Act.NOTE_PASSED,
    }
)
"""What the clock does at the instant at which a kind is due; an escalation is told of when it is made."""

AS_THE_DAY_BEGINS = frozenset({ItemKind.YEARLY_CHECK})
"""Kinds of which the clock reminds as their own day begins."""

SECOND_LEVEL = Role.HEAD_OF_OFFICE
"""Who is told where a leader has not acknowledged, or does not do what is the leader's own."""


class Told(NamedTuple):
    """What an escalation told of: a deadline of something that was due."""

    kind: ItemKind
    subject: UUID | int
    deadline: date


NOTHING_TOLD: frozenset[Told] = frozenset()


def timers_of(
    obligation: Obligation, times: Times, acknowledged: frozenset[Told] = NOTHING_TOLD
) -> Iterator[ItemKey]:
    """Yield what the clock does about an obligation, also what it did already, the earliest first."""
    yield from _reminders(obligation, times)
    kind, subject, due = obligation.kind, obligation.subject, obligation.due
    if kind in AT_DUE:
        yield ItemKey.of(kind, AT_DUE[kind], subject, due)
    if times.escalate is not None:
        yield from _escalations(obligation, times, acknowledged)


def _reminders(obligation: Obligation, times: Times) -> Iterator[ItemKey]:
    """Remind a span ahead, unless that lies before the step that the due date follows from."""
    kind, subject, due, why = obligation.kind, obligation.subject, obligation.due, obligation.why
    for span in times.remind:
        ahead = due_before(due, span)
        if ahead.at > instant_of(why.since or why.start):
            yield ItemKey.of(kind, Act.REMIND, subject, ahead)
    if kind in AS_THE_DAY_BEGINS:
        yield ItemKey.of(kind, Act.REMIND, subject, Due(due.on, start_of_day(due.on)))


def escalation_of(obligation: Obligation) -> Act:
    """Return what telling on is: the worker's goes to the leader, an answer back to the worker.

    What is the leader's already goes straight to the second level. A hand-over is the leader's only while the one it
    was offered to is away: its items must not change with that.
    """
    if obligation.kind is ItemKind.ANSWER:
        return Act.TAKE_BACK
    leaders = obligation.role is Role.LEADER and obligation.kind is not ItemKind.HAND_OVER
    return Act.ESCALATE_FURTHER if leaders else Act.ESCALATE


def _escalations(obligation: Obligation, times: Times, acknowledged: frozenset[Told]) -> Iterator[ItemKey]:
    """An acknowledgement stops the second level; another deadline of the same thing is another matter."""
    if times.escalate is None:
        return
    kind, subject, due = obligation.kind, obligation.subject, obligation.due
    act, first = escalation_of(obligation), due_following(due, times.escalate)
    yield ItemKey.of(kind, act, subject, first)
    if act is Act.ESCALATE and times.second is not None and Told(kind, subject, due.on) not in acknowledged:
        yield ItemKey.of(kind, Act.ESCALATE_FURTHER, subject, due_following(first, times.second))


def _remind(item: ItemKey, obligation: Obligation) -> Event:
    return ReminderGiven(item=item, to=obligation.worker)


def _note(item: ItemKey, obligation: Obligation) -> Event:
    return DeadlinePassed(item=item, to=obligation.worker)


def _escalate(item: ItemKey, obligation: Obligation) -> Event:
    return Escalated(item=item, deadline=obligation.due.on)


_TELLS: Mapping[Act, Callable[[ItemKey, Obligation], Event]] = MappingProxyType(
    {
        Act.REMIND: _remind,
        Act.NOTE_PASSED: _note,
        Act.ESCALATE: _escalate,
        Act.ESCALATE_FURTHER: _escalate,
    }
)


def told_by(item: ItemKey, obligation: Obligation) -> Event:
    """Return the event by which the clock tells of an obligation: what most kinds make happen."""
    return _TELLS[item.act](item, obligation)
