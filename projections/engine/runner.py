"""One session of a projector: it has builds in its hands, and writes them until the session ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from domain.log import EventLog, Page, StreamKind
from domain.reference.catalogue import Catalogue
from projections.engine.board import Board
from projections.engine.build import Build, BuildState, Held, Step
from projections.engine.builder import plan
from projections.engine.bulk import batches
from projections.engine.catalogue import CatalogueAt
from projections.engine.store import Pen, Session
from projections.engine.stream import Stream, rows_by_board
from projections.engine.streams import Streams
from projections.engine.when import recorded_at

CHUNK = 100
"""How many streams are folded into rows at a time: others in the process get their turn in between."""

ALIVE_EVERY_SECONDS = 5.0


class Runner:
    """Moves the builds that a session has taken. It is made for a session and ends with it."""

    def __init__(self, log: EventLog, session: Session, page_size: int) -> None:
        self._log = log
        self._session = session
        self._page_size = page_size
        self._streams = Streams(log)
        self._catalogue = CatalogueAt(log)
        self._positions: dict[Held, int] = {}
        self._said_alive = 0.0

    @property
    def slowest(self) -> int | None:
        """The position of the build that is furthest behind, None while this session runs none."""
        return min(self._positions.values(), default=None)

    async def take(self, boards: Iterable[Board], builds: Sequence[Build]) -> None:
        """Take those builds of the boards that no other session runs.

        A board's first build is made here, as there is nothing else to show. Parked streams are tried again: this
        program may be able to read what a former one could not. Where it cannot read a reference event that a former
        one could, all streams are folded again, so that the build says so.
        """
        live = {build.board for build in builds if build.state is BuildState.LIVE}
        for build, board in ((build, board) for board in boards for build in builds if build.is_of(board)):
            if self._runs(build) or not (build.is_whole or build.board not in live):
                continue
            held = await self._session.take(board, build.number)
            if held is None:
                continue
            if not await self._session.is_whole(held):  # asked now: another may have finished it meanwhile
                await self._make(held)
            self._positions[held] = await self._session.position(held)
            if not await self._knows_less(held):
                await self._try_parked_again(held)

    def runs_all(self, boards: Iterable[Board]) -> bool:
        """Tell whether this session runs a build of each of some boards."""
        return {board.name for board in boards} <= {held.board.name for held in self._positions}

    async def step(self, head: int) -> bool:
        """Move the builds that are furthest behind by a page, or to the head; tell whether there was anything to do.

        `head` is a position that the log has reached. Builds go no further than where the next one stands, so that
        they come together and share their pages.
        """
        await self._say_alive()
        behind = {held: at for held, at in self._positions.items() if at < head}
        if not behind:
            return False
        start = min(behind.values())
        end = min((at for at in self._positions.values() if at > start), default=head)
        page = await self._log.read(start, limit=self._page_size, up_to=end)
        group = [held for held, at in behind.items() if at == start]
        anew = [held for held in group if any(map(held.board.is_changed_by, page.events))]
        await self._follow([held for held in group if held not in anew], start, page)
        await self._fold_anew(anew, start, max(head, page.end))
        return True

    async def try_again_if_asked(self) -> None:
        """Try parked streams again if somebody asks for it."""
        if await self._session.asked_again(list(self._positions)):
            for held in self._positions:
                await self._try_parked_again(held)

    async def _follow(self, group: Sequence[Held], start: int, page: Page) -> None:
        """Write the streams that moved on a page as they are at its end."""
        if not group:
            return
        boards = _boards(group)
        streams = await self._streams.moved_by(page, _kinds(boards))
        catalogue = await self._catalogue.for_boards(boards, page.end)
        async with self._moving(group, Step(start, page.end, page.events[-1].recorded)) as pen:
            for held in group:
                moved = [stream.trajectory.id for stream in streams if stream.kind in held.board.kinds]
                await pen.remove(held, moved)
            for first in range(0, len(streams), CHUNK):
                await _add(pen, group, streams[first : first + CHUNK], catalogue, page.end)

    async def _fold_anew(self, group: Sequence[Held], start: int, end: int) -> None:
        """Write every stream as it is at a position: the catalogue changed, or payloads were blanked.

        In one transaction: pages read what was there until all of it is replaced.
        """
        if not group:
            return
        self._forget()
        boards = _boards(group)
        catalogue = await self._catalogue.for_boards(boards, end)
        async with self._moving(group, Step(start, end, await recorded_at(self._log, end))) as pen:
            for held in group:
                await pen.remove_all(held)
                await pen.add(held, (), self._catalogue.unread_for(held.board))
            async for batch in batches(self._log, _kinds(boards), after=0, last=end, up_to=end):
                await _add(pen, group, batch.streams, catalogue, end)
                await self._say_alive()

    async def _make(self, held: Held) -> None:
        making = await plan(self._log, self._session, held)
        await making.fill_all()

    async def _knows_less(self, held: Held) -> bool:
        """Fold a build anew if a reference stream that cannot be read is not parked in it; tell whether it was so."""
        position = self._positions[held]
        await self._catalogue.for_boards([held.board], position)
        parked = {item.stream for item in await self._session.parked(held)}
        if all(item.stream in parked for item in self._catalogue.unread_for(held.board)):
            return False
        await self._fold_anew([held], position, position)
        return True

    async def _try_parked_again(self, held: Held) -> None:
        """Fold the parked streams of a build again, or all streams if one of the catalogue is among them."""
        parked = await self._session.parked(held)
        if not parked:
            return
        self._forget()
        position = self._positions[held]
        streams = await self._streams.at([item.stream for item in parked], position)
        if any(stream.kind == "reference" for stream in streams):
            return await self._fold_anew([held], position, position)
        catalogue = await self._catalogue.for_boards([held.board], position)
        async with self._moving([held], Step(position, position, None)) as pen:
            await pen.remove(held, [item.stream for item in parked])
            await _add(pen, [held], streams, catalogue, position)

    @asynccontextmanager
    async def _moving(self, group: Sequence[Held], step: Step) -> AsyncIterator[Pen]:
        async with self._session.moving(dict.fromkeys(group, step)) as pen:
            yield pen
        self._positions.update(dict.fromkeys(group, step.end))

    async def _say_alive(self) -> None:
        if time.monotonic() - self._said_alive >= ALIVE_EVERY_SECONDS and self._positions:
            await self._session.alive(list(self._positions))
            self._said_alive = time.monotonic()

    def _forget(self) -> None:
        self._streams.forget()
        self._catalogue.forget()

    def _runs(self, build: Build) -> bool:
        return any(held.number == build.number for held in self._positions)


async def _add(
    pen: Pen, group: Sequence[Held], streams: Sequence[Stream], catalogue: Catalogue, position: int
) -> None:
    """Write rows of some streams; others in the process get their turn first."""
    await asyncio.sleep(0)
    for board, rows, parked in rows_by_board(_boards(group), streams, catalogue, position):
        for held in group:
            if held.board == board:
                await pen.add(held, rows, parked)


def _boards(group: Iterable[Held]) -> list[Board]:
    """Return each board of some builds once, by name."""
    return sorted({held.board for held in group}, key=lambda board: board.name)


def _kinds(boards: Iterable[Board]) -> frozenset[StreamKind]:
    return frozenset(kind for board in boards for kind in board.kinds)
