"""The projector: brings boards to the head of the log, and keeps them there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import structlog

from domain.log import EventLog
from projections.engine.board import Board
from projections.engine.checkpoint import BoardMovedElsewhereError, BoardNotSetUpError, load_position
from projections.engine.runner import Runner

PAGE = 500
LOOK_SECONDS = 5.0
"""How often a projector looks at the head, should nothing wake it."""

RETRY_SECONDS = 0.5
"""How often it asks for a board that another process runs."""

LONGEST_PAUSE_SECONDS = 10.0

TROUBLE = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    BoardMovedElsewhereError,
    BoardNotSetUpError,
)
"""What passes, or what another process puts right: the database is away, or a board is being set up."""

logger = structlog.get_logger("projections")


class Projector:
    """Folds the log into boards, which must be set up. Several processes may run one: each board has one runner.

    `pool` gives at least two connections if the log uses it too: one is kept for the boards.
    """

    def __init__(self, log: EventLog, pool: asyncpg.Pool, boards: Sequence[Board], *, page_size: int = PAGE) -> None:
        self._log = log
        self._pool = pool
        self._boards = tuple(boards)
        self._page_size = page_size

    async def catch_up(self) -> int:
        """Bring every board to where the head of the log is now, or further; return that position.

        Boards that another process runs are waited for. Raises what the database raises.
        """
        head = await self._log.head()
        async with self._session() as (runner, connection):
            while True:
                await runner.take(self._boards)
                while await runner.step(head):
                    continue
                if min([await load_position(connection, board) for board in self._boards], default=head) >= head:
                    return head
                await asyncio.sleep(RETRY_SECONDS)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the boards at the head of the log until `stop` is set; outlives the database being away."""
        pause = RETRY_SECONDS
        while not stop.is_set():
            try:
                async with self._session() as (runner, _):
                    await runner.take(self._boards)
                    pause = RETRY_SECONDS
                    await self._keep_up(runner, stop)
            except TROUBLE as error:
                logger.warning("projector-waits", error=type(error).__name__, seconds=pause)
                await _set_within(stop, pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _keep_up(self, runner: Runner, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await runner.take(self._boards)
            while await runner.step(await self._log.head()):
                if stop.is_set():
                    return
            await self._wait(runner, stop)

    async def _wait(self, runner: Runner, stop: asyncio.Event) -> None:
        """Wait for the log to move, for a board to become free, or for the end."""
        if runner.slowest is None:
            return await _set_within(stop, RETRY_SECONDS)
        seconds = LOOK_SECONDS if runner.runs(self._boards) else RETRY_SECONDS
        moved = asyncio.create_task(self._log.wait(runner.slowest, seconds=seconds))
        ended = asyncio.create_task(stop.wait())
        done, pending = await asyncio.wait((moved, ended), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*done, *pending, return_exceptions=True)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[tuple[Runner, asyncpg.Connection]]:
        async with self._pool.acquire() as connection:
            yield Runner(self._log, connection, self._page_size), connection


async def _set_within(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
