"""Agendas from the log: a stream folded, and the catalogue, up to the same position."""

from dataclasses import dataclass
from uuid import UUID

import domain.rules  # noqa: F401  (registers every rule)
from domain.agenda import Agenda, agenda
from domain.catalogue_reader import CatalogueReader
from domain.fact import facts_in
from domain.log import EventLog, RecordedEvent
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import fold


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stream's events and a catalogue that is at least as new; `position` is the log's head before both."""

    trajectory: UUID
    position: int
    events: tuple[RecordedEvent, ...]
    catalogue: Catalogue

    def agenda(self) -> Agenda:
        """Compute the agenda. Raises what an event that cannot be folded makes it raise."""
        return agenda(fold(self.trajectory, facts_in(self.events)), self.catalogue, self.position)


class Agendas:
    """Computes trajectories' newest agendas. Safe to call from many tasks."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogues = CatalogueReader(log)

    async def load(self, trajectory: UUID) -> Loaded:
        """Load what the newest agenda follows from.

        The stamp is the head from before the reading, so it is never higher than what was read: an agenda
        with a higher stamp always knows at least as much.
        """
        position = await self._log.head()
        catalogue = await self._catalogues.up_to(position)
        events = await self._log.load(trajectory, up_to=position)
        return Loaded(trajectory, position, events, catalogue)

    async def newest(self, trajectory: UUID) -> Agenda:
        """Return the newest agenda of one trajectory."""
        return (await self.load(trajectory)).agenda()
