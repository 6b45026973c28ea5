"""What a worker has to hand over: read from the log itself, which is never behind."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import domain.rules  # noqa: F401  (registers every rule)
from domain.agenda import agenda
from domain.fact import facts_in
from domain.log import EventLog, RecordedEvent
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import fold
from domain.trajectory.state import Trajectory

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A trajectory and the events that tell it."""

    state: Trajectory
    events: Sequence[RecordedEvent]

    def raised_by(self, command_id: UUID) -> str | None:
        """Return the type of the first event of it that a command raised; None if there is none."""
        return next((event.type for event in self.events if event.command_id == command_id), None)


@dataclass(frozen=True, slots=True)
class Caseload:
    """A worker's trajectories that have something to come, what is offered to the worker, and what a command moved.

    Each in the order of their ids, so that the same command names them in the same order.
    """

    own: tuple[UUID, ...]
    offered: tuple[UUID, ...]
    moved: tuple[UUID, ...]


async def caseload_of(log: EventLog, catalogue: Catalogue, worker: str, command_id: UUID) -> Caseload:
    """Return what a worker has, and what a command moved if it was sent before: sent again it must name the same."""
    own, offered, moved = set(), set(), set()
    async for told in trajectories_in(log, await log.streams("trajectory")):
        state = told.state
        if told.raised_by(command_id):
            moved.add(state.id)
        if state.worker == worker and agenda(state, catalogue, state.position).is_open:
            own.add(state.id)
        if state.is_open and state.hand_over is not None and state.hand_over.to == worker:
            offered.add(state.id)
    return Caseload(tuple(sorted(own)), tuple(sorted(offered)), tuple(sorted(moved)))


async def trajectories_in(log: EventLog, streams: Sequence[UUID]) -> AsyncIterator[Told]:
    """Yield streams folded, some loaded at a time. Raises UnknownEventTypeError."""
    for start in range(0, len(streams), AT_ONCE):
        events = await log.load_many(streams[start : start + AT_ONCE])
        for stream, told in groupby(events, key=lambda event: event.stream):
            of_stream = tuple(told)
            yield Told(fold(stream, facts_in(of_stream)), of_stream)
