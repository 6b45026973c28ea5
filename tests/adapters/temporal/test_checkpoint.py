"""The driver's checkpoint in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.postgres.pool import open_pool
from adapters.temporal.checkpoint import LOCK, PostgresCheckpoint
from tests.postgres_server import TestDatabase, until

WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted"


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database.app_dsn) as opened:
        yield opened


@pytest.fixture
async def checkpoint(pool: asyncpg.Pool) -> PostgresCheckpoint:
    made = PostgresCheckpoint(pool)
    await made.set_up()
    return made


async def test_nothing_saved_is_the_beginning(checkpoint: PostgresCheckpoint) -> None:
    assert await checkpoint.load() == 0


async def test_what_was_saved_last_is_loaded_by_whoever_asks(
    checkpoint: PostgresCheckpoint, pool: asyncpg.Pool
) -> None:
    await checkpoint.save(7)
    await checkpoint.save(12)
    another = PostgresCheckpoint(pool)
    await another.set_up()
    assert await another.load() == 12


async def test_a_second_driver_stands_by_until_the_first_is_gone(checkpoint: PostgresCheckpoint) -> None:
    order: list[str] = []
    first_is_at_work, first_may_go = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with checkpoint.alone():
            order.append("first comes")
            first_is_at_work.set()
            await first_may_go.wait()
            order.append("first goes")

    async def second() -> None:
        await first_is_at_work.wait()
        async with checkpoint.alone():
            order.append("second comes")

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        group.create_task(second())
        await first_is_at_work.wait()
        first_may_go.set()
    assert order == ["first comes", "first goes", "second comes"]


async def test_a_driver_whose_connection_is_cut_no_longer_keeps_others_waiting(
    checkpoint: PostgresCheckpoint, database: TestDatabase
) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)

    async def held() -> bool:
        return bool(await superuser.fetchval(WAITS, LOCK))

    async with checkpoint.alone():
        await until(held)
        await superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = $1", LOCK)
        async with checkpoint.alone():
            assert await held()
    await superuser.close()
