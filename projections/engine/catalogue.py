"""The catalogue as it stands at exactly a position, with what of it this program cannot read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from domain.fact import facts_of
from domain.log import EventLog, RecordedEvent
from domain.reference.catalogue import Catalogue, evolve_catalogue
from projections.engine.board import Board
from projections.engine.build import Parked

PAGE = 1_000
EMPTY = Catalogue()


@dataclass
class _Folded:
    catalogue: Catalogue = field(default_factory=Catalogue)
    parked: dict[UUID, tuple[RecordedEvent, Parked]] = field(default_factory=dict)
    end: int = 0

    def add(self, event: RecordedEvent) -> None:
        if event.stream in self.parked:
            return
        try:
            for fact in facts_of(event):
                self.catalogue = evolve_catalogue(self.catalogue, fact)
        except Exception as error:
            self.parked[event.stream] = event, Parked(event.stream, event.position, type(error).__name__)


class CatalogueAt:
    """Folds the catalogue forward from position to position; going back folds it anew."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._folded = _Folded()

    async def at(self, position: int) -> Catalogue:
        """Return the catalogue folded up to a position."""
        if position < self._folded.end:
            self.forget()
        folded = self._folded
        while folded.end < position:
            page = await self._log.read(folded.end, limit=PAGE, up_to=position, kinds=("reference",))
            for event in page.events:
                folded.add(event)
            folded.end = page.end
        return folded.catalogue

    async def for_boards(self, boards: Iterable[Board], position: int) -> Catalogue:
        """Return the catalogue at a position if some of the boards read it, else an empty one."""
        return await self.at(position) if any(board.reads for board in boards) else EMPTY

    def unread_for(self, board: Board) -> tuple[Parked, ...]:
        """Return the reference streams that are parked where the catalogue was folded to, and concern a board."""
        return tuple(parked for event, parked in self._folded.parked.values() if board.is_changed_by(event))

    def forget(self) -> None:
        """Forget what was folded: payloads were blanked."""
        self._folded = _Folded()
