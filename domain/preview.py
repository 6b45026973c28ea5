"""What a command would move: the difference between two agendas, obligation by obligation and timer by timer.

Pure, and the same for every command: the agendas before and after are compared, not what the command says.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar
from uuid import UUID

from domain.agenda import Agenda, Obligation
from domain.agenda_item import ItemKey
from domain.trajectory_codes import Role

T = TypeVar("T")


class Answers(NamedTuple):
    """Who answers for an obligation: a worker, or else the queue of a unit (who has the role, if one is named)."""

    worker: str | None
    role: Role | None
    centre: str


class ObligationMoved(NamedTuple):
    """An obligation before and after; None where it is not there. `measure` is the kind of measure it is about."""

    stream: UUID
    before: Obligation | None
    after: Obligation | None
    measure: str | None = None

    @property
    def changes_hands(self) -> bool:
        """Tell whether somebody else answers for it."""
        return self.before is not None and self.after is not None and answers(self.before) != answers(self.after)

    @property
    def changes_day(self) -> bool:
        """Tell whether it falls due at another instant."""
        return self.before is not None and self.after is not None and self.before.due != self.after.due


class TimerMoved(NamedTuple):
    """Something that the clock does, before and after; None where it does not."""

    stream: UUID
    before: ItemKey | None
    after: ItemKey | None


class Overload(NamedTuple):
    """A worker who would get more trajectories of a programme than the cap says: a warning, no bar."""

    worker: str
    programme: str
    trajectories: int
    cap: int


class Pinned(NamedTuple):
    """How many running courses stay on the version of a plan that they began with, though the plan changes."""

    plan: str
    version: int
    courses: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move, of so many agendas `compared`, and what to know beside it.

    `unreadable` streams were left out: this program cannot read an event of theirs.
    """

    obligations: tuple[ObligationMoved, ...] = ()
    timers: tuple[TimerMoved, ...] = ()
    overloads: tuple[Overload, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    compared: int = 0
    unreadable: int = 0


def answers(obligation: Obligation) -> Answers:
    """Return who answers for an obligation."""
    return Answers(obligation.worker, obligation.role, obligation.centre)


def obligations_moved(before: Agenda, after: Agenda) -> Iterator[tuple[Obligation | None, Obligation | None]]:
    """Yield each obligation that is not the same in both agendas, as it was and as it would be."""
    if before.obligations == after.obligations:
        return iter(())
    return _moved(before.obligations, after.obligations, _obligation_named, _as_shown)


def timers_moved(before: Agenda, after: Agenda) -> Iterator[tuple[ItemKey | None, ItemKey | None]]:
    """Yield each timer that is not the same in both agendas, as it was and as it would be."""
    if before.timers == after.timers:
        return iter(())
    return _moved(before.timers, after.timers, _timer_named, lambda item: item)


def _obligation_named(obligation: Obligation) -> Hashable:
    # Measurements of one occasion differ in their rule: it names the questionnaire.
    return obligation.kind, obligation.subject, obligation.why.rule


def _as_shown(obligation: Obligation) -> Hashable:
    return obligation.due, answers(obligation)


def _timer_named(item: ItemKey) -> Hashable:
    return item.kind, item.act, item.subject


def _moved(
    before: Sequence[T], after: Sequence[T], named: Callable[[T], Hashable], shown: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    olds, news = _by_name(before, named), _by_name(after, named)
    for name in dict.fromkeys((*olds, *news)):
        yield from _paired(olds[name], news[name], shown)


def _by_name(items: Iterable[T], named: Callable[[T], Hashable]) -> defaultdict[Hashable, list[T]]:
    found: defaultdict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        found[named(item)].append(item)
    return found


def _paired(
    olds: Sequence[T], news: Sequence[T], shown: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """Pair what changed under one name, the last with the last: of reminders before one day, the nearest to it stays
    the nearest, and the one that is too many or too few is the farthest ahead.
    """
    olds, news = _without(olds, news, shown), _without(news, olds, shown)
    most = max(len(olds), len(news))
    padded_olds: list[T | None] = [*[None] * (most - len(olds)), *olds]
    padded_news: list[T | None] = [*[None] * (most - len(news)), *news]
    return zip(padded_olds, padded_news, strict=True)


def _without(items: Sequence[T], others: Sequence[T], shown: Callable[[T], Hashable]) -> list[T]:
    """Return the items that have no equal among the others, one for one."""
    left = [shown(other) for other in others]
    found = []
    for item in items:
        if shown(item) in left:
            left.remove(shown(item))
        else:
            found.append(item)
    return found
