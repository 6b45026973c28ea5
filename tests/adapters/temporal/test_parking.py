"""What is parked: an item that a bug keeps from being acted on, on a real server, and how PostgreSQL counts it."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.postgres.log import PostgresEventLog
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.parking import PostgresParking
from adapters.temporal.worker import clock_worker
from domain.agenda_item import Act
from tests.adapters.temporal.seconds import begin, types
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import MUNICIPALITY, Office, trajectory
from workflows import activities
from workflows.activities import ClockActivities
from workflows.contracts import ActInput, AgendaSent
from workflows.parking import Parked

ANNA = trajectory("anna")
LONG_AGO = "UPDATE board.clock_parked SET tried = now() - interval '3 hours'"


class NoReminders(ClockActivities):
    """Acts of a program with a bug in what it does about one kind of item."""

    async def act(self, asked: ActInput) -> AgendaSent:
        if asked.item.act is Act.REMIND:
            raise KeyError("a secret of Anna")
        return await super().act(asked)


@pytest.fixture
async def pool(pg_log: PostgresEventLog) -> asyncpg.Pool:
    await PostgresCheckpoint(pg_log.pool).set_up()
    return pg_log.pool


@pytest.fixture
def parking(pool: asyncpg.Pool) -> PostgresParking:
    return PostgresParking(pool)


async def test_an_item_that_a_bug_fails_is_parked_and_the_others_are_acted_on(
    embedded: EmbeddedTemporal, office: Office, parking: PostgresParking, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def noted() -> bool:
        return "PhaseDeadlinePassed" in await types(office, ANNA)

    monkeypatch.setattr(activities, "ATTEMPTS", 2)
    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    await begin(office, ANNA)
    await TemporalTimerEngine(client).apply(await office.agendas.newest(ANNA))
    async with clock_worker(client, NoReminders(office.handler, office.agendas, MUNICIPALITY, parking)):
        await until(noted)
    assert "ReminderGiven" not in await types(office, ANNA)
    assert await parking.count() == Parked(streams=0, items=1)


async def test_items_and_whole_streams_are_counted_apart_until_they_are_settled(parking: PostgresParking) -> None:
    stream, item = uuid4(), uuid4()
    for _ in range(2):
        await parking.park(stream)
        await parking.park(ANNA, item)
    assert await parking.streams() == {stream}
    assert await parking.count() == Parked(streams=1, items=1)
    await parking.settle(stream)
    await parking.settle(ANNA, item)
    assert await parking.count() == Parked(streams=0, items=0)


async def test_an_item_that_nobody_tried_for_hours_stands_in_no_agenda_and_is_forgotten(
    parking: PostgresParking, pool: asyncpg.Pool
) -> None:
    stream = uuid4()
    await parking.park(stream)
    await parking.park(ANNA, uuid4())
    await pool.execute(LONG_AGO)
    assert await parking.count() == Parked(streams=1, items=0)
    tried: UUID = uuid4()
    await parking.park(ANNA, tried)
    assert await pool.fetchval("SELECT count(*) FROM board.clock_parked") == 2
    assert await parking.count() == Parked(streams=1, items=1)
