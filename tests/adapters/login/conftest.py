"""Log-in on a database of its own, in which nobody has logged in when a test begins."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.login.accounts import Accounts
from adapters.login.rows import Rows
from adapters.login.sessions import Sessions
from adapters.postgres.pool import open_pool
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase


@pytest.fixture(scope="session")
async def lodge(postgres_server: PostgresServer) -> AsyncIterator[TestDatabase]:
    await run_as_superuser(postgres_server, f"CREATE DATABASE lodge TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield database_on(postgres_server, "lodge")
    await run_as_superuser(postgres_server, "DROP DATABASE lodge WITH (FORCE)")


@pytest.fixture
async def database(lodge: TestDatabase) -> TestDatabase:
    """A database of municipality 101 in which nobody has logged in."""
    superuser = await asyncpg.connect(lodge.superuser_dsn)
    await superuser.execute("TRUNCATE login.session, login.account, login.pending, login.first_run")
    await superuser.close()
    return lodge


@pytest.fixture
async def rows(database: TestDatabase) -> AsyncIterator[Rows]:
    """The rows of municipality 101, as the application's role sees them."""
    pool = await open_pool(database.app_dsn)
    yield Rows(pool, "101")
    await pool.close()


@pytest.fixture
def sessions(rows: Rows) -> Sessions:
    return Sessions(rows)


@pytest.fixture
def accounts(rows: Rows) -> Accounts:
    return Accounts(rows)
