"""Filling in the demo municipality while the clock stands still.

The demo tells years of history step by step. A clock that saw half a story would find its deadlines long passed
and act on them; so the driver sends nothing while somebody holds the demo's lock.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from adapters.demo.fill import DemoReport, Progress, fill
from adapters.demo.people import introduce
from adapters.notify.notifier import PostgresNotifier
from adapters.services import Services
from workflows.checkpoint import Checkpoint

SEED = 2013
LOCK = 7_243_002
"""The advisory lock of the demo; no other lock of the program has this number."""

LOOK_SECONDS = 0.5

_IS_FREE = "SELECT pg_try_advisory_xact_lock_shared($1)"


async def is_empty(services: Services) -> bool:
    """Tell whether the log has no trajectory yet."""
    return not await services.log.streams("trajectory")


async def fill_demo(services: Services, *, seed: int, progress: Progress) -> DemoReport:
    """Fill in the demo municipality; the caller has seen that the log is empty."""
    async with _clock_stands_still(services.pool):
        report = await fill(
            services.handler,
            municipality=services.municipality,
            now=services.clock(),
            seed=seed,
            progress=progress,
        )
        trajectories = await services.log.streams("trajectory")
        await introduce(services.handler, services.vault, trajectories, now=services.clock(), seed=seed)
        # Nobody was there to be told of the demo's past.
        await PostgresNotifier(services.pool).begin_at(await services.log.head())
        return report


async def until_clock_may_run(pool: asyncpg.Pool) -> None:
    """Return when nobody fills in a demo."""
    while not await pool.fetchval(_IS_FREE, LOCK):  # noqa: ASYNC110  (the lock is another process's)
        await asyncio.sleep(LOOK_SECONDS)


class NotifierBehindDemo(PostgresNotifier):
    """A `Notifier` that is not asked while somebody fills in a demo."""

    async def position(self) -> int:
        await until_clock_may_run(self._pool)
        return await super().position()


class CheckpointBehindDemo:
    """A driver's checkpoint that it does not get to see while somebody fills in a demo."""

    def __init__(self, checkpoint: Checkpoint, pool: asyncpg.Pool) -> None:
        self._checkpoint = checkpoint
        self._pool = pool

    async def load(self) -> int:
        await until_clock_may_run(self._pool)
        return await self._checkpoint.load()

    async def save(self, position: int) -> None:
        await self._checkpoint.save(position)


@asynccontextmanager
async def _clock_stands_still(pool: asyncpg.Pool) -> AsyncIterator[None]:
    async with pool.acquire() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        try:
            yield
        finally:
            if not connection.is_closed():
                await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
