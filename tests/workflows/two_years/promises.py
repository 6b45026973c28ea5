"""What must be true of any log in the end, told from its events alone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from domain.agenda_item import ItemKey
from domain.base import CLOCK
from domain.fact import Fact, facts_in
from domain.log import EventLog


async def all_facts(log: EventLog) -> list[Fact]:
    return list(facts_in((await log.read(0, limit=1_000_000)).events))


def acted_on(facts: Iterable[Fact]) -> Iterator[tuple[UUID, ItemKey, Fact]]:
    """Yield each item that the clock acted on, so often as it did."""
    for fact in facts:
        item = getattr(fact.event, "item", None)
        if fact.actor == CLOCK and isinstance(item, ItemKey):
            yield fact.stream, item, fact


def done_twice(facts: Iterable[Fact]) -> list[tuple[UUID, ItemKey]]:
    """Return the items that the clock acted on more than once."""
    times = Counter((stream, item) for stream, item, _ in acted_on(facts))
    return [done for done, count in times.items() if count > 1]


def dated_wrongly(facts: Iterable[Fact]) -> list[ItemKey]:
    """Return the items whose act is told of another day than its own, however late the clock was."""
    return [item for _, item, fact in acted_on(facts) if fact.occurred.on != item.due]
