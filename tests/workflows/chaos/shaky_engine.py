"""A timer engine that is away, repeats itself, delivers out of order, acts late, and forgets everything."""

from collections.abc import Awaitable, Callable, Mapping, Set
from datetime import datetime, timedelta
from uuid import UUID

from domain.agenda import Agenda
from tests.workflows.chaos.mishaps import Mishaps
from workflows.contracts import ActInput, AgendaSent
from workflows.engine import EngineAwayError, Held
from workflows.virtual_engine import VirtualEngine

OFTEN, SELDOM = 20.0, 8.0
LATEST_DAYS = 7
MOST_OVERTAKEN = 3

Act = Callable[[ActInput], Awaitable[AgendaSent]]


class ShakyEngine:
    """A `TimerEngine` with one virtual clock a trajectory, each of which may be up to a week late.

    Before somebody enters something about a trajectory its clock has caught up: what is done about a thing before the
    clock comes to it needs no reminder any more, and so the streams would rightly differ.
    """

    def __init__(self, act: Act, mishaps: Mishaps) -> None:
        self._act = act
        self._mishaps = mishaps
        self._clocks: dict[UUID, VirtualEngine] = {}
        self._away_until: dict[UUID, datetime] = {}
        self._overtaken: list[Agenda] = []

    async def apply(self, agenda: Agenda) -> None:
        self._may_be_away()
        if self._mishaps.strikes("a signal is overtaken", OFTEN):
            self._overtaken.append(agenda)
        await self._clock(agenda.trajectory).apply(agenda)
        if self._mishaps.strikes("a signal is doubled", OFTEN):
            await self._clock(agenda.trajectory).apply(agenda)
        self._may_lose_the_answer()

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        self._may_be_away()
        await self._clock(agenda.trajectory).restart(agenda, rebuild=rebuild)
        self._may_lose_the_answer()

    async def running(self) -> Mapping[UUID, Held | None]:
        self._may_be_away()
        return {stream: held for clock in self._clocks.values() for stream, held in (await clock.running()).items()}

    async def stuck(self) -> Set[UUID]:
        return frozenset()

    async def deliver_overtaken(self) -> None:
        """Let older agendas arrive after newer ones; some of them come months later, or more than once."""
        for _ in range(min(MOST_OVERTAKEN, len(self._overtaken))):
            agenda = self._mishaps.random.choice(self._overtaken)
            await self._clock(agenda.trajectory).apply(agenda)

    def lose_everything(self) -> None:
        self._clocks.clear()
        self._overtaken.clear()

    async def run_until(self, instant: datetime, prompt: Set[UUID]) -> None:
        """Let clocks act on what is due by an instant; those of the `prompt` must, the others may be late."""
        for about in sorted(self._clocks):
            ahead = self._clocks[about].next()
            if ahead is None or ahead.at > instant:
                continue
            if about in prompt or not self._is_away(about, instant):
                await self._clocks[about].run_until(instant)
                self._away_until.pop(about, None)

    def _is_away(self, about: UUID, instant: datetime) -> bool:
        if about not in self._away_until and self._mishaps.strikes("a clock is away for days", SELDOM):
            days = self._mishaps.random.randint(1, LATEST_DAYS)
            self._away_until[about] = instant + timedelta(days=days)
        return about in self._away_until and instant < self._away_until[about]

    def _clock(self, about: UUID) -> VirtualEngine:
        return self._clocks.setdefault(about, VirtualEngine(self._act))

    def _may_be_away(self) -> None:
        if self._mishaps.strikes("the engine is away", SELDOM):
            raise EngineAwayError

    def _may_lose_the_answer(self) -> None:
        if self._mishaps.strikes("the engine's answer is lost", SELDOM):
            raise EngineAwayError
