"""The catalogue at the head of the log, and the orders by which what was read there has to be forgotten."""

import asyncio

from domain.fact import facts_in
from domain.log import EventLog, Page
from domain.reference.catalogue import Catalogue, fold_catalogue

PAGE = 1_000


class CatalogueReader:
    """Keeps the catalogue folded, reading only what is new. Safe to call from many tasks, which share their looks."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogue = Catalogue()
        self._end = 0
        self._begun = self._done = 0
        self._one_at_a_time = asyncio.Lock()
        self.newest_order = 0
        """The position of the newest lawful order seen: what was read of the log before it may be blanked now."""

    async def newest(self) -> Catalogue:
        """Return the catalogue as the log has it by now. Raises UnknownEventTypeError."""
        # A look that had begun before this call may have missed what was appended before this call. The next one
        # has not begun; whoever comes while it is waited for shares it.
        look = self._begun + 1
        async with self._one_at_a_time:
            if self._done < look:
                await self._look()
            return self._catalogue

    async def up_to(self, position: int) -> Catalogue:
        """Return the catalogue folded at least up to a position of the log. Raises UnknownEventTypeError."""
        return self._catalogue if position <= self._end else await self.newest()

    async def _look(self) -> None:
        self._begun = look = self._begun + 1
        while not self._take(await self._log.read(self._end, limit=PAGE, kinds=("reference", "order"))):
            continue
        self._done = look

    def _take(self, page: Page) -> bool:
        """Fold a page; tell whether it was the last. After a new order everything is read again from the first."""
        order = max((event.position for event in page.events if event.kind == "order"), default=0)
        if order > self.newest_order:
            self._catalogue, self._end, self.newest_order = Catalogue(), 0, order
            return False
        reference = facts_in(event for event in page.events if event.kind == "reference")
        self._catalogue = fold_catalogue(reference, self._catalogue)
        self._end = page.end
        return len(page.events) < PAGE
