"""Waiting for the log: by the bell, without it, and while the server is away."""

import asyncio

import asyncpg

from adapters.postgres.bell import CHANNEL, Bell
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.pool import open_pool
from tests.conformance.commands import a_command
from tests.postgres_server import TestDatabase, until

LISTENERS = "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()"


async def test_who_waits_is_woken_without_a_bell_too(database: TestDatabase) -> None:
    async with await open_pool(database.app_dsn) as pool:
        bell = Bell(database.app_dsn.replace(database.name, "no_such_database"))
        log = PostgresEventLog(pool, pool, bell)
        waiting = asyncio.create_task(log.wait(0, seconds=60))
        await asyncio.wait([waiting], timeout=0.05)
        await log.append([a_command()])
        await asyncio.wait_for(waiting, timeout=20)
        await bell.close()


async def test_waiting_while_the_log_is_away_ends_without_an_error(database: TestDatabase) -> None:
    async with await open_pool(f"{database.app_dsn}-where-no-server-is") as pool:
        bell = Bell(database.app_dsn)
        async with asyncio.timeout(20):
            await PostgresEventLog(pool, pool, bell).wait(0, seconds=0.05)
        await bell.close()


async def test_the_bell_rings_again_after_its_connection_was_lost(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)
    bell = Bell(database.app_dsn)
    first = await _listener(superuser, bell, other_than=None)
    await superuser.execute("SELECT pg_terminate_backend($1)", first)
    await _listener(superuser, bell, other_than=first)
    ring = bell.next_ring()
    await pg_log.append([a_command()])
    await asyncio.wait_for(ring.wait(), timeout=20)
    await bell.close()
    await superuser.close()


async def _listener(superuser: asyncpg.Connection, bell: Bell, *, other_than: int | None) -> int:
    """Wait until the bell listens by another connection than a former one, and has rung for it."""
    ring = bell.next_ring()

    async def listens() -> bool:
        return await superuser.fetchval(LISTENERS) not in (None, other_than)

    await until(listens)
    await asyncio.wait_for(ring.wait(), timeout=20)
    return int(await superuser.fetchval(LISTENERS))


async def test_a_ring_says_nothing_but_that_something_happened(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    connection = await asyncpg.connect(database.app_dsn)
    await connection.add_listener(CHANNEL, lambda *message: heard.put_nowait(message[3]))
    await pg_log.append([a_command(), a_command()])
    assert await asyncio.wait_for(heard.get(), timeout=20) == ""
    late = a_command(expected=5)
    await pg_log.append([late])
    await pg_log.append([a_command()])
    await asyncio.wait_for(heard.get(), timeout=20)
    assert heard.empty()
    await connection.close()
