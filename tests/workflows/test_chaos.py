"""Whatever goes wrong between log and clock, the log tells the same in the end."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from adapters.memory.log import InMemoryEventLog
from tests.workflows.chaos import SELDOM, CrashError, Mishaps, ShakyActivity, ShakyCheckpoint, ShakyEngine
from tests.workflows.nine_months import END, EVERYBODY, STORY
from tests.workflows.nine_months_told import TOLD
from tests.workflows.office import Office, afternoon_of
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.virtual_engine import VirtualEngine

Streams = dict[UUID, list[tuple[Any, ...]]]
THE_END = afternoon_of(END)


async def undisturbed() -> Office:
    """Live through nine months with the timer engine in memory; nothing goes wrong."""
    office = Office(InMemoryEventLog())
    await office.define()
    engine = VirtualEngine(office.activities.act)
    driver = Driver(office.log, engine, InMemoryCheckpoint())
    for done in STORY:
        await engine.run_until(done.at)
        await office.does(done.command, done.at)
        await driver.catch_up()
    await engine.run_until(THE_END)
    return office


async def disturbed(mishaps: Mishaps) -> Office:
    """Live through the same months while everything goes wrong that can."""
    office = Office(InMemoryEventLog())
    await office.define()
    engine, checkpoint = ShakyEngine(ShakyActivity(office, mishaps), mishaps), ShakyCheckpoint(mishaps)
    for done in STORY:
        await engine.inner.run_until(done.at)
        await office.does(done.command, done.at)
        if mishaps.strikes("command is sent again", SELDOM):
            await office.does(done.command, done.at)
        lost = mishaps.strikes("everything is lost", SELDOM)
        if lost:
            engine.lose_everything()
        await drive(office, engine, checkpoint, anew=lost)
        await engine.deliver_late()
    await engine.inner.run_until(THE_END)
    return office


async def drive(office: Office, engine: ShakyEngine, checkpoint: ShakyCheckpoint, *, anew: bool) -> None:
    """Drive until the log's head is reached, with a new driver after each crash."""
    while True:
        driver = Driver(office.log, engine, checkpoint)
        with suppress(CrashError, ExceptionGroup):
            if anew:
                await driver.reconcile()
            await driver.catch_up()
            return


async def streams(office: Office) -> Streams:
    return {about: await office.stream(about) for about in EVERYBODY}


@pytest.fixture(scope="module")
async def untroubled() -> Streams:
    return await streams(await undisturbed())


async def test_nine_months_pass_in_memory_as_they_were_counted_by_hand() -> None:
    office = await undisturbed()
    assert {about: await office.told(about) for about in EVERYBODY} == TOLD


@pytest.mark.parametrize("seed", range(4))
async def test_what_goes_wrong_leaves_no_trace_in_the_log(seed: int, untroubled: Streams) -> None:
    mishaps = Mishaps(seed)
    assert await streams(await disturbed(mishaps)) == untroubled
    assert len(mishaps.counts) == 10
    assert all(mishaps.counts.values()), mishaps.counts
