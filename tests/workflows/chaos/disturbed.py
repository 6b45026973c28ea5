"""A script played again while everything goes wrong that can."""

import asyncio
from collections.abc import Sequence, Set
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from adapters.memory.log import InMemoryEventLog
from domain.commands import Command
from domain.decide import streams_of
from domain.reference.definitions import Definition
from tests.workflows.chaos.mishaps import Killed, Mishaps
from tests.workflows.chaos.shaky_engine import ShakyEngine
from tests.workflows.chaos.shaky_log import ShakyLog
from tests.workflows.chaos.workers import AT_A_CALL, Desks, Workers
from tests.workflows.nine_months import Done
from tests.workflows.office import Office
from tests.workflows.two_years.retention import is_wanted, retain
from tests.workflows.two_years.watch import Watch
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import ActInput, AgendaSent
from workflows.driver import Driver

SELDOM, VERY_SELDOM = 10.0, 3.0


class ShakyCheckpoint(InMemoryCheckpoint):
    """The driver may be killed before its checkpoint is saved, and after."""

    def __init__(self, mishaps: Mishaps) -> None:
        super().__init__()
        self._mishaps = mishaps

    async def load(self) -> int:
        self._mishaps.may_kill("driver: killed, about to load its checkpoint", SELDOM)
        return await super().load()

    async def save(self, position: int) -> None:
        self._mishaps.may_kill("driver: killed, about to save its checkpoint", SELDOM)
        await super().save(position)
        self._mishaps.may_kill("driver: killed, having saved its checkpoint", SELDOM)


class Disturbed:
    """An installation in which everything goes wrong; its log is the one thing that keeps its promises."""

    def __init__(self, mishaps: Mishaps) -> None:
        self.log = InMemoryEventLog()
        self._mishaps = mishaps
        self._desks = Desks(self.log, mishaps)
        self._workers = Workers(self.log, mishaps)
        self._engine = ShakyEngine(self._act, mishaps)
        self._checkpoint = ShakyCheckpoint(mishaps)
        self._drivers = [self._another_driver(), self._another_driver()]
        self._watch = Watch(self.log)
        self._now: datetime | None = None

    async def live(self, reference: Sequence[Definition], script: Sequence[Done], end: datetime) -> None:
        await Office(self.log).define(*reference)
        await self._drive()
        await self._watch.look()
        for done in script:
            await self._clocks_act_until(done.at, await self._touched_by(done.command))
            await self._desks.enter(done)
            await self._drive()
        await self._clocks_act_until(end, self._watch.agendas.keys())

    async def _touched_by(self, command: Command) -> Set[UUID]:
        """Return whose agenda follows from what a command may change; everybody's, if that is a setting."""
        await self._watch.look()
        clocked, streams = self._watch.agendas.keys(), set(streams_of(command))
        return streams if streams <= clocked else clocked

    async def _clocks_act_until(self, instant: datetime, prompt: Set[UUID]) -> None:
        self._now = instant
        await self._engine.run_until(instant, prompt)
        await self._watch.look()
        if is_wanted(self._watch, instant):
            await self._workers.do(lambda office: retain(office, instant))
        await self._engine.deliver_overtaken()

    async def _act(self, asked: ActInput) -> AgendaSent:
        """Act at the item's instant, or only now."""
        if self._now is not None and self._mishaps.strikes("an act comes late", SELDOM):
            asked = asked.model_copy(update={"now": max(asked.now, self._now)})
        return await self._workers.act(asked)

    async def _drive(self) -> None:
        """Drive until the log's head is reached; a driver that was killed is followed by a new one."""
        if self._mishaps.strikes("everything is lost", VERY_SELDOM):
            self._engine.lose_everything()
            await self._persistently("reconcile")
        elif self._mishaps.strikes("it is night, and the driver reconciles", SELDOM):
            await self._persistently("reconcile")
        twice = self._mishaps.strikes("two drivers drive", SELDOM)
        await asyncio.gather(*(self._persistently("catch_up", which) for which in range(1 + twice)))

    async def _persistently(self, step: str, which: int = 0) -> None:
        while True:
            try:
                with suppress(Exception):
                    await getattr(self._drivers[which], step)()
                    return
            except (Killed, BaseExceptionGroup):
                self._drivers[which] = self._another_driver()

    def _another_driver(self) -> Driver:
        return Driver(ShakyLog(self.log, "driver", self._mishaps, AT_A_CALL), self._engine, self._checkpoint)
