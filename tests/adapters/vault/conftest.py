"""One database for all tests of the vault, emptied after each, and a key file of each test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from adapters.postgres.pool import open_pool
from adapters.vault.keys.key_file import FileKeys, make_key_file
from adapters.vault.vault import PostgresVault
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

EMPTY = """
DROP FUNCTION IF EXISTS public.die CASCADE;
SET session_replication_role = replica;
TRUNCATE vault.field, vault.note, vault.cpr, vault.index_key, vault.erasure, vault.data_key, vault.epoch,
vault.taking, vault.return_code, access.entry, access.segment;
SET session_replication_role = origin
"""


@pytest.fixture(scope="session")
async def vault_database(postgres_server: PostgresServer) -> TestDatabase:
    name = "of_the_vault"
    await run_as_superuser(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    database = database_on(postgres_server, name)
    await make_roles(database)
    return database


@pytest.fixture
async def owner(vault_database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A superuser, who may do what no program may, and sees past row-level security."""
    connection = await asyncpg.connect(vault_database.superuser_dsn)
    yield connection
    await connection.execute(EMPTY)
    await connection.close()


@pytest.fixture
async def pool(vault_database: TestDatabase, owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Pool]:
    """The program's connections; the database is emptied after they are closed."""
    async with await open_pool(vault_database.app_dsn) as opened:
        yield opened


@pytest.fixture
def file_keys(tmp_path: Path) -> FileKeys:
    path = tmp_path / "keys.json"
    make_key_file(path)
    return FileKeys(path)


@pytest.fixture
def vault(pool: asyncpg.Pool, file_keys: FileKeys) -> PostgresVault:
    return PostgresVault(pool, file_keys, "101")
