"""What the program's role can and cannot do with the vault straight in SQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.pool import open_pool
from adapters.vault.keys.key_file import FileKeys
from adapters.vault.rows import reading_row
from adapters.vault.vault import PostgresVault
from domain.vault import AccessNotLogged
from tests.conformance.vault import EVERYTHING, IDENTITY, READING, a_note
from tests.postgres_server import TestDatabase

TABLES = ("epoch", "data_key", "field", "note", "cpr", "index_key", "erasure", "taking")
INTERNAL = (
    "vault.fill(NULL, NULL)",
    "vault.empty(NULL, NULL)",
    "vault.take_keys(NULL, NULL)",
    "vault.write_down(NULL, NULL, NULL, NULL)",
)


@pytest.mark.parametrize("table", TABLES)
async def test_the_program_has_no_right_on_a_table(pool: asyncpg.Pool, table: str) -> None:
    for statement in (
        "SELECT FROM vault.{}",
        "INSERT INTO vault.{} DEFAULT VALUES",
        "DELETE FROM vault.{}",
        "TRUNCATE vault.{}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement.format(table))


@pytest.mark.parametrize("call", INTERNAL)
async def test_the_program_may_not_execute_what_writes_no_log(pool: asyncpg.Pool, call: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(f"SELECT {call}")


@pytest.mark.parametrize("table", TABLES)
async def test_row_level_security_binds_the_owner_too(owner: asyncpg.Connection, table: str) -> None:
    bound = await owner.fetchrow(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass($1)", f"vault.{table}"
    )
    assert tuple(bound) == (True, True)


async def test_without_the_policys_word_no_row_is_seen(vault: PostgresVault, pool: asyncpg.Pool) -> None:
    one = uuid4()
    await vault.write(one, IDENTITY, READING)
    rows = await pool.fetch("SELECT * FROM vault.read($1, $2, $3, NULL)", reading_row(READING), one, list(IDENTITY))
    assert rows == []


async def test_the_policys_word_ends_with_the_statement(vault: PostgresVault, pool: asyncpg.Pool) -> None:
    await vault.read(uuid4(), EVERYTHING, READING)
    async with pool.acquire() as connection:
        assert not await connection.fetchval("SELECT current_setting('exitspor.trajectory', true)")


async def test_where_the_programs_clock_is_ahead_nothing_is_written_and_the_clocks_are_named(
    vault: PostgresVault,
) -> None:
    one, ahead = uuid4(), replace(READING, at=datetime.now(UTC) + timedelta(minutes=5))
    with pytest.raises(AccessNotLogged, match=r"stil urene / .*set the clocks"):
        await vault.write(one, IDENTITY, ahead)
    assert await vault.holds([one]) == {one: frozenset()}


@pytest.mark.parametrize(
    "broken",
    [
        "REVOKE INSERT ON access.entry FROM exitspor_owner",
        "REVOKE EXECUTE ON FUNCTION access.record FROM exitspor_owner",
        "ALTER TABLE access.entry ADD CONSTRAINT nothing CHECK (actor = '') NOT VALID",
        "REVOKE USAGE ON SCHEMA access FROM exitspor_owner",
        "DROP FUNCTION access.record",
        "DROP TABLE access.segment CASCADE",
    ],
)
async def test_however_the_log_is_broken_nothing_is_read(
    database: TestDatabase, file_keys: FileKeys, broken: str
) -> None:
    one = uuid4()
    async with await open_pool(database.app_dsn) as pool:
        vault = PostgresVault(pool, file_keys, "101")
        await vault.write(one, IDENTITY, READING)
        superuser = await asyncpg.connect(database.superuser_dsn)
        await superuser.execute(broken)
        await superuser.close()
        with pytest.raises(AccessNotLogged):
            await vault.read(one, EVERYTHING, READING)
        with pytest.raises(AccessNotLogged):
            await vault.add_note(one, a_note(), READING)
