"""Return codes in PostgreSQL: every try is in the access log, and with no access log nothing is opened."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog
from domain.log import ReturnCodeClaim
from domain.vault import AccessNotLogged
from tests.conformance.commands import a_command
from tests.conformance.return_codes import CODE, CRITERION, OTHER_CODE, READING, anybody, nobody, opened
from tests.postgres_server import TestDatabase

TRIES = "SELECT actor, action, purpose, outcome, trajectory, criterion FROM access.entry ORDER BY number"


@pytest.fixture
async def administrator(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_dsn)
    yield connection
    await connection.close()


async def test_every_try_of_a_code_is_written_down(
    pg_log: PostgresEventLog, administrator: asyncpg.Connection
) -> None:
    trajectory = uuid4()
    await pg_log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
    for code in (CODE, OTHER_CODE, None):
        await opened(pg_log, code)
    await pg_log.open_by_code(CODE, CRITERION, READING, nobody)
    what = ("BB1", "open-by-code", "casework")
    assert [tuple(row) for row in await administrator.fetch(TRIES)] == [
        (*what, "allowed", trajectory, CRITERION),
        (*what, "refused", None, CRITERION),
        (*what, "refused", None, CRITERION),
        (*what, "refused", trajectory, CRITERION),
    ]


async def test_with_no_access_log_no_code_opens_anything(
    pg_log: PostgresEventLog, administrator: asyncpg.Connection
) -> None:
    trajectory = uuid4()
    await pg_log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
    await administrator.execute("ALTER TABLE access.entry RENAME TO gone")
    with pytest.raises(AccessNotLogged):
        await opened(pg_log, CODE)


async def test_who_tries_without_saying_who_opens_nothing(pg_log: PostgresEventLog) -> None:
    trajectory = uuid4()
    await pg_log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
    with pytest.raises(ValueError, match="actor"):
        await pg_log.open_by_code(CODE, CRITERION, replace(READING, actor=""), anybody)


async def test_a_code_of_another_municipality_loaded_by_mistake_opens_nothing(
    pg_log: PostgresEventLog, administrator: asyncpg.Connection
) -> None:
    await administrator.execute(
        "INSERT INTO vault.return_code (fingerprint, trajectory, municipality) VALUES ($1, $2, '751')", CODE, uuid4()
    )
    assert await opened(pg_log, CODE) is None
