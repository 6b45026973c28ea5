"""A runner's session in PostgreSQL: it holds its builds' locks, and writes on the connection that holds them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from asyncpg import Connection

from projections.engine.board import Board
from projections.engine.build import Chunk, FencedError, Held, Parked, Shard, Step
from projections.engine.tables.pen import TablePen

LOCK = "SELECT pg_try_advisory_lock(hashtextextended(format('board.%s.%s', $1::text, $2::bigint), 0))"
TAKE = "UPDATE board.build SET epoch = epoch + 1 WHERE board = $1 AND number = $2 RETURNING epoch"
IS_WHOLE = "SELECT state <> 'building' FROM board.build WHERE board = $1 AND number = $2"
POSITION = "SELECT position FROM board.build WHERE board = $1 AND number = $2"
SHARD = "INSERT INTO board.shard (board, build, number, first, last, done) VALUES ($1, $2, $3, $4, $5, $6)"
SHARDS = "SELECT number, first, last, done FROM board.shard WHERE board = $1 AND build = $2 ORDER BY number"
PARKED = "SELECT stream, position, error FROM board.parked WHERE board = $1 AND build = $2 ORDER BY position"
AGAIN = """
SELECT EXISTS (
    SELECT FROM board.parked AS p
    JOIN unnest($1::text[], $2::bigint[]) AS held (board, build) USING (board, build)
    WHERE p.again
)
"""
ALIVE = """
INSERT INTO board.runner (board, build, seen)
SELECT b.board, b.number, clock_timestamp()
FROM unnest($1::text[], $2::bigint[]) AS held (board, build)
JOIN board.build AS b ON b.board = held.board AND b.number = held.build
ON CONFLICT (board, build) DO UPDATE SET seen = clock_timestamp()
"""
MOVE = """
UPDATE board.build
SET position = $5, recorded = coalesce($6, recorded)
WHERE board = $1 AND number = $2 AND epoch = $3 AND position = $4
"""
FILL = """
UPDATE board.shard AS s
SET done = $6
FROM (SELECT board, number FROM board.build WHERE board = $1 AND number = $2 AND epoch = $3 FOR SHARE) AS b
WHERE s.board = b.board AND s.build = b.number AND s.number = $4 AND s.done = $5
"""
FINISH = """
UPDATE board.build SET state = 'ready'
WHERE board = $1 AND number = $2 AND epoch = $3 AND state = 'building'
    AND NOT EXISTS (SELECT FROM board.shard WHERE board = $1 AND build = $2 AND done < last)
"""
NO_SHARDS = "DELETE FROM board.shard WHERE board = $1 AND build = $2"
FROZEN_AFTER_SECONDS = 30
"""A runner looks far more often than this: one that has said nothing for so long is frozen, and is let go."""


class TableSession:
    """A session on one connection. The locks are the connection's: when it is lost, they go with it.

    A build's epoch guards it even from a runner that has lost its lock and does not know, and from one that was
    frozen: its writes are refused before they are made.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, board: Board, number: int) -> Held | None:
        """Take a build unless another session has it. From then on, whoever had it before cannot write it."""
        if not await self._connection.fetchval(LOCK, board.name, number):
            return None
        epoch = await self._connection.fetchval(TAKE, board.name, number)
        return None if epoch is None else Held(board, number, epoch)

    async def is_whole(self, held: Held) -> bool:
        """Tell whether a build is finished. Raises FencedError if it was dropped."""
        is_whole = await self._connection.fetchval(IS_WHOLE, held.board.name, held.number)
        if is_whole is None:
            raise FencedError(held)
        return bool(is_whole)

    async def position(self, held: Held) -> int:
        """Return the position that a build has come to. Raises FencedError if it was dropped."""
        position = await self._connection.fetchval(POSITION, held.board.name, held.number)
        if position is None:
            raise FencedError(held)
        return int(position)

    async def plan(self, held: Held, position: int, recorded: datetime | None, shards: Sequence[Shard]) -> None:
        """Say to which position a build is made, when the event there was recorded, and in which parts."""
        key = (held.board.name, held.number)
        async with self._connection.transaction():
            await self._guarded(held, MOVE, *key, held.epoch, 0, position, recorded)
            parts = [(*key, shard.number, shard.first, shard.last, shard.done) for shard in shards]
            await self._connection.executemany(SHARD, parts)

    async def shards(self, held: Held) -> tuple[Shard, ...]:
        """Return the shards of a build in the making."""
        return tuple(Shard(*row) for row in await self._connection.fetch(SHARDS, held.board.name, held.number))

    async def parked(self, held: Held) -> tuple[Parked, ...]:
        """Return the streams of a build that are parked."""
        return tuple(Parked(*row) for row in await self._connection.fetch(PARKED, held.board.name, held.number))

    async def asked_again(self, held: Sequence[Held]) -> bool:
        """Tell whether somebody asks to try parked streams of some builds again."""
        return bool(await self._connection.fetchval(AGAIN, *_names(held)))

    async def alive(self, held: Sequence[Held]) -> None:
        """Note that the runner of some builds lives."""
        await self._connection.execute(ALIVE, *_names(held))

    @asynccontextmanager
    async def moving(self, steps: Mapping[Held, Step]) -> AsyncIterator[TablePen]:
        """Give a block a pen; its rows and the steps are there together once the block has ended."""
        async with self._connection.transaction():
            # In the order in which a switch locks them, so that neither waits for the other in a circle.
            for held, step in sorted(steps.items(), key=lambda item: (item[0].board.name, item[0].number)):
                key = (held.board.name, held.number, held.epoch)
                await self._guarded(held, MOVE, *key, step.start, step.end, step.recorded)
            yield TablePen(self._connection)

    @asynccontextmanager
    async def filling(self, held: Held, chunk: Chunk) -> AsyncIterator[TablePen]:
        """Give a block a pen for a part of a shard. The build's row is locked for sharing until it has ended."""
        async with self._connection.transaction():
            key = (held.board.name, held.number, held.epoch)
            await self._guarded(held, FILL, *key, chunk.shard, chunk.start, chunk.end)
            yield TablePen(self._connection)

    async def finish(self, held: Held) -> None:
        """Make a build whose shards are all done ready; it goes live if its board has no live build."""
        from projections.engine.tables.live import go_live_if_first, lock_builds

        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL statement_timeout = 0")  # indexes of a large table take longer
            await lock_builds(self._connection, held.board.name)
            await self._guarded(held, FINISH, held.board.name, held.number, held.epoch)
            await self._connection.execute(NO_SHARDS, held.board.name, held.number)
            await self._connection.execute(held.board.index_sql(held.number))
            await self._connection.execute(f"ANALYZE {held.board.table(held.number)}")
            await go_live_if_first(self._connection, held.board.name, held.number)

    async def _guarded(self, held: Held, statement: str, *arguments: object) -> None:
        if await self._connection.execute(statement, *arguments) != "UPDATE 1":
            raise FencedError(held)


def _names(held: Sequence[Held]) -> tuple[list[str], list[int]]:
    return [item.board.name for item in held], [item.number for item in held]
