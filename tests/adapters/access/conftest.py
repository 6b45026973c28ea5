"""The access log on a fresh database, and the database as its owner."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.access_log.postgres import PostgresAccessLog
from adapters.postgres.log import PostgresEventLog
from tests.postgres_server import TestDatabase


@pytest.fixture
def access_log(pg_log: PostgresEventLog) -> PostgresAccessLog:
    return PostgresAccessLog(pg_log.pool)


@pytest.fixture
async def owner(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A connection that has become the owner, as a migration does."""
    connection = await asyncpg.connect(database.migrator_dsn)
    await connection.execute("SET ROLE exitspor_owner")
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def program(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """The program's own role."""
    connection = await asyncpg.connect(database.app_dsn)
    yield connection
    await connection.close()
