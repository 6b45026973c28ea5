"""How a trajectory follows from its facts. `evolve` never raises: a fact that fits nothing changes nothing.

A correction or a withdrawal folds the facts that then hold from the beginning, so that everything that follows
from the fact moves with it. Source: design section 4.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from domain.base import CLOCK, Occurred
from domain.events import Event
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.fact import Fact
from domain.span import instant_of
from domain.trajectory.state import Trajectory

E = TypeVar("E", bound=Event)
Apply = Callable[[Trajectory, Fact, E], Trajectory]

CORRECTIONS = (Corrected, DateCorrected, Withdrawn)

_APPLY: dict[type[Event], Callable[[Trajectory, Fact, Event], Trajectory]] = {}


def applies(event_type: type[E]) -> Callable[[Apply[E]], Apply[E]]:
    """Register how an event type changes a trajectory."""

    def register(function: Apply[E]) -> Apply[E]:
        _APPLY[event_type] = function  # type: ignore[assignment]
        return function

    return register


def evolve(trajectory: Trajectory, fact: Fact) -> Trajectory:
    """Return the trajectory with one more fact."""
    facts = (*trajectory.facts, fact)
    if isinstance(fact.event, CORRECTIONS):
        return fold(trajectory.id, facts)
    changed = _step(trajectory, fact)
    active = trajectory.last_activity if fact.actor == CLOCK else latest(trajectory.last_activity, fact.occurred)
    return replace(changed, facts=facts, version=fact.version, position=fact.position, last_activity=active)


def fold(stream: UUID, facts: Iterable[Fact]) -> Trajectory:
    """Return the trajectory that a stream's facts tell, in version order."""
    facts = tuple(facts)
    if not facts:
        return Trajectory(stream)
    holding = facts_that_hold(facts) if any(isinstance(fact.event, CORRECTIONS) for fact in facts) else facts
    trajectory, active = Trajectory(stream), None
    for fact in holding:
        trajectory = _step(trajectory, fact)
        active = active if fact.actor == CLOCK else latest(active, fact.occurred)
    newest = facts[-1]
    return replace(trajectory, facts=facts, version=newest.version, position=newest.position, last_activity=active)


def facts_that_hold(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts as corrected, without those withdrawn and without the corrections themselves."""
    held: dict[UUID, Fact] = {}
    for fact in facts:
        match fact.event:
            case Withdrawn(event=target):
                held.pop(target, None)
            case DateCorrected(event=target, occurred=occurred) if target in held:
                held[target] = replace(held[target], occurred=occurred)
            case Corrected(event=target, content=content) if target in held:
                held[target] = replace(held[target], event=content)
            case DateCorrected() | Corrected():
                continue
            case _:
                held[fact.id] = fact
    return tuple(held.values())


def _step(trajectory: Trajectory, fact: Fact) -> Trajectory:
    if fact.event is None:
        return trajectory
    apply = _APPLY.get(type(fact.event))
    return trajectory if apply is None else apply(trajectory, fact, fact.event)


def latest(known: Occurred | None, other: Occurred) -> Occurred:
    """Return the later of two times, so that facts may be entered in any order."""
    return other if known is None or instant_of(other) >= instant_of(known) else known
