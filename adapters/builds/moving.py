"""Bringing builds level, comparing two of them, and letting pages read another one.

A build that a projector runs is waited for; one that nobody runs is moved here.
"""

import asyncio
from collections.abc import Sequence

from adapters.builds.place import LOOK_SECONDS, Place, live_of
from projections.engine.board import Board
from projections.engine.build import Build, CannotSwitchError, FencedError, Held
from projections.engine.projector import PAGE
from projections.engine.runner import Runner
from projections.engine.store import Differences

COMPARE_SECONDS = 20.0
FOLLOW_SECONDS = 60.0
"""How long one waits for a build that another process runs to come as far as the live one."""


class NotLevelError(TimeoutError):
    """A build did not come to a position in time: nobody moves it, or whoever does is too slow."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(f"{danish} / {english}")
        self.danish, self.english = danish, english


async def bring_level(place: Place, board: Board, numbers: Sequence[int], position: int) -> None:
    """Bring builds of this program's version to a position that the log has reached, or further.

    Raises FencedError for one that was dropped, NotLevelError if another process has it and does not move it.
    """
    async with place.store.session() as session:
        runner = Runner(place.log, session, PAGE)
        deadline = _now() + FOLLOW_SECONDS
        while True:
            builds = [build for build in await place.builds_of(board) if build.number in numbers]
            _require(board, numbers, builds)
            await runner.take([board], builds)
            while await runner.step(position):
                deadline = _now() + FOLLOW_SECONDS
            builds = [build for build in await place.builds_of(board) if build.number in numbers]
            if all(build.position >= position for build in builds):
                return
            _while_in_time(deadline, board)
            await asyncio.sleep(LOOK_SECONDS)


async def compare(place: Place, board: Board, one: int, other: int) -> Differences:
    """Compare two builds at one position, trying again while they move. Raises NotLevelError, FencedError."""
    own = [build.number for build in await place.builds_of(board) if build.is_of(board)]
    await bring_level(place, board, [number for number in (one, other) if number in own], await place.log.head())
    deadline = _now() + COMPARE_SECONDS
    while (found := await place.store.differences(board.name, one, other)) is None:
        _while_in_time(deadline, board)
        await asyncio.sleep(LOOK_SECONDS)
    return found


async def show(place: Place, board: Board, number: int) -> None:
    """Let pages read a whole build of this program's version, once it is as far as the live one.

    Raises CannotSwitchError, FencedError, NotLevelError.
    """
    deadline = _now() + FOLLOW_SECONDS
    while True:
        await bring_level(place, board, [number], await place.log.head())
        try:
            return await place.store.switch(board.name, number)
        except CannotSwitchError:
            if not await _is_behind(place, board, number):
                raise
            _while_in_time(deadline, board)


async def _is_behind(place: Place, board: Board, number: int) -> bool:
    """Tell whether the live build has moved on meanwhile."""
    live, build = live_of(await place.builds_of(board)), await place.build(number)
    return live is not None and build is not None and build.position < live.position


def _require(board: Board, numbers: Sequence[int], builds: Sequence[Build]) -> None:
    for number in set(numbers) - {build.number for build in builds}:
        raise FencedError(Held(board, number, 0))


def _while_in_time(deadline: float, board: Board) -> None:
    if _now() >= deadline:
        raise NotLevelError(
            f"udgaverne af tavlen {board.name} følges ikke ad; se »exitspor status«, og prøv igen",
            f'the builds of board {board.name} do not keep level; see "exitspor status", and try again',
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
