"""How a trajectory follows from its facts. `evolve` never raises: a fact that fits nothing changes nothing.

A correction or a withdrawal folds the facts that then hold from the beginning, so that everything that follows
from the fact moves with it. Source: design section 4.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from domain.base import CLOCK, Occurred
from domain.changed import changed
from domain.events import Event
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.vault import ArchiveDelivered, ErasureMadeFinal, VaultErased
from domain.fact import Fact
from domain.span import instant_of
from domain.trajectory.state import Trajectory

E = TypeVar("E", bound=Event)
Apply = Callable[[Trajectory, Fact, E], Trajectory]

CORRECTIONS: frozenset[type[Event]] = frozenset({Corrected, DateCorrected, Withdrawn})

NO_ACTIVITY: frozenset[type[Event]] = frozenset({ArchiveDelivered, ErasureMadeFinal, VaultErased})
"""What is done to the vault is nothing that happens between a person and a worker."""

_APPLY: dict[type[Event], Callable[[Trajectory, Fact, Event], Trajectory]] = {}


def applies(event_type: type[E]) -> Callable[[Apply[E]], Apply[E]]:
    """Register how an event type changes a trajectory."""

    def register(function: Apply[E]) -> Apply[E]:
        _APPLY[event_type] = function  # type: ignore[assignment]
        return function

    return register


def evolve(trajectory: Trajectory, *facts: Fact) -> Trajectory:
    """Return the trajectory with further facts, in version order."""
    if not facts:
        return trajectory
    if _corrects(facts):
        return fold(trajectory.id, (*trajectory.facts, *facts))
    return _told(trajectory, facts, (*trajectory.facts, *facts))


def fold(stream: UUID, facts: Iterable[Fact]) -> Trajectory:
    """Return the trajectory that a stream's facts tell, in version order."""
    facts = tuple(facts)
    return _told(Trajectory(stream), facts_that_hold(facts), facts) if facts else Trajectory(stream)


def _told(trajectory: Trajectory, holding: Iterable[Fact], facts: tuple[Fact, ...]) -> Trajectory:
    """Return the trajectory with facts that hold; `facts` are all that were ever told of it."""
    active = trajectory.last_activity
    for fact in holding:
        apply = _APPLY.get(type(fact.event))  # type: ignore[arg-type]
        if apply is not None and fact.event is not None:
            trajectory = apply(trajectory, fact, fact.event)
        if fact.actor != CLOCK and type(fact.event) not in NO_ACTIVITY:
            active = latest(active, fact.occurred)
    newest = facts[-1]
    return changed(trajectory, facts=facts, version=newest.version, position=newest.position, last_activity=active)


def _corrects(facts: Iterable[Fact]) -> bool:
    return any(type(fact.event) in CORRECTIONS for fact in facts)


def facts_that_hold(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts as corrected, without those withdrawn and without the corrections themselves.

    A correction names a stored event: it concerns all the facts that were read of it.
    """
    facts = tuple(facts)
    if not _corrects(facts):
        return facts
    held: dict[UUID, list[Fact]] = {}
    for fact in facts:
        if type(fact.event) in CORRECTIONS:
            _set_right(held, fact, facts)
        else:
            held.setdefault(fact.id, []).append(fact)
    return tuple(fact for parts in held.values() for fact in parts)


def _set_right(held: dict[UUID, list[Fact]], fact: Fact, facts: Iterable[Fact]) -> None:
    match fact.event:
        case Withdrawn(event=target):
            held.pop(target, None)
        case DateCorrected(event=target, occurred=occurred) if target in held:
            held[target] = [part._replace(occurred=occurred) for part in held[target]]
        case Corrected(event=target) if target in held:
            told = [other for other in facts if other.id == fact.id and isinstance(other.event, Corrected)]
            if fact is told[0]:
                held[target] = _corrected(held[target], told)


def _corrected(parts: Sequence[Fact], told: Sequence[Fact]) -> list[Fact]:
    """Return the parts of a stored event as a correction has them: `told` is all that was read of the correction.

    A correction in the version that the event was stored in says the whole of it anew. One of another version was
    written when the event had been read as something newer: it says its parts of the same type anew, in their order.
    """
    contents = [fact.event.content for fact in told if isinstance(fact.event, Corrected)]
    if told[0].stored_as == parts[0].stored_as:
        return [parts[0]._replace(event=content, part=number) for number, content in enumerate(contents)]
    return _in_their_places(parts, contents)


def _in_their_places(parts: Iterable[Fact], contents: Iterable[Event]) -> list[Fact]:
    waiting: defaultdict[type, deque[Event]] = defaultdict(deque)
    for content in contents:
        waiting[type(content)].append(content)
    return [
        part._replace(event=waiting[type(part.event)].popleft()) if waiting[type(part.event)] else part
        for part in parts
    ]


def latest(known: Occurred | None, other: Occurred) -> Occurred:
    """Return the later of two times, so that facts may be entered in any order."""
    if known is None or known.on < other.on:
        return other
    if known.on > other.on:
        return known
    # On one day the instants tell: an instant falls on its civil date, so no other day's lies between.
    return other if known.at is other.at or instant_of(other) >= instant_of(known) else known
