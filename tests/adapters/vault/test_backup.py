"""A backup made as `deploy/README.md` says has every row; one that pg_dump could leave rows out of is not made."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from adapters.vault.vault import PostgresVault
from tests.adapters.erasing.dumping import dump, restored
from tests.conformance.vault import ALIAS, IDENTITY, READING, a_note
from tests.postgres_server import PostgresServer, TestDatabase

README = Path(__file__).parents[3] / "deploy" / "README.md"
DOCUMENTED = re.compile(r"```sql\n(CREATE ROLE exitspor_backup .*?)```", re.DOTALL)
PASSWORD = "only-for-this-test"
TABLES = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.relkind = 'r'
    AND c.relnamespace::regnamespace::text IN ('log', 'vault', 'access', 'login', 'study', 'throttle')
ORDER BY 1
"""


@pytest.fixture
async def backup(vault_database: TestDatabase, owner: asyncpg.Connection) -> AsyncIterator[TestDatabase]:
    """The database as the documented role reaches it."""
    [documented] = DOCUMENTED.findall(README.read_text())
    await owner.execute(documented.replace("DATABASE exitspor ", f"DATABASE {vault_database.name} "))
    await owner.execute(f"ALTER ROLE exitspor_backup PASSWORD '{PASSWORD}'")
    yield as_role(vault_database, f"exitspor_backup:{PASSWORD}")
    await owner.execute("DROP OWNED BY exitspor_backup; DROP ROLE exitspor_backup")


async def rows(database: TestDatabase) -> dict[str, int]:
    """Return how many rows each table has, to whoever sees all."""
    connection = await asyncpg.connect(database.superuser_dsn)
    try:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables}
    finally:
        await connection.close()


def as_role(database: TestDatabase, login: str) -> TestDatabase:
    dsn = database.superuser_dsn.replace("postgres:@", f"{login}@")
    return TestDatabase(database.name, dsn, database.migrator_dsn, database.app_dsn)


async def test_a_dump_by_the_documented_role_has_every_row(
    vault: PostgresVault,
    vault_database: TestDatabase,
    backup: TestDatabase,
    postgres_server: PostgresServer,
    tmp_path: Path,
) -> None:
    one = uuid4()
    await vault.write(one, {**IDENTITY, **ALIAS}, READING)
    await vault.add_note(one, a_note(), READING)
    there = await rows(vault_database)
    assert {there[f"vault.{table}"] for table in ("field", "note", "data_key", "cpr")} == {1, 3}
    async with restored(postgres_server, await dump(backup, tmp_path / "exitspor.dump")) as again:
        assert await rows(again) == there


async def test_a_dump_by_the_owner_of_the_tables_is_refused_rather_than_empty(
    vault: PostgresVault, vault_database: TestDatabase, tmp_path: Path
) -> None:
    await vault.write(uuid4(), IDENTITY, READING)
    with pytest.raises(AssertionError, match="row-level security"):
        await dump(owners(vault_database), tmp_path / "exitspor.dump")


def owners(database: TestDatabase) -> TestDatabase:
    separator = "&" if "?" in database.migrator_dsn else "?"
    dsn = f"{database.migrator_dsn}{separator}options=-c%20role%3Dexitspor_owner"
    return TestDatabase(database.name, dsn, database.migrator_dsn, database.app_dsn)
