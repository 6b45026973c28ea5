"""The boards on a real database, empty for each test, and logs to fold into them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.memory.log import InMemoryEventLog
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.pool import open_pool
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase
from tests.projections.office import Office, an_office, boards_anew


@pytest.fixture(scope="session")
async def boards_database(postgres_server: PostgresServer) -> TestDatabase:
    """One database for all tests that need no log in it."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE boards TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    return database_on(postgres_server, "boards")


@pytest.fixture
async def pool(boards_database: TestDatabase) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the program's own role, to a database where the boards are set up and empty."""
    async with await open_pool(boards_database.app_dsn) as pool:
        await boards_anew(pool)
        yield pool


@pytest.fixture
async def office() -> Office:
    """An office with a log in memory."""
    return await an_office(InMemoryEventLog())


@pytest.fixture
def projector(office: Office, pool: asyncpg.Pool) -> Projector:
    return Projector(office.log, TableBoards(pool), BOARDS)


@pytest.fixture
async def pg_office(pg_log: PostgresEventLog) -> Office:
    """An office with its log in PostgreSQL, beside boards that are set up."""
    await TableBoards(pg_log.pool).set_up(BOARDS)
    return await an_office(pg_log)


@pytest.fixture
def pg_pool(pg_log: PostgresEventLog) -> asyncpg.Pool:
    """The pool that the log and the boards share."""
    return pg_log.pool
