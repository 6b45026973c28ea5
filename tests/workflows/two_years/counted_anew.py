"""When phases were to be escalated to the leader, counted anew from what people did, by other means than the rules.

A phase lasts three months, moved by pauses that are over and extensions that were approved. If it still runs when
five working days have passed since its last day, it is escalated; people enter things in the afternoon only.
"""

from datetime import date, timedelta
from uuid import UUID

from domain.agenda_item import Act, ItemKind
from domain.base import CLOCK
from domain.calendar import add_months, add_working_days
from domain.events.clock import Escalated
from domain.events.corrections import DateCorrected
from domain.events.course import (
    CtiStarted,
    ExtensionApproved,
    ExtensionRequested,
    Paused,
    PhaseEnded,
    Resumed,
    TrajectoryClosed,
)
from domain.fact import Fact
from domain.trajectory.state import Trajectory

PHASES, MONTHS, WORKING_DAYS = 3, 3, 5


def escalations_told(state: Trajectory) -> list[date]:
    """Return the days on which the log has phases escalated to the leader."""
    items = [fact.event.item for fact in state.facts if isinstance(fact.event, Escalated)]
    return [item.due for item in items if (item.kind, item.act) == (ItemKind.PHASE_END, Act.ESCALATE)]


def escalations_counted(state: Trajectory, today: date) -> list[date] | None:
    """Return the days on which phases were to be escalated; None where the end of one was corrected later."""
    ends = {fact.id for fact in state.facts if isinstance(fact.event, PhaseEnded)}
    if ends & {fact.event.event for fact in state.facts if isinstance(fact.event, DateCorrected)}:
        return None
    course = _Course()
    for fact in state.facts:
        if fact.actor != CLOCK:
            course.take(fact)
    course.pass_to(today + timedelta(days=1))
    return course.escalated


class _Course:
    """The running phase: when it began, by how many days it was moved, and since when it stands still."""

    def __init__(self) -> None:
        self.escalated: list[date] = []
        self._began: date | None = None
        self._moved = 0
        self._paused: date | None = None
        self._asked: dict[UUID, int] = {}

    def pass_to(self, day: date) -> None:
        """Escalate what was to be escalated before a day."""
        if self._began is None or self._paused is not None:
            return
        last_day = add_months(self._began, MONTHS) + timedelta(days=self._moved)
        escalation = add_working_days(last_day, WORKING_DAYS)
        if escalation < day and escalation not in self.escalated:
            self.escalated.append(escalation)

    def take(self, fact: Fact) -> None:
        day = fact.occurred.on
        match fact.event:
            case CtiStarted():
                self._begin(day)
            case PhaseEnded(phase=number):
                self.pass_to(day)
                self._begin(day if number < PHASES else None)
            case TrajectoryClosed():
                self.pass_to(day)
                self._begin(None)
            case Paused():
                self.pass_to(day)
                self._paused = day
            case Resumed() if self._paused is not None:
                self._moved += (day - self._paused).days
                self._paused = None
            case ExtensionRequested(extension=asked, days=days):
                self._asked[asked] = days
            case ExtensionApproved(extension=asked):
                self.pass_to(day)
                self._moved += self._asked[asked]

    def _begin(self, day: date | None) -> None:
        self._began, self._moved, self._paused = day, 0, None
