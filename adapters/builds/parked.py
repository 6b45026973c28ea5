"""Streams that boards could not fold to the end: which they are, and trying them again."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from adapters.builds.moving import FOLLOW_SECONDS, NotLevelError
from adapters.builds.place import LOOK_SECONDS, Place
from projections.engine.board import Board
from projections.engine.build import Build
from projections.engine.projector import PAGE
from projections.engine.runner import Runner

PARKED = """
SELECT p.board, p.build, b.state, p.stream, p.position, p.error
FROM board.parked AS p JOIN board.build AS b ON b.board = p.board AND b.number = p.build
ORDER BY p.board, p.build, p.position
"""
STILL_ASKED = "SELECT count(*) FROM board.parked WHERE board = $1 AND build = ANY($2) AND again"


class ParkedStream(NamedTuple):
    """A stream that a build shows as it was before the event at `position`; `error` is the class of the error."""

    board: str
    build: int
    state: str
    stream: UUID
    position: int
    error: str


async def parked_streams(place: Place) -> tuple[ParkedStream, ...]:
    """Return the parked streams of every build."""
    return tuple(ParkedStream(*row) for row in await place.pool.fetch(PARKED))


async def try_again(place: Place, board: Board) -> int:
    """Try the parked streams of a board's builds again; return how many streams are parked still.

    Builds of another version are left to its program. Raises NotLevelError if a projector has them and does not try.
    """
    builds = await _with_parked(place, board)
    if builds:
        await place.store.ask_again(board.name)
        await _until_tried(place, board, [build.number for build in builds])
    return sum(build.parked for build in await _with_parked(place, board))


async def _until_tried(place: Place, board: Board, numbers: Sequence[int]) -> None:
    """Return when all are tried: by the projector that runs them, or here, by taking those that nobody runs."""
    deadline = asyncio.get_running_loop().time() + FOLLOW_SECONDS
    async with place.store.session() as session:
        runner = Runner(place.log, session, PAGE)
        while await place.pool.fetchval(STILL_ASKED, board.name, numbers):
            builds = [build for build in await place.builds_of(board) if build.number in numbers]
            await runner.take([board], builds)
            if asyncio.get_running_loop().time() >= deadline:
                raise NotLevelError(
                    f"en anden proces fører tavlen {board.name} og svarer ikke; se »exitspor status«",
                    f'another process runs board {board.name} and does not answer; see "exitspor status"',
                )
            await asyncio.sleep(LOOK_SECONDS)


async def _with_parked(place: Place, board: Board) -> tuple[Build, ...]:
    builds = await place.builds_of(board)
    return tuple(build for build in builds if build.is_of(board) and build.is_whole and build.parked)
