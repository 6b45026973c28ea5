"""How far a duty has come: what its stream tells of each occasion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.agenda_item import Act
from domain.events.recurring import OccasionDone, PaperPrepared
from domain.fact import Fact
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Trajectory


@dataclass(frozen=True, slots=True)
class Progress:
    """Occasions that were done, whose paper was prepared, and that the clock noted as passed."""

    done: frozenset[date]
    prepared: frozenset[date]
    passed: frozenset[date]


def progress_of(stream: Trajectory) -> Progress:
    """Return how far the duty of a stream of kind ``unit`` has come."""
    events = [fact.event for fact in facts_that_hold(stream.facts)]
    return Progress(
        done=frozenset(event.occasion for event in events if isinstance(event, OccasionDone)),
        prepared=frozenset(event.occasion for event in events if isinstance(event, PaperPrepared)),
        passed=frozenset(item.due for item in stream.done if item.act is Act.NOTE_PASSED),
    )


def papers(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts of papers, the newest first; a paper shows the log up to its fact's position."""
    held = [fact for fact in facts_that_hold(facts) if isinstance(fact.event, PaperPrepared)]
    return tuple(reversed(held))
