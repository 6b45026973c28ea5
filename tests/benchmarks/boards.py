"""The one place that knows how our boards are made empty, brought to the head of the log, and kept."""

import asyncpg

from adapters.postgres.log import PostgresEventLog
from projections.engine.board import Board
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.postgres_server import TestDatabase

ANEW = ("DROP SCHEMA board CASCADE", "CREATE SCHEMA board AUTHORIZATION exitspor_app")


async def boards_anew(database: TestDatabase, log: PostgresEventLog, *boards: Board) -> None:
    """Make boards empty, at the beginning of the log."""
    superuser = await asyncpg.connect(database.superuser_dsn)
    for statement in ANEW:
        await superuser.execute(statement)
    await superuser.close()
    await TableBoards(log.pool).set_up(boards)


async def rebuild(log: PostgresEventLog, *boards: Board) -> None:
    """Bring empty boards to the head of the log, in this process."""
    await Projector(log, TableBoards(log.pool), boards).catch_up()


async def live_table(log: PostgresEventLog, board: Board) -> str:
    """Return the name of the table that pages read, in the schema of the boards."""
    builds = await TableBoards(log.pool).builds()
    (number,) = (build.number for build in builds if build.board == board.name)
    return board.table(number).removeprefix("board.")
