"""Writing a build's rows: what a stream had is replaced by what it has now."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from asyncpg import Connection

from projections.engine.board import Row
from projections.engine.build import Held, Parked

PARK = "INSERT INTO board.parked (board, build, stream, position, error) VALUES ($1, $2, $3, $4, $5)"
UNPARK = "DELETE FROM board.parked WHERE board = $1 AND build = $2 AND stream = ANY($3)"
UNPARK_ALL = "DELETE FROM board.parked WHERE board = $1 AND build = $2"


class TablePen:
    """Writes on a connection, within its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def remove(self, held: Held, streams: Sequence[UUID]) -> None:
        """Remove the rows of some streams, and that they are parked."""
        board = held.board
        await self._connection.execute(
            f"DELETE FROM {board.table(held.number)} WHERE {board.columns[0]} = ANY($1)",  # noqa: S608
            streams,
        )
        await self._connection.execute(UNPARK, board.name, held.number, streams)

    async def remove_all(self, held: Held) -> None:
        """Remove every row; readers see the old ones until the transaction ends."""
        await self._connection.execute(f"DELETE FROM {held.board.table(held.number)}")  # noqa: S608
        await self._connection.execute(UNPARK_ALL, held.board.name, held.number)

    async def add(self, held: Held, rows: Sequence[Row], parked: Iterable[Parked] = ()) -> None:
        """Add rows, and streams that are parked."""
        if rows:
            await self._connection.copy_records_to_table(
                f"{held.board.name}_{held.number}", schema_name="board", columns=held.board.columns, records=rows
            )
        parts = [(held.board.name, held.number, item.stream, item.position, item.error) for item in parked]
        if parts:
            await self._connection.executemany(PARK, parts)
