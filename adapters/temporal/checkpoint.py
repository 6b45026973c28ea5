"""The driver's checkpoint in PostgreSQL, and the lock that keeps one driver at work while others stand by."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import asyncpg

LOCK = 7_243_001
"""The advisory lock of the driver; no other lock of the program has this number."""

PAUSE = 1.0

_LOAD = "SELECT position FROM board.clock_checkpoint"
_SAVE = """
INSERT INTO board.clock_checkpoint (position) VALUES ($1)
ON CONFLICT (only_row) DO UPDATE SET position = excluded.position, saved = now()
"""


class PostgresCheckpoint:
    """A `Checkpoint` in the schema `board`, which the application's role owns."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def set_up(self) -> None:
        """Create the tables of the clock that are not there yet."""
        await self._pool.execute(files("adapters.temporal").joinpath("checkpoint.sql").read_text())

    async def load(self) -> int:
        return await self._pool.fetchval(_LOAD) or 0

    async def save(self, position: int) -> None:
        await self._pool.execute(_SAVE, position)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Wait until no other driver is at work; be the one for as long as the block lasts.

        If the connection breaks, the lock is lost and another driver may start: then two do the same work,
        which does no harm.
        """
        async with self._pool.acquire() as connection:
            # Asked for again and again: a blocking wait would end with the connection's statement timeout.
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
                await asyncio.sleep(PAUSE)
            yield
            # The pool gives up a connection's advisory locks when it takes it back.
