"""What is parked, in PostgreSQL."""

from uuid import UUID

import asyncpg

from workflows.parking import Parked

_PARK = """
INSERT INTO board.clock_parked (stream, item) VALUES ($1, $2)
ON CONFLICT (stream, item) DO UPDATE SET tried = now()
"""
_FORGET_MOVED = "DELETE FROM board.clock_parked WHERE item <> stream AND tried < now() - interval '2 hours'"
_SETTLE = "DELETE FROM board.clock_parked WHERE stream = $1 AND item = $2"
_STREAMS = "SELECT stream FROM board.clock_parked WHERE item = stream"
_COUNT = """
SELECT count(*) FILTER (WHERE item = stream) AS streams,
    count(*) FILTER (WHERE item <> stream AND tried >= now() - interval '2 hours') AS items
FROM board.clock_parked
"""


class PostgresParking:
    """A `Parking` in the schema `board`. A stream that is parked as a whole is an item of its own id.

    An item is tried every hour: one that was not for two hours stands in no agenda any more.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def park(self, stream: UUID, item: UUID | None = None) -> None:
        await self._pool.execute(_FORGET_MOVED)
        await self._pool.execute(_PARK, stream, item or stream)

    async def settle(self, stream: UUID, item: UUID | None = None) -> None:
        await self._pool.execute(_SETTLE, stream, item or stream)

    async def streams(self) -> frozenset[UUID]:
        return frozenset(row["stream"] for row in await self._pool.fetch(_STREAMS))

    async def count(self) -> Parked:
        """Return how much is parked now. For a person, or a metric."""
        return Parked(*await self._pool.fetchrow(_COUNT))
