"""Connections that are lost at the worst moment: what was stored is stored once, and the answer is the first one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.faults import PAUSES, persistently
from adapters.postgres.log import PostgresEventLog, open_log
from domain.log import Appended, LogUnavailable, ReturnCodeClaim
from tests.conformance.commands import a_command, appended, content_of
from tests.postgres_proxy import Proxy, a_proxy_to
from tests.postgres_server import PostgresServer, TestDatabase, until

ATTEMPTS = len(PAUSES) + 1


@pytest.fixture
async def proxied(
    postgres_server: PostgresServer, database: TestDatabase
) -> AsyncIterator[tuple[Proxy, PostgresEventLog]]:
    """A log behind a proxy, with one connection that has already appended (position 1)."""
    async with a_proxy_to(postgres_server.socket_file) as (proxy, folder):
        dsn = database.app_dsn.replace(str(postgres_server.home), str(folder))
        async with open_log(dsn) as log:
            await log.append([a_command()])
            yield proxy, log


async def test_the_answer_of_a_stored_append_is_lost_and_asked_for_again(
    proxied: tuple[Proxy, PostgresEventLog], pg_log: PostgresEventLog
) -> None:
    proxy, log = proxied
    command = a_command(count=2)
    proxy.answers_to_lose = 1
    [outcome] = appended(await log.append([command]))
    stream = command.streams[0].stream
    assert outcome == Appended(command.command_id, 3, {stream: 2}, first_time=False)
    assert await pg_log.head() == 3


async def test_when_all_answers_are_lost_the_caller_sends_again_and_gets_the_first_result(
    proxied: tuple[Proxy, PostgresEventLog], pg_log: PostgresEventLog
) -> None:
    proxy, log = proxied
    command = a_command(count=2)
    proxy.answers_to_lose = ATTEMPTS
    with pytest.raises(LogUnavailable):
        await log.append([command])
    assert proxy.answers_to_lose == 0
    [outcome] = appended(await log.append([command]))
    assert (outcome.position, outcome.first_time) == (3, False)
    assert await pg_log.head() == 3


async def test_many_who_append_at_once_all_hear_that_the_log_is_away_and_are_all_known_when_they_send_again(
    proxied: tuple[Proxy, PostgresEventLog], pg_log: PostgresEventLog
) -> None:
    proxy, log = proxied
    commands = [a_command() for _ in range(20)]
    proxy.answers_to_lose = ATTEMPTS
    answers = await asyncio.gather(*(log.append([command]) for command in commands), return_exceptions=True)
    assert {type(answer) for answer in answers} == {LogUnavailable}
    again = await asyncio.gather(*(log.append([command]) for command in commands))
    outcomes = appended([outcome for answer in again for outcome in answer])
    assert [(outcome.position, outcome.first_time) for outcome in outcomes] == [(n, False) for n in range(2, 22)]
    assert await pg_log.head() == 21


async def test_closing_the_log_waits_for_the_appends_that_are_under_way(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    blocker = await asyncpg.connect(database.app_dsn)
    await blocker.execute("BEGIN")
    await blocker.fetch("SELECT * FROM log.append('{}')")
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_log(database.app_dsn))
        appending = [asyncio.create_task(log.append([a_command()])) for _ in range(5)]
        await until(lambda: _somebody_waits(pg_log))
        closing = asyncio.create_task(stack.pop_all().aclose())
        await asyncio.wait([closing], timeout=0.05)
        assert not closing.done()
    await blocker.execute("COMMIT")
    outcomes = appended([outcome for answer in await asyncio.gather(*appending) for outcome in answer])
    assert [outcome.position for outcome in outcomes] == [1, 2, 3, 4, 5]
    await asyncio.wait_for(closing, timeout=30)
    await blocker.close()


async def _somebody_waits(log: PostgresEventLog) -> bool:
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
    return bool(await log.pool.fetchval(waits))


async def test_a_claim_whose_answer_is_lost_is_carried_out_once(
    proxied: tuple[Proxy, PostgresEventLog], pg_log: PostgresEventLog
) -> None:
    proxy, log = proxied
    trajectory, code = uuid4(), content_of("code")
    await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, content_of("old code")))
    proxy.answers_to_lose = 1
    appended(await log.append([a_command(trajectory, 1)], claim=ReturnCodeClaim(trajectory, code)))
    assert await pg_log.return_code_opens(code, trajectory)
    assert not await pg_log.return_code_opens(content_of("old code"), trajectory)
    assert [event.version for event in await pg_log.load(trajectory)] == [1, 2]


async def test_a_read_whose_answer_is_lost_reads_again(proxied: tuple[Proxy, PostgresEventLog]) -> None:
    proxy, log = proxied
    assert await log.head() == 1
    proxy.answers_to_lose = 2
    assert (await log.read(0, limit=10)).end == 1


async def test_an_append_whose_connection_is_ended_while_it_waits_is_stored_once(
    database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    blocker = await asyncpg.connect(database.app_dsn)
    await blocker.execute("BEGIN")
    await blocker.fetch("SELECT * FROM log.append('{}')")
    appending = asyncio.create_task(pg_log.append([a_command()]))
    superuser = await asyncpg.connect(database.superuser_dsn)
    await until(lambda: _end_who_waits(superuser))
    await blocker.execute("COMMIT")
    [outcome] = appended(await asyncio.wait_for(appending, timeout=30))
    assert (outcome.position, outcome.first_time) == (1, True)
    await blocker.close()
    await superuser.close()


async def _end_who_waits(superuser: asyncpg.Connection) -> bool:
    """End the backends that wait for the append's lock; tell whether there was one."""
    ended = await superuser.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )
    return bool(ended)


async def test_a_log_that_is_too_busy_says_so_and_is_not_asked_again(database: TestDatabase) -> None:
    blocker = await asyncpg.connect(database.app_dsn)
    await blocker.execute("BEGIN")
    await blocker.fetch("SELECT * FROM log.append('{}')")
    impatient = await asyncpg.connect(database.app_dsn, server_settings={"lock_timeout": "20ms"})
    attempts = count(1)

    async def attempt() -> int:
        await impatient.fetch("SELECT * FROM log.append('{}')")
        return next(attempts)

    with pytest.raises(LogUnavailable):
        await persistently(attempt)
    await blocker.close()
    assert await persistently(attempt) == 1
    await impatient.close()
