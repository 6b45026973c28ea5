"""Readers who follow positions miss nothing, whatever order transactions begin and end in."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.rows import command_row
from adapters.postgres.verify import verify
from domain.log import Page
from tests.conformance.commands import a_command
from tests.conformance.reading import positions
from tests.postgres_server import TestDatabase, until

APPEND = "SELECT position FROM log.append($1)"
LONG = os.environ.get("EXITSPOR_LONG") == "1"
WRITERS, APPENDS = 16, 400 if LONG else 60


@asynccontextmanager
async def a_transaction(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A connection with a transaction begun, and its number drawn."""
    connection = await asyncpg.connect(database.app_dsn)
    await connection.execute("BEGIN")
    await connection.fetchval("SELECT pg_current_xact_id()")
    yield connection
    await connection.close()


async def waits_for_the_lock(log: PostgresEventLog, connection: asyncpg.Connection) -> None:
    async def waits() -> bool:
        ungranted = "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = $1 AND locktype = 'advisory' AND NOT granted)"
        return bool(await log.pool.fetchval(ungranted, connection.get_server_pid()))

    await until(waits)


def append_in(connection: asyncpg.Connection) -> Any:
    return connection.fetchval(APPEND, [command_row(a_command())])


async def test_a_transaction_that_began_first_and_appends_second_waits_and_is_not_missed(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    async with a_transaction(database) as older, a_transaction(database) as younger:
        assert await append_in(younger) == 1
        second = asyncio.create_task(append_in(older))
        await waits_for_the_lock(pg_log, older)
        assert await pg_log.read(0, limit=10) == Page((), 0)
        await younger.execute("COMMIT")
        assert await second == 2
        page = await pg_log.read(0, limit=10)
        assert (positions(page), page.end) == ([1], 1)
        await older.execute("COMMIT")
        page = await pg_log.read(page.end, limit=10)
        assert (positions(page), page.end) == ([2], 2)


async def test_an_append_that_is_rolled_back_leaves_no_gap(database: TestDatabase, pg_log: PostgresEventLog) -> None:
    async with a_transaction(database) as first, a_transaction(database) as second:
        assert await append_in(first) == 1
        waiting = asyncio.create_task(append_in(second))
        await waits_for_the_lock(pg_log, second)
        await first.execute("ROLLBACK")
        assert await waiting == 1
        await second.execute("COMMIT")
    assert positions(await pg_log.read(0, limit=10)) == [1]
    assert (await verify(pg_log.pool)).sound


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
async def test_a_snapshot_older_than_the_lock_is_refused(database: TestDatabase, level: str) -> None:
    connection = await asyncpg.connect(database.app_dsn)
    await connection.execute(f"BEGIN ISOLATION LEVEL {level}")
    with pytest.raises(asyncpg.PostgresError) as caught:
        await append_in(connection)
    assert caught.value.sqlstate == "EX001"
    await connection.close()


async def test_recorded_stands_still_while_the_servers_clock_is_behind_the_log(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    await pg_log.append([a_command()])
    superuser = await asyncpg.connect(database.superuser_dsn)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("UPDATE log.event SET recorded = now() + interval '1 hour'")
    await superuser.close()
    await pg_log.append([a_command()])
    first, second = (await pg_log.read(0, limit=10)).events
    assert first.recorded == second.recorded


async def test_a_reader_that_follows_sixteen_writers_sees_every_event_once(database: TestDatabase) -> None:
    async with open_log(database.app_dsn) as reader:
        following = asyncio.create_task(_follow(reader))
        await asyncio.gather(*(_write(database, seed) for seed in range(WRITERS)))
        head = await reader.head()
        await reader.append([a_command(kind="order")])
        seen = await asyncio.wait_for(following, timeout=60)
        assert seen == list(range(1, head + 2))
        assert (await verify(reader.pool)).sound


async def _follow(log: PostgresEventLog) -> list[int]:
    """Follow the log by pages, until an event of kind ``order`` ends it."""
    seen: list[int] = []
    after = 0
    while True:
        page = await log.read(after, limit=7)
        seen += positions(page)
        if page.events and page.events[-1].kind == "order":
            return seen
        await log.wait(page.end, seconds=5)
        after = page.end


async def _write(database: TestDatabase, seed: int) -> None:
    """Append in transactions of one's own: some long, some rolled back, some with several commands."""
    random, stream, version = Random(seed), uuid4(), 0
    connection = await asyncpg.connect(database.app_dsn)
    for _ in range(APPENDS):
        count = random.randint(1, 3)
        await connection.execute("BEGIN")
        commands = [a_command(stream, version, count), a_command()]
        await connection.fetch(APPEND, [command_row(command) for command in commands])
        await connection.fetch("SELECT count(*) FROM log.event WHERE stream = $1", stream)
        rolled_back = random.random() < 0.2
        await connection.execute("ROLLBACK" if rolled_back else "COMMIT")
        version += 0 if rolled_back else count
    await connection.close()
