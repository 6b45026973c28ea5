"""Boards that follow a history through crashes, restarts and programs that know less, and what they must come to."""

from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import strategies as st

from domain.events import EVENT_TYPES
from domain.log import EventLog
from projections.boards import BOARDS
from projections.engine import bulk, runner
from projections.engine.board import Board, Row
from projections.engine.builder import plan
from projections.engine.memory import InMemoryBoards
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.engine.store import BoardStore, Session
from tests.projections.histories import Action, actions
from tests.projections.shaky import CrashError, Life, ShakySession

T = TypeVar("T")
UNKNOWN = ("CtiStarted", "ContactRegistered", "StaffDefined", "VipCardsHandedOut", "TrajectoryOpened")


class Stage(NamedTuple):
    """A part of a history, and how the boards then follow it."""

    history: list[Action]
    page_size: int
    batch: int
    boards: tuple[str, ...]
    things: int | None
    """After how many things the runner dies, if it does."""
    unknown: str | None
    """An event type that the program of this stage does not know."""
    restart: bool
    ask: bool
    blank: int | None
    """Which event of people is blanked by a lawful order at the stage's end, if one is."""
    old: bool
    """Whether corrections of this stage stand in the log as the first version of the program wrote them."""


class Beside(NamedTuple):
    """A build that is made beside the live one: of which board, in how many shards, and when its makers die."""

    board: str
    shards: int
    deaths: list[int]


BY_NAME = {board.name: board for board in BOARDS}
NAMES = tuple(BY_NAME)
GROUPS = [NAMES, NAMES[:2], NAMES[1:4:2], NAMES[3:], *((name,) for name in NAMES)]


def seldom(what: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | st.none() | st.none() | what


def stages(size: int) -> st.SearchStrategy[list[Stage]]:
    stage = st.builds(
        Stage,
        history=actions(size),
        page_size=st.integers(1, 40),
        batch=st.integers(1, 8),
        boards=st.sampled_from(GROUPS),
        things=seldom(st.integers(0, 60)),
        unknown=seldom(st.sampled_from(UNKNOWN)),
        restart=st.sampled_from([False, False, True]),
        ask=st.booleans(),
        blank=seldom(st.integers(0, 200)),
        old=st.booleans(),
    )
    return st.lists(stage, min_size=2, max_size=6)


def besides() -> st.SearchStrategy[Beside]:
    deaths = st.lists(st.integers(0, 30), max_size=3)
    return st.builds(Beside, board=st.sampled_from(NAMES), shards=st.integers(1, 5), deaths=deaths)


class Following:
    """One process after the other that follows a log; `here` remembers across stages what a process remembers."""

    def __init__(self, log: EventLog, store: BoardStore) -> None:
        self._log = log
        self._store = store
        self._stack = AsyncExitStack()
        self._runner: Runner | None = None
        self._unknown: str | None = None

    async def go(self, stage: Stage) -> bool:
        """Follow the log through a stage; tell whether the runner survived it."""
        with pytest.MonkeyPatch.context() as program:
            program.setattr(bulk, "STREAMS_AT_A_TIME", stage.batch)
            program.setattr(runner, "CHUNK", stage.batch)
            if stage.unknown:
                program.delitem(EVENT_TYPES, stage.unknown)
            if stage.restart or stage.unknown != self._unknown or stage.things is not None:
                await self.end()
            self._unknown = stage.unknown
            try:
                await self._follow(stage)
            except CrashError:
                await self.end()
                return False
            return True

    async def end(self) -> None:
        await self._stack.aclose()
        self._runner = None

    async def _follow(self, stage: Stage) -> None:
        if self._runner is None:
            session = await self._stack.enter_async_context(self._store.session())
            self._runner = Runner(self._log, ShakySession(session, Life(stage.things)), stage.page_size)
        await self._runner.take([BY_NAME[name] for name in stage.boards], await self._store.builds())
        if stage.ask:
            for name in stage.boards:
                await self._store.ask_again(name)
            await self._runner.try_again_if_asked()
        while await self._runner.step(await self._log.head()):
            continue


async def make_beside(log: EventLog, store: BoardStore, beside: Beside) -> int:
    """Make a build beside, each maker going on where the last one died; the shards are filled last one first."""
    number = await store.begin(BY_NAME[beside.board])
    for things in (*beside.deaths, None):
        if not any(build.number == number and build.is_whole for build in await store.builds()):
            async with store.session() as session:
                with suppress(CrashError):
                    await _make(log, ShakySession(session, Life(things)), beside, number)
    return number


async def _make(log: EventLog, session: Session, beside: Beside, number: int) -> None:
    held = await session.take(BY_NAME[beside.board], number)
    assert held is not None
    making = await plan(log, session, held, shards=beside.shards)
    for shard in reversed(making.shards):
        if not shard.is_done:
            await making.fill(shard)
    await session.finish(held)


async def rebuilt(log: EventLog, boards: Sequence[Board] = BOARDS) -> InMemoryBoards:
    """Return boards built from zero, all of the log at one go."""
    store = InMemoryBoards()
    await store.set_up(boards)
    await Projector(log, store, boards).catch_up()
    return store


def rows_in(store: InMemoryBoards, board: Board) -> list[Row]:
    return sorted(map(tuple, store.rows(board.name)), key=repr)


async def parked_in(store: BoardStore, board: Board) -> list[tuple[object, ...]]:
    """Return what the live build of a board has parked; nobody may run it."""
    (number,) = [
        build.number for build in await store.builds() if build.board == board.name and build.state == "live"
    ]
    async with store.session() as session:
        held = await session.take(board, number)
        assert held is not None
        return sorted((item.stream, item.position, item.error) for item in await session.parked(held))
