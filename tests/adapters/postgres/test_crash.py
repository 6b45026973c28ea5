"""The server is killed while many append: what was answered is there, once, and the log goes on."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.verify import verify
from domain.log import Appended, LogUnavailable
from tests.conformance.commands import a_command, everything
from tests.conftest import make_template
from tests.postgres_server import PostgresServer, until

WRITERS, APPENDS, CRASHES = 8, 60, 2


@pytest.fixture
async def durable_server() -> AsyncIterator[PostgresServer]:
    """A server of its own, which writes to disk before it answers."""
    server = PostgresServer(durable=True)
    try:
        server.initialise()
        await server.start()
        yield server
    finally:
        server.stop()


async def test_nothing_is_lost_or_doubled_when_the_server_is_killed_in_the_middle(
    durable_server: PostgresServer,
) -> None:
    database = await make_template(durable_server)
    async with open_log(database.app_dsn) as log:
        waiting = asyncio.create_task(_follow(log, WRITERS * APPENDS * 2))
        answered: dict[UUID, int] = {}
        writing = asyncio.gather(*(_write(log, answered) for _ in range(WRITERS)))
        for crash in range(1, CRASHES + 1):
            await _answered_at_least(answered, crash * WRITERS * APPENDS // (CRASHES + 1))
            await durable_server.crash_and_start()
        await asyncio.wait_for(writing, timeout=60)
        events = await everything(log)
        assert await asyncio.wait_for(waiting, timeout=30) == [event.id for event in events]
        assert len(events) == len(answered) * 2 == WRITERS * APPENDS * 2
        assert {event.command_id: event.position for event in events} == answered
        assert (await verify(log.pool)).sound


async def _answered_at_least(answered: dict[UUID, int], count: int) -> None:
    async def enough() -> bool:
        return len(answered) >= count

    await until(enough)


async def _write(log: PostgresEventLog, answered: dict[UUID, int]) -> None:
    stream = uuid4()
    for version in range(APPENDS):
        command = a_command(stream, version * 2, count=2)
        outcome = None
        while outcome is None:
            try:
                [outcome] = await log.append([command])
            except LogUnavailable:
                await log.wait(2**62, seconds=0.05)
        assert isinstance(outcome, Appended)
        answered[command.command_id] = outcome.position


async def _follow(log: PostgresEventLog, count: int) -> list[UUID]:
    seen: list[UUID] = []
    after = 0
    while len(seen) < count:
        try:
            page = await log.read(after, limit=25)
        except LogUnavailable:
            await log.wait(after, seconds=0.05)
            continue
        seen += [event.id for event in page.events]
        after = page.end
        await log.wait(after, seconds=1)
    return seen
