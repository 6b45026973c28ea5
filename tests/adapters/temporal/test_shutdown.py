"""A worker that is told to stop lets the act under way end; what does not end in time is acted on by the next one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio.worker import Worker

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal import worker as worker_module
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.adapters.temporal.seconds import begin, types
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import MUNICIPALITY, Office, trajectory
from workflows.activities import ClockActivities
from workflows.contracts import ActInput, AgendaSent

ANNA = trajectory("anna")


class HeldActivities(ClockActivities):
    """Acts that begin, and end only when they may."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.handler, office.agendas, MUNICIPALITY)
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def act(self, asked: ActInput) -> AgendaSent:
        self.begun.set()
        await self.may_end.wait()
        fresh = await super().act(asked)
        self.ended.set()
        return fresh


@asynccontextmanager
async def an_act_under_way(worker: Worker, acts: HeldActivities) -> AsyncIterator[asyncio.Task[None]]:
    """Give a block a worker that is stopping while its first act is under way."""
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(60):
        await acts.begun.wait()
        stopping = asyncio.create_task(worker.shutdown())
        yield stopping
        await stopping
        await running


async def a_course(office: Office, embedded: EmbeddedTemporal) -> TemporalTimerEngine:
    await begin(office, ANNA)
    engine = TemporalTimerEngine(await connect(embedded.target, NAMESPACE, TEST_KEY))
    await engine.apply(await office.agendas.newest(ANNA))
    return engine


async def test_an_act_under_way_at_shutdown_is_finished_and_not_done_again(
    embedded: EmbeddedTemporal, office: Office
) -> None:
    await a_course(office, embedded)
    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    acts = HeldActivities(office)
    async with an_act_under_way(clock_worker(client, acts), acts) as stopping:
        assert not stopping.done()
        acts.may_end.set()
    assert acts.ended.is_set()
    assert (await types(office, ANNA)).count("ReminderGiven") == 1


async def test_an_act_that_does_not_end_within_the_grace_is_given_up_and_done_once_by_the_next_worker(
    embedded: EmbeddedTemporal, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reminded() -> bool:
        return "ReminderGiven" in await types(office, ANNA)

    monkeypatch.setattr(worker_module, "GRACE", worker_module.GRACE / 20)
    await a_course(office, embedded)
    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    acts = HeldActivities(office)
    async with an_act_under_way(clock_worker(client, acts), acts):
        assert not acts.ended.is_set()
    assert not acts.ended.is_set()
    assert not await reminded()
    async with clock_worker(client, office.activities):
        await until(reminded)
    assert (await types(office, ANNA)).count("ReminderGiven") == 1
