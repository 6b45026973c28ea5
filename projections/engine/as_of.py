"""Boards as they stood at an earlier time: folded from the log up to a cut, into temporary tables.

Pages and reports ask the same questions of them as of the live ones.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from asyncpg import Connection, Pool

from domain.log import EventLog
from domain.trajectory.happened import as_happened_by
from projections.engine.board import Board
from projections.engine.bulk import batches
from projections.engine.catalogue import CatalogueAt
from projections.engine.cut import Cut
from projections.engine.stream import Stream, rows_by_board

SECONDS_TO_ASK = "600s"
"""How long the tables wait for the next question."""


@asynccontextmanager
async def boards_as_of(
    pool: Pool,
    log: EventLog,
    boards: Sequence[Board],
    cut: Cut,
    progress: Callable[[float], None] = lambda done: None,
) -> AsyncIterator[Connection]:
    """Give a block a connection on which some boards' queries find them as they stood at a cut.

    Nothing outside sees the tables, and they are gone after the block. `progress` is told how much of the log is
    folded, from 0 to 1. Streams that cannot be folded are shown as they were before the event that cannot.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{SECONDS_TO_ASK}'")
        await connection.execute("SET LOCAL search_path = pg_temp, board")
        for board in boards:
            await connection.execute(_temporary(board))
        await _fold(connection, log, boards, cut, progress)
        for board in boards:
            await connection.execute(f"ANALYZE {board.name}")
        yield connection


def _temporary(board: Board) -> str:
    created = board.table_sql(board.name).replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1)
    return created.strip().removesuffix(";") + " ON COMMIT DROP"


async def _fold(
    connection: Connection, log: EventLog, boards: Sequence[Board], cut: Cut, progress: Callable[[float], None]
) -> None:
    kinds = frozenset(kind for board in boards for kind in board.kinds)
    catalogue = await CatalogueAt(log).for_boards(boards, cut.position)
    async for batch in batches(log, kinds, after=0, last=cut.position, up_to=cut.position):
        streams = [_cut(stream, cut) for stream in batch.streams]
        for board, rows, _parked in rows_by_board(boards, streams, catalogue, cut.position):
            if rows:
                await connection.copy_records_to_table(board.name, columns=board.columns, records=rows)
        progress(batch.end / max(cut.position, 1))


def _cut(stream: Stream, cut: Cut) -> Stream:
    if cut.happened is None:
        return stream
    return Stream(stream.kind, as_happened_by(stream.trajectory, cut.happened), stream.parked)
