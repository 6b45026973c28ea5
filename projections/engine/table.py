"""Writing a board's rows: what a stream had is replaced by what it has now."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from asyncpg import Connection

from projections.engine.board import Board, Row
from projections.engine.stream import Parked

PARK = "INSERT INTO board.parked (board, version, stream, position, error) VALUES ($1, $2, $3, $4, $5)"
UNPARK = "DELETE FROM board.parked WHERE board = $1 AND version = $2 AND stream = ANY($3)"
UNPARK_ALL = "DELETE FROM board.parked WHERE board = $1 AND version = $2"
COUNT_PARKED = "SELECT count(*) FROM board.parked WHERE board = $1 AND version = $2"


async def remove(connection: Connection, board: Board, streams: Sequence[UUID]) -> None:
    """Remove the rows of some streams."""
    await connection.execute(f"DELETE FROM {board.table} WHERE {board.columns[0]} = ANY($1)", streams)  # noqa: S608
    await connection.execute(UNPARK, board.name, board.version, streams)


async def remove_all(connection: Connection, board: Board) -> None:
    """Remove every row; readers see the old ones until the transaction ends."""
    await connection.execute(f"DELETE FROM {board.table}")  # noqa: S608
    await connection.execute(UNPARK_ALL, board.name, board.version)


async def add(connection: Connection, board: Board, rows: Sequence[Row], parked: Iterable[Parked]) -> None:
    """Add rows, and the streams that are parked."""
    if rows:
        await connection.copy_records_to_table(board.name, schema_name="board", columns=board.columns, records=rows)
    for item in parked:
        await connection.execute(PARK, board.name, board.version, item.stream, item.position, item.error)


async def has_parked(connection: Connection, board: Board) -> bool:
    """Tell whether any stream of a board is parked."""
    return bool(await connection.fetchval(COUNT_PARKED, board.name, board.version))
