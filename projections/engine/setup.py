"""Making the boards' tables, in the schema that the program's own role owns."""

from collections.abc import Sequence
from importlib.resources import files

from asyncpg import Connection

from projections.engine.board import Board

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('board.set-up', 0))"
VERSIONS = "SELECT version FROM board.checkpoint WHERE board = $1"
BEGIN = "INSERT INTO board.checkpoint (board, version, position) VALUES ($1, $2, 0)"


async def set_up(connection: Connection, boards: Sequence[Board]) -> tuple[str, ...]:
    """Make the tables of boards that have none in their version; return the names of these boards.

    A board in another version than the one that stands is made anew, empty, and is then folded from the
    beginning. It may be run at any time, by several processes: the lock comes first.
    """
    async with connection.transaction():
        await connection.execute(LOCK)
        await connection.execute((files("projections.engine") / "tables.sql").read_text(encoding="utf-8"))
        return tuple([board.name for board in boards if await _make(connection, board)])


async def _make(connection: Connection, board: Board) -> bool:
    versions = [row["version"] for row in await connection.fetch(VERSIONS, board.name)]
    if versions == [board.version]:
        return False
    await connection.execute(f"DROP TABLE IF EXISTS {board.table}")
    await connection.execute("DELETE FROM board.checkpoint WHERE board = $1", board.name)
    await connection.execute("DELETE FROM board.parked WHERE board = $1", board.name)
    await connection.execute(board.table_sql())
    await connection.execute(BEGIN, board.name, board.version)
    return True
