"""A centre whose months pass on a real Temporal server: every workflow's clock stands still until it is moved.

The centre moves all clocks to the earliest next instant, whoever's it is, and lets people enter their commands
in between: so what clocks and people do happens in the order of its instants, as it would in real months.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from temporalio.testing import WorkflowEnvironment

from domain.agenda import Agenda
from tests.postgres_server import until
from tests.temporal_server import clock_of, move
from tests.workflows.nine_months import Done
from tests.workflows.office import Office
from workflows.driver import Driver


class SimulatedCentre:
    """An office with real clocks. `instants` are those at which clocks acted or people entered something."""

    def __init__(self, temporal: WorkflowEnvironment, office: Office, driver: Driver) -> None:
        self._temporal = temporal
        self._office = office
        self._driver = driver
        self.instants: list[datetime] = []

    async def live(self, story: Sequence[Done], end: datetime) -> None:
        """Live through a story in order of time, and on to the end."""
        await self._driver.catch_up()
        for done in story:
            await self._let_clocks_act_until(done.at)
            await self._office.does(done.command, done.at)
            self.instants.append(done.at)
            await self._driver.catch_up()
        await self._let_clocks_act_until(end)

    async def _let_clocks_act_until(self, end: datetime) -> None:
        while (instant := await self._next_timer()) is not None and instant <= end:
            await self._move_all_to(instant)
            await until(partial(self._all_acted, instant))
            self.instants.append(instant)
            await self._driver.catch_up()

    async def _open_agendas(self) -> list[Agenda]:
        found = [await self._office.agendas.newest(one) for one in await self._office.log.streams("trajectory")]
        return [agenda for agenda in found if agenda.is_open]

    async def _next_timer(self) -> datetime | None:
        return min((item.at for agenda in await self._open_agendas() for item in agenda.timers), default=None)

    async def _move_all_to(self, instant: datetime) -> None:
        about: list[UUID] = [agenda.trajectory for agenda in await self._open_agendas()]
        await asyncio.gather(*(move(self._temporal, clock_of(self._temporal.client, one), instant) for one in about))

    async def _all_acted(self, instant: datetime) -> bool:
        return all(item.at > instant for agenda in await self._open_agendas() for item in agenda.timers)
