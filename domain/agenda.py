"""The agenda: what is due next in a trajectory, why, and for whom. It is computed here and nowhere else.

An *obligation* is something that a person has to have done by a day; boards show it. A *timer* is something
that the clock does at an instant; workflows wait for it. Source: design sections 2 and 4.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.agenda_item import ItemKey, ItemKind
from domain.base import Occurred
from domain.reference.catalogue import Catalogue
from domain.span import Due, Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role


class Why(NamedTuple):
    """How a due date came about: counted from `start` for a span, moved by pauses and extensions.

    `rule` is a stable code; `plan` and `plan_version` name the plan, where one decides.
    """

    rule: str
    start: Occurred
    span: Span | None = None
    plan: str | None = None
    plan_version: int | None = None
    phase: int | None = None
    paused: timedelta = timedelta()
    extended_days: int = 0
    approved_by: tuple[str, ...] = ()


class Obligation(NamedTuple):
    """Something open that is due. `worker` is who answers for it (None: nobody is assigned yet)."""

    kind: ItemKind
    subject: UUID | int
    due: Due
    worker: str | None
    role: Role | None
    centre: str
    why: Why

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it is overdue: due, and not done, since what is done is no obligation any more."""
        return self.due.has_passed(now)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The newest agenda of a trajectory, stamped with the log position that it was computed from."""

    trajectory: UUID
    position: int
    is_open: bool
    obligations: tuple[Obligation, ...]
    timers: tuple[ItemKey, ...]


ObligationRule = Callable[[Trajectory, Catalogue], Iterable[Obligation]]
TimerRule = Callable[[Trajectory, Catalogue], Iterable[ItemKey]]

_OBLIGATIONS: list[ObligationRule] = []
_TIMERS: list[TimerRule] = []


def obliges(rule: ObligationRule) -> ObligationRule:
    """Register a rule that says what people have to do."""
    _OBLIGATIONS.append(rule)
    return rule


def times(rule: TimerRule) -> TimerRule:
    """Register a rule that says what the clock has to do."""
    _TIMERS.append(rule)
    return rule


def agenda(trajectory: Trajectory, catalogue: Catalogue, position: int) -> Agenda:
    """Compute a trajectory's agenda at a log position up to which it and the catalogue were folded."""
    return Agenda(
        trajectory=trajectory.id,
        position=position,
        is_open=trajectory.is_open,
        obligations=obligations_of(trajectory, catalogue),
        timers=_timers_of(trajectory, catalogue),
    )


def obligations_of(trajectory: Trajectory, catalogue: Catalogue) -> tuple[Obligation, ...]:
    """Compute what people have to do in a trajectory, the soonest due first."""
    if trajectory.opened is None:
        return ()
    found = [item for rule in _OBLIGATIONS for item in rule(trajectory, catalogue)]
    return tuple(sorted(found, key=lambda item: (item.due.at, item.kind, str(item.subject))))


def _timers_of(trajectory: Trajectory, catalogue: Catalogue) -> tuple[ItemKey, ...]:
    if not trajectory.is_open:
        return ()
    found = {item for rule in _TIMERS for item in rule(trajectory, catalogue)}
    return tuple(sorted(found - trajectory.done, key=lambda item: (item.at, item.kind, str(item.subject))))
