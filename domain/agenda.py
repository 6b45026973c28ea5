"""The agenda: what is due next in a trajectory, why, and for whom. It is computed here and nowhere else.

An *obligation* is something that a person has to have done by a day; boards show it. A *timer* is something
that the clock does at an instant; workflows wait for it. Source: design sections 2 and 4.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.agenda_item import ItemKey, ItemKind
from domain.obligation import Obligation, Why
from domain.reference.catalogue import Catalogue
from domain.timers import Told, timers_of
from domain.timing import Times, times_of
from domain.trajectory.state import Trajectory

__all__ = [
    "Agenda",
    "Obligation",
    "Why",
    "agenda",
    "foreseen_of",
    "foresees",
    "obligations_of",
    "obliges",
    "obliges_units",
    "pins",
    "timers_expected",
    "times",
    "timing_in_force",
]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The newest agenda of a stream, stamped with the log position that it was computed from.

    `is_open` tells whether it has a clock: an open trajectory has, and a closed one as long as anything but its
    deletion is to come. Deletion is years away; the nightly retention drives it.
    """

    trajectory: UUID
    position: int
    is_open: bool
    obligations: tuple[Obligation, ...]
    timers: tuple[ItemKey, ...]


ObligationRule = Callable[[Trajectory, Catalogue], Iterable[Obligation]]
TimerRule = Callable[[Trajectory, Catalogue], Iterable[ItemKey]]
Pin = Callable[[Trajectory, Obligation, Times], Times | None]

_OBLIGATIONS: list[ObligationRule] = []
_UNITS: list[ObligationRule] = []
_FORESEEN: list[ObligationRule] = []
_TIMERS: list[TimerRule] = []
_PINS: dict[ItemKind, Pin] = {}


def obliges(rule: ObligationRule) -> ObligationRule:
    """Register a rule that says what people have to do."""
    _OBLIGATIONS.append(rule)
    return rule


def obliges_units(rule: ObligationRule) -> ObligationRule:
    """Register a rule that says what people have to do in a unit, whatever its trajectories."""
    _UNITS.append(rule)
    return rule


def foresees(rule: ObligationRule) -> ObligationRule:
    """Register a rule that says what the clock will make somebody's to do: it has timers, and nobody sees it yet."""
    _FORESEEN.append(rule)
    return rule


def times(rule: TimerRule) -> TimerRule:
    """Register a rule that says what the clock has to do apart from obligations."""
    _TIMERS.append(rule)
    return rule


def pins(kind: ItemKind) -> Callable[[Pin], Pin]:
    """Register what the trajectory itself says of a kind's timing, such as by the plan that it pinned."""

    def register(pin: Pin) -> Pin:
        _PINS[kind] = pin
        return pin

    return register


def agenda(trajectory: Trajectory, catalogue: Catalogue, position: int) -> Agenda:
    """Compute a trajectory's agenda at a log position up to which it and the catalogue were folded."""
    obligations = obligations_of(trajectory, catalogue)
    timers = tuple(_expected(trajectory, catalogue, obligations))
    return Agenda(
        trajectory=trajectory.id,
        position=position,
        is_open=trajectory.is_open or any(item.kind is not ItemKind.DELETION for item in timers),
        obligations=obligations,
        timers=timers,
    )


def obligations_of(trajectory: Trajectory, catalogue: Catalogue) -> tuple[Obligation, ...]:
    """Compute what people have to do in a trajectory, or by a unit's duty, the soonest due first."""
    rules = _UNITS if trajectory.opened is None else _OBLIGATIONS
    found = [item for rule in rules for item in rule(trajectory, catalogue)]
    return tuple(sorted(found, key=lambda item: (item.due.at, item.kind, str(item.subject))))


def foreseen_of(trajectory: Trajectory, catalogue: Catalogue) -> tuple[Obligation, ...]:
    """Compute what the clock will make somebody's to do, or has made so already."""
    rules = () if trajectory.opened is None else _FORESEEN
    return tuple(item for rule in rules for item in rule(trajectory, catalogue))


def timers_expected(trajectory: Trajectory, catalogue: Catalogue) -> Mapping[ItemKey, Obligation | None]:
    """Return what the clock has still to do, the earliest first, and the obligation that each follows from."""
    return _expected(trajectory, catalogue, obligations_of(trajectory, catalogue))


def _expected(
    trajectory: Trajectory, catalogue: Catalogue, obligations: Iterable[Obligation]
) -> Mapping[ItemKey, Obligation | None]:
    # A key is hashed as seldom as can be: an agenda is computed for each event that the driver and the boards read.
    done, found = trajectory.done, dict[ItemKey, Obligation | None]()
    for item, obligation in _all_items(trajectory, catalogue, obligations):
        if not done or item not in done:
            found[item] = obligation
    return dict(sorted(found.items(), key=_in_order))


def _all_items(
    trajectory: Trajectory, catalogue: Catalogue, obligations: Iterable[Obligation]
) -> Iterator[tuple[ItemKey, Obligation | None]]:
    """Yield what the clock does, also what it did already, beside the obligation that it follows from."""
    rules = () if trajectory.opened is None else _TIMERS
    yield from ((item, None) for rule in rules for item in rule(trajectory, catalogue))
    acknowledged = _acknowledged(trajectory)
    for obligation in (*foreseen_of(trajectory, catalogue), *obligations):
        timing = timing_in_force(trajectory, obligation, catalogue)
        if timing is not None:
            yield from ((item, obligation) for item in timers_of(obligation, timing, acknowledged))


def _in_order(pair: tuple[ItemKey, Obligation | None]) -> tuple[datetime, str, str, str]:
    item, _ = pair
    return item.at, item.kind, str(item.subject), item.act


def timing_in_force(trajectory: Trajectory, obligation: Obligation, catalogue: Catalogue) -> Times | None:
    """Return when the clock acts on an obligation: by its kind, or by what the trajectory itself says.

    None: the clock is done with it, and it stays a person's to do.
    """
    timing = times_of(obligation.kind, catalogue.timings)
    pin = _PINS.get(obligation.kind)
    return timing if pin is None else pin(trajectory, obligation, timing)


def _acknowledged(trajectory: Trajectory) -> frozenset[Told]:
    return frozenset(
        Told(escalation.item.kind, escalation.item.subject, escalation.deadline)
        for escalation in trajectory.escalations
        if escalation.acknowledged
    )
