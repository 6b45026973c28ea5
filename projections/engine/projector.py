"""The projector: brings boards to the head of the log, and keeps them there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import structlog

from domain.log import EventLog
from projections.engine.board import Board
from projections.engine.build import BoardNotSetUpError, Build, BuildState, FencedError
from projections.engine.runner import Runner
from projections.engine.store import BoardStore

PAGE = 500
LOOK_SECONDS = 5.0
"""How often a projector looks at the head, should nothing wake it."""

RETRY_SECONDS = 0.5
"""How often it asks for a board that another process runs."""

LONGEST_PAUSE_SECONDS = 10.0

TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, FencedError)
"""What passes: the database is away, boards are being set up, or another process has taken over."""

logger = structlog.get_logger("projections")


class Projector:
    """Folds the log into boards, which must be set up. Several processes may run one: each build has one runner."""

    def __init__(self, log: EventLog, store: BoardStore, boards: Sequence[Board], *, page_size: int = PAGE) -> None:
        self._log = log
        self._store = store
        self._boards = tuple(boards)
        self._page_size = page_size

    async def catch_up(self) -> int:
        """Bring every build of the boards to where the head of the log is now, or further; return that position.

        Builds that another process runs are waited for. Raises BoardNotSetUpError for a board without a whole build
        of this version beside another one, which `begin` makes, and what the store raises.
        """
        head = await self._log.head()
        self._refuse_unmade(await self._store.builds())
        async with self._session() as runner:
            while True:
                await runner.take(self._boards, await self._store.builds())
                while await runner.step(head):
                    continue
                if self._are_level(await self._store.builds(), head):
                    return head
                await asyncio.sleep(RETRY_SECONDS)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the boards at the head of the log until `stop` is set; outlives the database being away."""
        pause = RETRY_SECONDS
        while not stop.is_set():
            try:
                async with self._session() as runner:
                    await runner.take(self._boards, await self._store.builds())
                    pause = RETRY_SECONDS
                    await self._keep_up(runner, stop)
            except TROUBLE as error:
                logger.warning("projector-waits", error=type(error).__name__, seconds=pause)
                await _set_within(stop, pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _keep_up(self, runner: Runner, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await runner.take(self._boards, await self._store.builds())
            await runner.try_again_if_asked()
            head = await self._log.head()
            while await runner.step(head):
                if stop.is_set():
                    return
            await self._wait(runner, stop)

    async def _wait(self, runner: Runner, stop: asyncio.Event) -> None:
        """Wait for the log to move, for a board to become free, or for the end."""
        if runner.slowest is None:
            return await _set_within(stop, RETRY_SECONDS)
        seconds = LOOK_SECONDS if runner.runs_all(self._boards) else RETRY_SECONDS
        moved = asyncio.create_task(self._log.wait(runner.slowest, seconds=seconds))
        ended = asyncio.create_task(stop.wait())
        done, pending = await asyncio.wait((moved, ended), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*done, *pending, return_exceptions=True)

    def _are_level(self, builds: Sequence[Build], head: int) -> bool:
        """Tell whether each board has a whole build, and none of these is behind a position."""
        followed = [build for build in builds if build.is_whole and any(map(build.is_of, self._boards))]
        named = {build.board for build in followed}
        return named >= {board.name for board in self._boards} and all(build.position >= head for build in followed)

    def _refuse_unmade(self, builds: Sequence[Build]) -> None:
        live = {build.board for build in builds if build.state is BuildState.LIVE}
        whole = {build.board for build in builds if build.is_whole and any(map(build.is_of, self._boards))}
        for board in self._boards:
            if board.name in live - whole:
                raise BoardNotSetUpError(board)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Runner]:
        async with self._store.session() as session:
            yield Runner(self._log, session, self._page_size)


async def _set_within(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
