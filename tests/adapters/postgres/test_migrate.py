"""Migrations: forward only, one runner at a time, all or nothing a file."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from adapters.postgres.migrate import MigrationError, carry_out, migrate
from adapters.postgres.statements import Migration, migrations
from tests.conftest import database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

ROOT = Path(__file__).parents[3]
FIRST = Migration("0001_first.sql", "CREATE TABLE log.first (a int)")
SECOND = Migration("0002_second.sql", "CREATE TABLE log.second (a int)")


@pytest.fixture
async def bare(postgres_server: PostgresServer) -> AsyncIterator[TestDatabase]:
    """A database with roles and schemas, and nothing in them."""
    await run_as_superuser(postgres_server, "CREATE DATABASE bare")
    database = database_on(postgres_server, "bare")
    await make_roles(database)
    yield database
    await run_as_superuser(postgres_server, "DROP DATABASE bare WITH (FORCE)")


@pytest.fixture
async def owner(bare: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(bare.migrator_dsn)
    await connection.execute("SET ROLE exitspor_owner")
    yield connection
    await connection.close()


async def run(connection: asyncpg.Connection, *files: Migration) -> list[str]:
    return await carry_out(connection, files, prefix="exitspor")


async def test_of_four_runners_at_once_one_does_the_work(bare: TestDatabase) -> None:
    async def runner() -> list[str]:
        connection = await asyncpg.connect(bare.migrator_dsn)
        try:
            return await migrate(connection, municipality="101")
        finally:
            await connection.close()

    done = await asyncio.gather(*(runner() for _ in range(4)))
    names = [migration.name for migration in migrations()]
    assert sorted(done) == [[], [], [], names]


async def test_a_file_is_carried_out_once(owner: asyncpg.Connection) -> None:
    assert await run(owner, FIRST) == [FIRST.name]
    assert await run(owner, FIRST, SECOND) == [SECOND.name]
    assert await run(owner, FIRST, SECOND) == []


async def test_a_file_that_fails_leaves_nothing_of_itself_and_keeps_what_was_before(
    owner: asyncpg.Connection,
) -> None:
    failing = Migration(SECOND.name, f"{SECOND.sql}; SELECT 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await run(owner, FIRST, failing)
    tables = await owner.fetch("SELECT relname FROM pg_class WHERE relname IN ('first', 'second')")
    assert [row["relname"] for row in tables] == ["first"]
    assert await run(owner, FIRST, SECOND) == [SECOND.name]


async def test_a_changed_file_is_refused_and_the_error_says_what_to_do(owner: asyncpg.Connection) -> None:
    await run(owner, FIRST)
    changed = Migration(FIRST.name, f"{FIRST.sql}; SELECT 1")
    with pytest.raises(MigrationError, match=r"0001_first\.sql.*gendan den.*restore it"):
        await run(owner, changed, SECOND)
    assert await owner.fetchval("SELECT to_regclass('log.second')") is None


async def test_a_database_newer_than_the_program_is_refused(owner: asyncpg.Connection) -> None:
    await run(owner, FIRST, SECOND)
    with pytest.raises(MigrationError, match="install the newer version"):
        await run(owner, FIRST)


async def test_a_file_numbered_below_one_that_was_run_is_refused(owner: asyncpg.Connection) -> None:
    await run(owner, SECOND)
    with pytest.raises(MigrationError, match="higher number"):
        await run(owner, FIRST, SECOND)


async def test_a_runner_that_fails_gives_the_lock_and_the_role_back(bare: TestDatabase) -> None:
    connection = await asyncpg.connect(bare.migrator_dsn)
    await migrate(connection, municipality="101")
    with pytest.raises(MigrationError, match=r"kommune 101, ikke 751.*use another database"):
        await migrate(connection, municipality="751")
    assert await connection.fetchval("SELECT current_user") == "exitspor_migrator"
    other = await asyncpg.connect(bare.migrator_dsn)
    assert await asyncio.wait_for(migrate(other, municipality="101"), timeout=20) == []
    await other.close()
    await connection.close()


async def test_a_municipality_is_three_digits(bare: TestDatabase) -> None:
    connection = await asyncpg.connect(bare.migrator_dsn)
    with pytest.raises(asyncpg.CheckViolationError):
        await migrate(connection, municipality="København")
    await connection.close()


def test_every_file_is_clean_to_squawk() -> None:
    squawk = shutil.which("squawk", path=str(Path(sys.executable).parent))
    assert squawk is not None
    names = [
        ROOT / "deploy" / "roles.sql",
        *sorted((ROOT / "adapters").glob("**/migrations/*.sql")),
        *sorted((ROOT / "adapters" / "eventsourcing_store").glob("**/*.sql")),
    ]
    assert len(names) > 1
    checked = subprocess.run(
        [
            squawk,
            "--pg-version=15.0",
            "--assume-in-transaction",
            "--exclude=require-lock-timeout,require-statement-timeout",  # the runner sets both
            *names,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
