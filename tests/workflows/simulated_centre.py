"""A centre whose months pass on a real Temporal server: every workflow's clock stands still until it is moved.

The centre moves to the earliest next instant, whoever's it is, and lets people enter their commands in between: so
what clocks and people do happens in the order of its instants, as it would in real months. A clock that has nothing
to do at an instant is left where it stands; it is behind, and no one can tell, for it acts at its own instants only.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from temporalio.testing import WorkflowEnvironment

from tests.temporal_server import clock_of, move
from tests.workflows.nine_months import Done
from tests.workflows.office import MUNICIPALITY, Office
from tests.workflows.two_years.retention import is_wanted, retain
from tests.workflows.two_years.watch import Watch
from workflows.activities import ClockActivities
from workflows.contracts import ActInput, AgendaSent
from workflows.driver import Driver

LONGEST_ACT_SECONDS = 120.0
A_MOMENT = timedelta(seconds=30)
"""A clock that is moved to the very instant of a timer goes on to its next timer now and then, where the server is
busy: the timer and the end of the movement race each other. So it is moved a moment further.
"""

BEGINNING = datetime.min.replace(tzinfo=UTC)


class SeenActivities(ClockActivities):
    """The product's activity, which also writes down what it was asked, and rings when it is done.

    If a clock has gone too far all the same, its act waits here until the centre has come to that instant, or until
    something else is due before: nothing happens before its time.
    """

    def __init__(self, office: Office, watch: Watch) -> None:
        super().__init__(office.handler, office.agendas, MUNICIPALITY)
        self.asked: list[ActInput] = []
        self.done = asyncio.Event()
        self._watch = watch
        self._instant = BEGINNING
        self._moved = asyncio.Event()

    def come_to(self, instant: datetime) -> None:
        """Let acts go on that are due by an instant."""
        self._instant = instant
        self._moved.set()
        self._moved = asyncio.Event()

    async def act(self, asked: ActInput) -> AgendaSent:
        while asked.item.at > self._instant + A_MOMENT:
            if self._watch.agendas[asked.trajectory].timers[:1] != (asked.item,):
                return AgendaSent.of(self._watch.agendas[asked.trajectory])
            await self._moved.wait()
        fresh = await super().act(asked)
        self.asked.append(asked)
        self.done.set()
        return fresh


class SimulatedCentre:
    """An office with real clocks. `instants` are those at which clocks acted or people entered something."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.watch = Watch(office.log)
        self.activities = SeenActivities(office, self.watch)
        self.instants: list[datetime] = []
        self._told = 0

    async def live(self, temporal: WorkflowEnvironment, driver: Driver, story: Sequence[Done], end: datetime) -> None:
        """Live through a story in order of time, and on to the end. Raises TimeoutError if a clock does not act."""
        await driver.catch_up()
        self._told = len(self.instants)
        for done in story:
            await self._let_clocks_act_until(done.at, temporal, driver)
            await self._office.does(done.command, done.at)
            self.instants.append(done.at)
        await self._let_clocks_act_until(end, temporal, driver)

    async def _let_clocks_act_until(self, end: datetime, temporal: WorkflowEnvironment, driver: Driver) -> None:
        await self.watch.look()
        while (ahead := self.watch.next_timer()) is not None and ahead <= end:
            # A correction or a new rule may make something due that lies in the past: then it is due now.
            instant = max([ahead, *self.instants[-1:]])
            await self._tell(driver)
            self.activities.come_to(instant)
            due = self.watch.due_by(instant)
            await asyncio.gather(*(move(temporal, clock_of(temporal.client, one), instant + A_MOMENT) for one in due))
            await self._all_have_acted(instant)
            self.instants.append(instant)
        if is_wanted(self.watch, end):
            await retain(self._office, end)

    async def _tell(self, driver: Driver) -> None:
        """Let the driver catch up, if anything was entered since it did."""
        if self._told < len(self.instants):
            await driver.catch_up()
            self._told = len(self.instants)

    async def _all_have_acted(self, instant: datetime) -> None:
        async with asyncio.timeout(LONGEST_ACT_SECONDS):
            while await self._still_due(instant):
                await self.activities.done.wait()

    async def _still_due(self, instant: datetime) -> list[UUID]:
        self.activities.done.clear()
        await self.watch.look()
        return self.watch.due_by(instant)
