"""The clock stands still while the demo's history is told."""

import asyncio

import pytest

from adapters.demo.fill import DemoReport
from adapters.postgres.log import PostgresEventLog
from adapters.process import demo
from adapters.process.demo import CheckpointBehindDemo, fill_demo, is_empty, until_clock_may_run
from tests.services import services_on
from workflows.checkpoint import InMemoryCheckpoint

MADE = DemoReport(1, 0)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_driver_sees_its_checkpoint_only_when_the_demo_is_told(
    pg_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    services = services_on(pg_log)
    monkeypatch.setattr(demo, "LOOK_SECONDS", 0.01)
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def told(*_: object, **__: object) -> DemoReport:
        begun.set()
        await goes_on.wait()
        if fails:
            raise OSError("lost")
        return MADE

    monkeypatch.setattr(demo, "fill", told)
    filling = asyncio.create_task(fill_demo(services, seed=1, progress=lambda done, total: None))
    await begun.wait()
    driver = asyncio.create_task(CheckpointBehindDemo(InMemoryCheckpoint(7), services.pool).load())
    for _ in range(5):
        assert not await services.pool.fetchval(demo._IS_FREE, demo.LOCK)
    assert not driver.done()

    goes_on.set()
    (outcome,) = await asyncio.gather(filling, return_exceptions=True)
    assert isinstance(outcome, OSError) if fails else outcome == MADE
    assert await driver == 7


async def test_the_clock_runs_while_nobody_tells_a_demo(pg_log: PostgresEventLog) -> None:
    services = services_on(pg_log)
    await until_clock_may_run(services.pool)
    await until_clock_may_run(services.pool)
    assert await is_empty(services)


async def test_a_checkpoint_is_saved_as_it_is(pg_log: PostgresEventLog) -> None:
    checkpoint = InMemoryCheckpoint()
    await CheckpointBehindDemo(checkpoint, pg_log.pool).save(3)
    assert await checkpoint.load() == 3
