"""When the clock's driver was last seen."""

import asyncio

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog
from adapters.process import driver_seen
from adapters.process.driver_seen import DriverSeen, is_alive
from tests.postgres_server import until

LONG_AGO = "UPDATE board.driver_seen SET seen = seen - interval '1 hour'"


@pytest.fixture
async def seen(pg_log: PostgresEventLog) -> DriverSeen:
    made = DriverSeen(pg_log.pool)
    await made.set_up()
    await made.set_up()
    return made


async def test_a_driver_that_never_was_is_not_alive(seen: DriverSeen) -> None:
    assert await seen.unseen() is None
    assert not is_alive(await seen.unseen())


async def test_a_driver_at_work_is_seen_again_and_again_and_not_after(
    seen: DriverSeen, pg_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_seen, "EVERY_SECONDS", 0.01)

    async def lives() -> bool:
        return is_alive(await seen.unseen())

    async with seen.saying():
        assert await lives()
        await pg_log.pool.execute(LONG_AGO)
        await until(lives)
    await asyncio.sleep(0)
    await pg_log.pool.execute(LONG_AGO)
    for _ in range(20):
        assert not await lives()


async def test_a_database_that_is_away_for_a_while_ends_no_driver(
    seen: DriverSeen, pg_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_seen, "EVERY_SECONDS", 0.01)
    failures = 0
    say = seen.say

    async def fails_thrice() -> None:
        nonlocal failures
        failures += 1
        if failures in (2, 3, 4):
            raise asyncpg.ConnectionDoesNotExistError("away")
        await say()

    async def went_on() -> bool:
        return failures > 5 and is_alive(await seen.unseen())

    monkeypatch.setattr(seen, "say", fails_thrice)
    async with seen.saying():
        await pg_log.pool.execute(LONG_AGO)
        await until(went_on)
