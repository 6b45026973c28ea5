"""Making a build beside the live one: begun or gone on with, by this process or waited for.

Whoever is killed in between goes on where the last batch was written.
"""

import asyncio
from collections.abc import Sequence

from adapters.builds.place import LOOK_SECONDS, Place, Progress, newest
from adapters.builds.shards import AtOnce, fill_at_once
from projections.engine.board import Board
from projections.engine.build import Build, BuildState, FencedError, Held
from projections.engine.builder import plan
from projections.engine.store import Session

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('board.begin', 0))"


def untold(done: float) -> None:
    """Tell nobody."""


async def make_build(
    place: Place,
    board: Board,
    progress: Progress = untold,
    at_once: AtOnce | None = None,
    *,
    known: Sequence[Build] | None = None,
) -> int:
    """Make a new build of a board, or go on with an unfinished one; return its number when it is whole.

    `at_once` has several processes fill it. A build that another process makes is waited for; and where it was made
    since the caller saw the `known` ones, it is the one. Raises FencedError if it is dropped meanwhile,
    ShardFailedError.
    """
    number = await unfinished_or_new(place, board, known)
    async with place.store.session() as session:
        while True:
            held = await session.take(board, number)
            build = await place.build(number)
            if build is None:
                raise FencedError(held or Held(board, number, 0))
            if not build.is_whole and held is not None:
                await _fill(place, session, held, progress, at_once)
                return number
            progress(build.built)
            if build.is_whole:
                return number
            await asyncio.sleep(LOOK_SECONDS)


async def unfinished_or_new(place: Place, board: Board, known: Sequence[Build] | None = None) -> int:
    """Return the number of the board's newest unfinished build of this version, begun now if there is none.

    Of builds beside the `known` ones a finished one will do, too.
    """
    async with place.pool.acquire() as connection, connection.transaction():
        await connection.execute(ONE_AT_A_TIME)
        builds = await place.builds_of(board)
        seen = {build.number for build in (builds if known is None else known)}
        made = newest([build for build in builds if build.number not in seen], board, *BuildState)
        found = made or newest(builds, board, BuildState.BUILDING)
        return await place.store.begin(board) if found is None else found.number


async def _fill(place: Place, session: Session, held: Held, progress: Progress, at_once: AtOnce | None) -> None:
    making = await plan(place.log, session, held, shards=at_once.processes if at_once else 1)
    if at_once is None:
        await making.fill_all(progress)
    else:
        await fill_at_once(place, making, at_once, progress)
        await session.finish(held)
    progress(1.0)
