"""The boards' store in PostgreSQL, in the schema that the program's own role owns."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.resources import files

from asyncpg import Connection, LockNotAvailableError, Pool

from projections.engine.board import Board
from projections.engine.build import Build, BuildState, CannotSwitchError
from projections.engine.store import Differences
from projections.engine.tables.live import drop_build, no_such_build, switch
from projections.engine.tables.session import FROZEN_AFTER_SECONDS, TableSession

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('board.set-up', 0))"
BUILDS = """
SELECT b.board, b.number, b.version, b.state, b.position, b.recorded,
    (SELECT count(*) FROM board.parked AS p WHERE p.board = b.board AND p.build = b.number) AS parked,
    CASE WHEN b.state = 'building' THEN coalesce((
        SELECT (sum(s.done - s.first) / nullif(sum(s.last - s.first), 0))::float8
        FROM board.shard AS s WHERE s.board = b.board AND s.build = b.number
    ), 0.0) ELSE 1.0 END AS built
FROM board.build AS b
ORDER BY b.board, b.number
"""
HAS_NO_BUILDS = "SELECT to_regclass('board.checkpoint') IS NOT NULL"
HAS_BUILDS = "SELECT EXISTS (SELECT FROM board.build WHERE board = $1)"
BEGIN = """
INSERT INTO board.build (board, number, version, state, position)
VALUES ($1, nextval('board.build_number'), $2, 'building', 0) RETURNING number
"""
COLUMNS = """
SELECT a.attname FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
POSITIONS = "SELECT number, state, position FROM board.build WHERE board = $1 AND number = ANY($2)"
AGAIN = "UPDATE board.parked SET again = true WHERE board = $1"
PAUSE_SECONDS, MOST_TRIES = 0.5, 40
MOST_STREAMS = 20
"""How many streams with differences are named."""


class TableBoards:
    """A `BoardStore` over a pool of the application's role."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def set_up(self, boards: Sequence[Board]) -> None:
        """Make the tables, and begin the first build of boards that have none. The lock comes first."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK)
            if await connection.fetchval(HAS_NO_BUILDS):
                await _drop_tables_without_builds(connection, boards)
            await connection.execute((files(__package__) / "tables.sql").read_text(encoding="utf-8"))
            for board in boards:
                if not await connection.fetchval(HAS_BUILDS, board.name):
                    await _begin(connection, board)

    async def builds(self) -> tuple[Build, ...]:
        """Return every build, by board and number."""
        return tuple(_build_of(row) for row in await self._pool.fetch(BUILDS))

    async def begin(self, board: Board) -> int:
        """Begin a new build beside the live one; return its number, which no other build ever had."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK)
            return await _begin(connection, board)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[TableSession]:
        """Give a session to a block. A frozen one is ended by the server, so that another may take its builds.

        It need not wait for the disk: a crash of the server loses rows together with their checkpoint, and they are
        written again from there.
        """
        async with self._pool.acquire() as connection:
            await connection.execute("SET synchronous_commit = off")
            for setting in ("idle_session_timeout", "idle_in_transaction_session_timeout"):
                await connection.execute(f"SET {setting} = '{FROZEN_AFTER_SECONDS}s'")
            yield TableSession(connection)

    async def differences(self, board: str, one: int, other: int) -> Differences | None:
        """Compare two builds in their common columns; None if they do not stand at the same position now."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute("SET LOCAL statement_timeout = 0")
            found = {row["number"]: row for row in await connection.fetch(POSITIONS, board, [one, other])}
            for number in (one, other):
                if number not in found:
                    raise no_such_build(board, number)
            if any(row["state"] == BuildState.BUILDING for row in found.values()):
                return None
            position = found[one]["position"]
            if found[other]["position"] != position:
                return None
            return await _differences(connection, position, f"board.{board}_{one}", f"board.{board}_{other}")

    async def switch(self, board: str, number: int) -> None:
        """Let pages read another build from one moment to the next; the one that was live is kept as the former.

        Whoever reads for long makes a switch wait, and everybody else behind it: so it waits for moments only, and
        tries again in between. Raises what PostgreSQL raises if it is never let through.
        """
        for _ in range(MOST_TRIES):
            with suppress(LockNotAvailableError):
                return await self._switch(board, number)
            await asyncio.sleep(PAUSE_SECONDS)
        await self._switch(board, number)

    async def _switch(self, board: str, number: int) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{PAUSE_SECONDS}s'")
            await connection.execute(LOCK)
            await switch(connection, board, number)

    async def drop(self, board: str, number: int) -> None:
        """Drop a build. Raises CannotSwitchError for the live one."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK)
            state = await connection.fetchval(
                "SELECT state FROM board.build WHERE board = $1 AND number = $2 FOR UPDATE", board, number
            )
            if state == BuildState.LIVE:
                raise CannotSwitchError(
                    f"udgave {number} af tavlen {board} er den, siderne viser; skift først til en anden",
                    f"build {number} of board {board} is what pages show; switch to another one first",
                )
            await drop_build(connection, board, number)

    async def ask_again(self, board: str) -> int:
        """Ask the runner of a board's builds to try parked streams again; return how many there are."""
        return int((await self._pool.execute(AGAIN, board)).removeprefix("UPDATE "))


async def _drop_tables_without_builds(connection: Connection, boards: Sequence[Board]) -> None:
    """Drop the tables of a program that kept one table a board; they are folded from the log again."""
    for table in ("checkpoint", "parked", *(board.name for board in boards)):
        await connection.execute(f"DROP TABLE IF EXISTS board.{table}")


async def _begin(connection: Connection, board: Board) -> int:
    number: int = await connection.fetchval(BEGIN, board.name, board.version)
    await connection.execute(board.table_sql(board.table(number)))
    return number


def _build_of(row: "dict[str, object]") -> Build:
    values = dict(row)
    return Build(**{**values, "state": BuildState(str(values["state"]))})  # type: ignore[arg-type]


async def _differences(connection: Connection, position: int, one: str, other: str) -> Differences:
    columns = [[row[0] for row in await connection.fetch(COLUMNS, table)] for table in (one, other)]
    common = [name for name in columns[0] if name in columns[1]]
    listed = ", ".join(common)
    only = [
        f"SELECT {listed} FROM {left} EXCEPT ALL SELECT {listed} FROM {right}"  # noqa: S608
        for left, right in ((one, other), (other, one))
    ]
    counts = [await connection.fetchval(f"SELECT count(*) FROM ({part}) AS differing") for part in only]  # noqa: S608
    rows = [await connection.fetchval(f"SELECT count(*) FROM {table}") for table in (one, other)]  # noqa: S608
    either = f"({only[0]}) UNION ALL ({only[1]})"
    streams = await connection.fetch(
        f"SELECT DISTINCT {common[0]} FROM ({either}) AS differing ORDER BY 1 LIMIT {MOST_STREAMS}"  # noqa: S608
    )
    return Differences(position, (rows[0], rows[1]), (counts[0], counts[1]), tuple(row[0] for row in streams))
