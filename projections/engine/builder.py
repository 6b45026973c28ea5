"""Making a build: its streams are folded batch by batch up to one position, in shards that may go at once.

Whoever is killed in between goes on where the last batch was written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from domain.log import EventLog
from projections.engine.build import Chunk, Held, Shard
from projections.engine.bulk import batches
from projections.engine.catalogue import CatalogueAt
from projections.engine.store import Session
from projections.engine.stream import rows_by_board
from projections.engine.when import recorded_at

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Making:
    """A build on its way to a position, in the hands of a session."""

    log: EventLog
    session: Session
    held: Held
    position: int
    shards: tuple[Shard, ...]

    async def fill_all(self, progress: Progress = lambda done: None) -> None:
        """Write every shard, one after the other, and make the build ready. Raises FencedError."""
        for shard in self.shards:
            await self.fill(shard, partial(self._tell, progress, shard))
        await self.session.finish(self.held)

    async def fill(self, shard: Shard, progress: Progress = lambda done: None) -> None:
        """Write a shard's streams as they are at the position. Raises FencedError if another takes the build."""
        board, done = self.held.board, shard.done
        read = CatalogueAt(self.log)
        catalogue = await read.for_boards((board,), self.position)
        unread = read.unread_for(board)
        if shard.first == done == 0 and unread:
            async with self.session.filling(self.held, Chunk(shard.number, done, done)) as pen:
                await pen.remove(self.held, [item.stream for item in unread])
                await pen.add(self.held, (), unread)
        async for batch in batches(self.log, board.kinds, after=done, last=shard.last, up_to=self.position):
            ((_, rows, parked),) = rows_by_board((board,), batch.streams, catalogue, self.position)
            async with self.session.filling(self.held, Chunk(shard.number, done, batch.end)) as pen:
                await pen.add(self.held, rows, parked)
            done = batch.end
            progress((done - shard.first) / (shard.last - shard.first))

    def _tell(self, progress: Progress, shard: Shard, done: float) -> None:
        progress((shard.first + done * (shard.last - shard.first)) / self.position)


def shards_to(position: int, count: int) -> tuple[Shard, ...]:
    """Cut the log up to a position into equal parts; none for an empty log."""
    bounds = [position * number // count for number in range(count + 1)]
    parts = [(first, last) for first, last in pairwise(bounds) if first < last]
    return tuple(Shard(number, first, last, first) for number, (first, last) in enumerate(parts))


async def plan(log: EventLog, session: Session, held: Held, *, shards: int = 1) -> Making:
    """Return the making of a build: to the position that was planned before, else to where the head is now."""
    position, parts = await session.position(held), await session.shards(held)
    if position == 0:
        position = await log.head()
        parts = shards_to(position, shards)
        await session.plan(held, position, await recorded_at(log, position), parts)
    return Making(log, session, held, position, parts)
