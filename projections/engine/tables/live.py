"""Which build pages read: the view under the board's own name."""

from asyncpg import Connection

from projections.engine.build import BuildState, CannotSwitchError

BUILDS = "SELECT number, state, position FROM board.build WHERE board = $1 ORDER BY number FOR UPDATE"
LACKS = """
SELECT count(*) FROM (
    SELECT stream FROM board.parked WHERE board = $1 AND build = $2
    EXCEPT
    SELECT stream FROM board.parked WHERE board = $1 AND build = $3
) AS lacking
"""
SET_STATE = "UPDATE board.build SET state = $3 WHERE board = $1 AND number = $2"
FORGET = (
    "DELETE FROM board.parked WHERE board = $1 AND build = $2",
    "DELETE FROM board.shard WHERE board = $1 AND build = $2",
    "DELETE FROM board.runner WHERE board = $1 AND build = $2",
    "DELETE FROM board.build WHERE board = $1 AND number = $2",
)


async def switch(connection: Connection, board: str, number: int) -> None:
    """Let pages read another build, within a transaction. Raises CannotSwitchError."""
    builds = {row["number"]: row for row in await connection.fetch(BUILDS, board)}
    live = next((row for row in builds.values() if row["state"] == BuildState.LIVE), None)
    if number not in builds:
        raise no_such_build(board, number)
    chosen = builds[number]
    if chosen["state"] == BuildState.BUILDING:
        raise _not_whole(board, number)
    if live is not None and live["number"] != number:
        await _refuse_worse(connection, board, chosen, live)
        for row in builds.values():
            if row["state"] == BuildState.FORMER and row["number"] != number:
                await drop_build(connection, board, row["number"])
        await connection.execute(SET_STATE, board, live["number"], BuildState.FORMER)
    await _show(connection, board, number)


async def lock_builds(connection: Connection, board: str) -> None:
    """Lock a board's builds, always in the same order."""
    await connection.execute(BUILDS, board)


async def go_live_if_first(connection: Connection, board: str, number: int) -> None:
    """Let pages read a build if their board has no live one."""
    rows = await connection.fetch(BUILDS, board)
    if all(row["state"] != BuildState.LIVE for row in rows):
        await _show(connection, board, number)


async def drop_build(connection: Connection, board: str, number: int) -> None:
    """Drop a build's table and all that is known of it, within a transaction."""
    await connection.execute(f"DROP TABLE IF EXISTS board.{board}_{number}")
    for statement in FORGET:
        await connection.execute(statement, board, number)


async def _show(connection: Connection, board: str, number: int) -> None:
    """Point the view at a build. Readers wait for the transaction's end, and read the one or the other."""
    await connection.execute(SET_STATE, board, number, BuildState.LIVE)
    await connection.execute(f"DROP VIEW IF EXISTS board.{board}")
    await connection.execute(f"CREATE VIEW board.{board} AS SELECT * FROM board.{board}_{number}")  # noqa: S608


async def _refuse_worse(connection: Connection, board: str, chosen: object, live: object) -> None:
    number, position = chosen["number"], chosen["position"]  # type: ignore[index]
    behind = live["position"] - position  # type: ignore[index]
    if behind > 0:
        raise CannotSwitchError(
            f"udgave {number} af tavlen {board} er {behind} hændelser bagud; vent, til den er fulgt med",
            f"build {number} of board {board} is {behind} events behind; wait until it has caught up",
        )
    lacking = await connection.fetchval(LACKS, board, number, live["number"])  # type: ignore[index]
    if lacking:
        raise CannotSwitchError(
            f"udgave {number} af tavlen {board} mangler {lacking} strømme, som den nuværende har; "
            "se »exitspor projection parked«",
            f"build {number} of board {board} lacks {lacking} streams that the live one has; "
            'see "exitspor projection parked"',
        )


def no_such_build(board: str, number: int) -> CannotSwitchError:
    """Return the error for a build that is not there."""
    return CannotSwitchError(
        f"tavlen {board} har ingen udgave {number}; se »exitspor projection list«",
        f'board {board} has no build {number}; see "exitspor projection list"',
    )


def _not_whole(board: str, number: int) -> CannotSwitchError:
    return CannotSwitchError(
        f"udgave {number} af tavlen {board} er ikke bygget færdig; kør »exitspor projection build {board}« igen",
        f'build {number} of board {board} is not whole; run "exitspor projection build {board}" again',
    )
