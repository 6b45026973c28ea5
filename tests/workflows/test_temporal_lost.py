"""All that Temporal knew is lost in the middle of two years. After a rebuild the rest passes as if it had not."""

import os
from datetime import datetime

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.memory.log import InMemoryEventLog
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.temporal_server import standing_clocks
from tests.workflows.nine_months import Done
from tests.workflows.office import Office
from tests.workflows.simulated_centre import SimulatedCentre
from tests.workflows.two_years.life import Life
from tests.workflows.two_years.promises import all_facts, done_twice
from tests.workflows.two_years.staffing import REFERENCE
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.rebuild import rebuild
from workflows.rebuilds import InMemoryRebuilds

pytestmark = pytest.mark.timeout(1_200)

PEOPLE = 40 if os.environ.get("EXITSPOR_LONG") else 3
SEED = 3


class Installation:
    """An office whose log and checkpoint outlive the Temporal servers that it has."""

    def __init__(self) -> None:
        self.office = Office(InMemoryEventLog())
        self.centre = SimulatedCentre(self.office)
        self._checkpoint = InMemoryCheckpoint()

    async def live(self, temporal: WorkflowEnvironment, story: list[Done], end: datetime) -> int:
        """Live through a part of the story; return how often clocks acted."""
        acted_before = len(self.centre.activities.asked)
        driver = Driver(self.office.log, TemporalTimerEngine(temporal.client), self._checkpoint)
        async with clock_worker(temporal.client, self.centre.activities):
            await self.centre.live(temporal, driver, story, end)
        return len(self.centre.activities.asked) - acted_before

    async def rebuild(self, temporal: WorkflowEnvironment) -> None:
        """Rebuild on a server that knows nothing."""
        engine = TemporalTimerEngine(temporal.client)
        assert await engine.running() == {}
        await rebuild(self.office.log, engine, InMemoryRebuilds(), lambda done, of: None)


async def test_after_temporal_was_lost_and_rebuilt_the_remaining_year_passes_as_if_nothing_had_happened() -> None:
    life = Life(SEED, PEOPLE)
    await life.live()
    half = len(life.script) // 2
    installation = Installation()
    await installation.office.define(*REFERENCE)
    async with standing_clocks() as temporal:
        before = await installation.live(temporal, life.script[:half], life.script[half].at)
    async with standing_clocks() as another:
        await installation.rebuild(another)
        after = await installation.live(another, life.script[half:], life.end)
    for plot in life.plots:
        told = await life.office.stream(plot.about)
        assert (await installation.office.stream(plot.about)) == told
    assert done_twice(await all_facts(installation.office.log)) == []
    assert min(before, after) > 10 * PEOPLE
