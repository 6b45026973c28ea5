"""What can go wrong between log and clock, drawn from a seed: the same seed goes wrong in the same way."""

import random
from collections.abc import Mapping
from uuid import UUID

from domain.agenda import Agenda
from tests.workflows.office import Office
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import ActInput, AgendaSent
from workflows.virtual_engine import VirtualEngine

OFTEN, SELDOM = 0.3, 0.1


class CrashError(Exception):
    """A process died here, or a call's answer got lost."""


class Mishaps:
    """Draws what goes wrong, and counts it, so that a test can tell that something did."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.counts: dict[str, int] = {}

    def strikes(self, mishap: str, likelihood: float) -> bool:
        struck = self.random.random() < likelihood
        self.counts[mishap] = self.counts.get(mishap, 0) + struck
        return struck

    def may_crash(self, mishap: str, likelihood: float) -> None:
        if self.strikes(mishap, likelihood):
            raise CrashError(mishap)


class ShakyActivity:
    """The activity, tried again as Temporal does it: it dies before or after its commit; old ones run late."""

    def __init__(self, office: Office, mishaps: Mishaps) -> None:
        self._office = office
        self._mishaps = mishaps
        self._asked: list[ActInput] = []

    async def act(self, asked: ActInput) -> AgendaSent:
        self._asked.append(asked)
        while True:
            try:
                return await self._attempt(asked)
            except CrashError:
                continue

    async def _attempt(self, asked: ActInput) -> AgendaSent:
        self._mishaps.may_crash("act dies before its commit", OFTEN)
        if self._mishaps.strikes("an old act runs again", SELDOM):
            old = self._mishaps.random.choice(self._asked)
            await self._office.activities.act(old.model_copy(update={"now": asked.now}))
        fresh = await self._office.activities.act(asked)
        self._mishaps.may_crash("act dies after its commit", OFTEN)
        return fresh


class ShakyEngine:
    """A timer engine that is away at times, loses answers, repeats, delivers out of order, and loses everything."""

    def __init__(self, activity: ShakyActivity, mishaps: Mishaps) -> None:
        self._activity = activity
        self._mishaps = mishaps
        self._late: list[Agenda] = []
        self.inner = VirtualEngine(activity.act)

    async def apply(self, agenda: Agenda) -> None:
        self._mishaps.may_crash("engine is away", OFTEN)
        if self._mishaps.strikes("signals overtake one another", OFTEN):
            self._late.append(agenda)
        await self.inner.apply(agenda)
        if self._mishaps.strikes("signal is doubled", OFTEN):
            await self.inner.apply(agenda)
        self._mishaps.may_crash("answer is lost", SELDOM)

    async def restart(self, agenda: Agenda) -> None:
        await self.inner.restart(agenda)

    async def running(self) -> Mapping[UUID, bool]:
        self._mishaps.may_crash("engine is away", SELDOM)
        return await self.inner.running()

    async def deliver_late(self) -> None:
        """Let old agendas arrive after newer ones; some arrive again later still."""
        for agenda in self._mishaps.random.sample(self._late, k=len(self._late) // 2):
            await self.inner.apply(agenda)

    def lose_everything(self) -> None:
        self.inner = VirtualEngine(self._activity.act)


class ShakyCheckpoint(InMemoryCheckpoint):
    """The driver may die before its checkpoint is saved."""

    def __init__(self, mishaps: Mishaps) -> None:
        super().__init__()
        self._mishaps = mishaps

    async def save(self, position: int) -> None:
        self._mishaps.may_crash("driver dies before its checkpoint", OFTEN)
        await super().save(position)
