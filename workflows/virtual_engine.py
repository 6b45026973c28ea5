"""A timer engine in memory whose clock stands still until it is moved: months pass in milliseconds."""

from collections.abc import Awaitable, Callable, Mapping, Set
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.agenda import Agenda
from domain.agenda_item import ItemKey
from workflows.contracts import ActInput, AgendaSent
from workflows.engine import Held

Act = Callable[[ActInput], Awaitable[AgendaSent]]


class Ahead(NamedTuple):
    """What a virtual engine does next; ties are broken by the trajectory, so that every run is the same."""

    at: datetime
    trajectory: UUID
    item: ItemKey


class VirtualEngine:
    """A `TimerEngine` that acts when `run_until` is called: everything due up to then, in order of instants."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._held: dict[UUID, AgendaSent] = {}
        self._rebuilt: dict[UUID, UUID | None] = {}
        self._stuck: set[tuple[UUID, ItemKey]] = set()

    async def apply(self, agenda: Agenda) -> None:
        self._hold(AgendaSent.of(agenda))

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        self._held.pop(agenda.trajectory, None)
        self._hold(AgendaSent.of(agenda))
        self._rebuilt[agenda.trajectory] = rebuild

    async def running(self) -> Mapping[UUID, Held | None]:
        return {stream: Held(sent.digest, self._rebuilt.get(stream)) for stream, sent in self._held.items()}

    async def stuck(self) -> Set[UUID]:
        return frozenset()

    def next(self) -> Ahead | None:
        """Return the earliest item of all trajectories, None if nothing is to come."""
        return min(self._ahead(), key=lambda ahead: ahead[:2], default=None)

    async def run_until(self, instant: datetime) -> None:
        """Act on everything that is due up to an instant, with each item's own instant as `now`."""
        while (ahead := self.next()) is not None and ahead.at <= instant:
            fresh = await self._act(ActInput(trajectory=ahead.trajectory, item=ahead.item, now=ahead.at))
            self._hold(fresh)
            if ahead.item in fresh.timers:
                self._stuck.add((ahead.trajectory, ahead.item))

    def _ahead(self) -> list[Ahead]:
        return [
            Ahead(item.at, held.trajectory, item)
            for held in self._held.values()
            for item in held.timers
            if (held.trajectory, item) not in self._stuck
        ]

    def _hold(self, sent: AgendaSent) -> None:
        held = self._held.get(sent.trajectory)
        if held is not None and held.position > sent.position:
            return
        if sent.is_open:
            self._held[sent.trajectory] = sent
        else:
            self._held.pop(sent.trajectory, None)
