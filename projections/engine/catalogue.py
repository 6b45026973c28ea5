"""The catalogue as it stands at exactly a position, with what of it this program cannot read."""

from dataclasses import dataclass, field
from uuid import UUID

from domain.fact import fact_of
from domain.log import EventLog, RecordedEvent
from domain.reference.catalogue import Catalogue, evolve_catalogue
from projections.engine.stream import Parked

PAGE = 1_000


@dataclass
class _Folded:
    catalogue: Catalogue = field(default_factory=Catalogue)
    parked: dict[UUID, Parked] = field(default_factory=dict)
    end: int = 0

    def add(self, event: RecordedEvent) -> None:
        if event.stream in self.parked:
            return
        try:
            self.catalogue = evolve_catalogue(self.catalogue, fact_of(event))
        except Exception as error:
            self.parked[event.stream] = Parked(event.stream, event.position, type(error).__name__)


class CatalogueAt:
    """Folds the catalogue forward from position to position; going back folds it anew."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._folded = _Folded()

    async def at(self, position: int) -> tuple[Catalogue, tuple[Parked, ...]]:
        """Return the catalogue folded up to a position, and the reference streams that are parked there."""
        if position < self._folded.end:
            self.forget()
        folded = self._folded
        while folded.end < position:
            page = await self._log.read(folded.end, limit=PAGE, up_to=position, kinds=("reference",))
            for event in page.events:
                folded.add(event)
            folded.end = page.end
        return folded.catalogue, tuple(folded.parked.values())

    def forget(self) -> None:
        """Forget what was folded: payloads were blanked."""
        self._folded = _Folded()
