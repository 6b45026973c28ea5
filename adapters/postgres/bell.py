"""The bell that rings when the log has moved: LISTEN on one connection of its own.

It may ring for nothing, and it may be silent while it connects anew: who waits for it looks now and then itself.
"""

import asyncio
from contextlib import suppress

import asyncpg

from adapters.postgres.faults import LOST
from adapters.postgres.pool import connect

CHANNEL = "log.moved"
PAUSE_SECONDS = 0.25


class Bell:
    """Rings on every append. It listens from the first `next_ring` on, until it is closed."""

    def __init__(self, dsn: str, channel: str = CHANNEL) -> None:
        self._dsn = dsn
        self._channel = channel
        self._ring = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    def next_ring(self) -> asyncio.Event:
        """Return the event that the next ring sets."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen_for_ever())
        return self._ring

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    async def _listen_for_ever(self) -> None:
        while True:
            with suppress(*LOST, asyncpg.PostgresError):
                await self._listen()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        """Listen until the connection is lost; ring at once for what went unheard before."""
        lost = asyncio.Event()
        connection = await connect(self._dsn)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(self._channel, lambda *_: self._rung())
            self._rung()
            await lost.wait()
        finally:
            connection.terminate()

    def _rung(self) -> None:
        self._ring.set()
        self._ring = asyncio.Event()
