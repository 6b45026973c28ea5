"""When the clock's driver was last seen at work: a dead or frozen one shows even while there is nothing to send."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from adapters.postgres.faults import BUSY, LOST

EVERY_SECONDS = 5.0
DEAD_AFTER_SECONDS = 30.0

TABLE = """
CREATE TABLE IF NOT EXISTS board.driver_seen (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seen timestamptz NOT NULL
)
"""
_SAY = """
INSERT INTO board.driver_seen (seen) VALUES (clock_timestamp())
ON CONFLICT (only_row) DO UPDATE SET seen = excluded.seen
"""
_UNSEEN = "SELECT extract(epoch FROM clock_timestamp() - seen)::float8 FROM board.driver_seen"


class DriverSeen:
    """The one row that tells it, in the schema `board`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def set_up(self) -> None:
        """Create the table if there is none."""
        await self._pool.execute(TABLE)

    async def unseen(self) -> float | None:
        """Return for how many seconds no driver was seen, None if there never was one."""
        unseen: float | None = await self._pool.fetchval(_UNSEEN)
        return unseen

    async def say(self) -> None:
        """Say that a driver is at work now."""
        await self._pool.execute(_SAY)

    @asynccontextmanager
    async def saying(self) -> AsyncIterator[None]:
        """Say it now, and every five seconds for as long as the block lasts. Raises what the database raises now."""
        await self.say()
        going_on = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            going_on.cancel()

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.say()
            except (*LOST, *BUSY):
                # The driver itself waits for the database, and says so.
                continue


def is_alive(unseen: float | None) -> bool:
    """Tell whether a driver that was not seen for so many seconds lives."""
    return unseen is not None and unseen <= DEAD_AFTER_SECONDS
