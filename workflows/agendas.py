"""Agendas from the log: a stream folded, and the catalogue, up to the same position."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import domain.rules  # noqa: F401  (registers every rule)
from domain.agenda import Agenda, agenda
from domain.catalogue_reader import CatalogueReader
from domain.fact import facts_in
from domain.log import EventLog, Page, RecordedEvent, StreamKind
from domain.recurring.standing import duty_streams
from domain.reference.catalogue import Catalogue
from domain.remembered import Remembered
from domain.trajectory.evolve import evolve
from domain.trajectory.state import Trajectory

CLOCKED: tuple[StreamKind, ...] = ("trajectory", "unit")
"""The kinds of stream that have clocks."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an agenda follows from: a stream as it is known, its events after that, and a catalogue.

    `position` is the stamp: both hold everything up to there, and may hold more. Only what moves by itself is
    remembered: a walk through all streams would drive it out.
    """

    trajectory: UUID
    position: int
    events: Sequence[RecordedEvent]
    catalogue: Catalogue
    known: Trajectory
    is_remembered: bool = True

    def state(self) -> Trajectory:
        """Fold the stream. Raises what an event that cannot be folded makes it raise."""
        new = (event for event in self.events if event.version > self.known.version)
        return evolve(self.known, *facts_in(new))


class Agendas:
    """Computes streams' newest agendas. Safe to call from many tasks.

    The stamp is the head from before the reading, so it is never higher than what was read: an agenda with a higher
    stamp always knows at least as much.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogues = CatalogueReader(log)
        self._catalogue, self._catalogue_end = Catalogue(), -1
        self._remembered = Remembered()

    async def streams(self) -> list[UUID]:
        """Return every stream that may have a clock; a unit's duty has one before anything happened in it."""
        known = [stream for kind in CLOCKED for stream in await self._log.streams(kind)]
        return list(dict.fromkeys([*known, *duty_streams(await self._catalogues.newest())]))

    async def newest(self, trajectory: UUID) -> Agenda:
        """Return the newest agenda of one stream."""
        return self.compute(await self.load(trajectory))

    async def load(self, trajectory: UUID) -> Loaded:
        """Load what the newest agenda follows from."""
        position = await self._log.head()
        catalogue = await self._catalogues.up_to(position)
        known = self._remembered.get(trajectory, self._catalogues.newest_order)
        events = await self._log.load(trajectory, after_version=known.version)
        return Loaded(trajectory, position, events, catalogue, known)

    async def load_many(self, trajectories: Sequence[UUID]) -> list[Loaded]:
        """Load what the newest agendas of several streams follow from, at one go."""
        position = await self._log.head()
        catalogue = await self._catalogues.up_to(position)
        events = await self._log.load_many(trajectories)
        by_stream = {stream: tuple(group) for stream, group in groupby(events, key=lambda event: event.stream)}
        return [
            Loaded(stream, position, by_stream.get(stream, ()), catalogue, Trajectory(stream), False)
            for stream in trajectories
        ]

    async def load_moved(self, events: Sequence[RecordedEvent], page: Page, catalogue: Catalogue) -> Loaded:
        """Load what the agenda at a page's end follows from; `events` are those of one stream on the page.

        Positions of a stream are in the order of its versions, which have no gap. So what is known, if it reaches the
        page's first version of the stream, and the page together are all of the stream up to the page's end.
        """
        stream = events[0].stream
        known = self._remembered.get(stream, self._catalogues.newest_order)
        if events[0].version > known.version + 1:
            events = await self._log.load(stream, after_version=known.version)
        return Loaded(stream, page.end, events, catalogue, known)

    async def catalogue_at(self, page: Page, after: int) -> Catalogue:
        """Return a catalogue that holds everything up to the end of a page that was read from `after` on."""
        if self._catalogue_end < after or any(event.kind in ("reference", "order") for event in page.events):
            self._catalogue = await self._catalogues.up_to(page.end)
        self._catalogue_end = page.end
        return self._catalogue

    def compute(self, loaded: Loaded) -> Agenda:
        """Compute an agenda. Raises what an event that cannot be folded makes it raise."""
        state = loaded.state()
        if loaded.is_remembered:
            self._remembered.keep(state, self._catalogues.newest_order)
        return agenda(state, loaded.catalogue, loaded.position)
