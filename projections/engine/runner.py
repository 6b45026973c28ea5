"""One session of a projector: it holds the locks of its boards, and writes on the connection that holds them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from asyncpg import Connection

from domain.log import EventLog, Page, StreamKind
from domain.reference.catalogue import Catalogue
from projections.engine import table
from projections.engine.board import Board
from projections.engine.catalogue import CatalogueAt
from projections.engine.checkpoint import Step, load_position, move
from projections.engine.stream import Parked, Stream, rows_by_board
from projections.engine.streams import Streams

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('board.' || $1, 0))"
CHUNK = 100
"""How many streams are folded into rows at a time: others in the process get their turn in between."""


class Runner:
    """Moves the boards whose locks it holds. It is made for a connection and ends with it.

    The locks are the session's, and rows are written in that very session: when the connection is lost, the locks
    go with it, and nothing that was begun here can be written any more.
    """

    def __init__(self, log: EventLog, connection: Connection, page_size: int) -> None:
        self._log = log
        self._connection = connection
        self._page_size = page_size
        self._streams = Streams(log)
        self._catalogue = CatalogueAt(log)
        self._positions: dict[Board, int] = {}
        self._to_build: set[Board] = set()

    @property
    def slowest(self) -> int | None:
        """The position of the board that is furthest behind, None while this session runs no board."""
        return min(self._positions.values(), default=None)

    async def take(self, boards: Iterable[Board]) -> None:
        """Take those boards that no other session runs.

        One with parked streams is built anew: this program may be able to read what a former one could not.
        """
        for board in boards:
            if board in self._positions or not await self._connection.fetchval(LOCK, board.name):
                continue
            self._positions[board] = await load_position(self._connection, board)
            if self._positions[board] == 0 or await table.has_parked(self._connection, board):
                self._to_build.add(board)

    def runs(self, boards: Iterable[Board]) -> bool:
        """Tell whether this session runs all of some boards."""
        return all(board in self._positions for board in boards)

    async def step(self, head: int) -> bool:
        """Move the boards that are furthest behind by a page, or to the head; tell whether there was anything to do.

        `head` is a position that the log has reached. Boards go no further than where the next one stands, so that
        they come together and share their pages.
        """
        behind = {board: at for board, at in self._positions.items() if at < head or board in self._to_build}
        if not behind:
            return False
        start = min(behind.values())
        end = min((at for at in self._positions.values() if at > start), default=head)
        page = await self._log.read(start, limit=self._page_size, up_to=end)
        group = {board for board, at in behind.items() if at == start}
        anew = {board for board in group if board in self._to_build or _changes_all(page, board)}
        await self._follow(_in_order(group - anew), start, page)
        await self._build(_in_order(anew), start, max(head, page.end))
        return True

    async def _follow(self, boards: Sequence[Board], start: int, page: Page) -> None:
        """Write the streams that moved on a page as they are at its end."""
        if not boards:
            return
        streams = await self._streams.moved_by(page, _kinds(boards))
        catalogue, _ = await self._catalogue_for(boards, page.end)
        async with self._moving(boards, Step(start, page.end, page.events[-1].recorded)):
            for board in boards:
                moved = [stream.trajectory.id for stream in streams if stream.kind in board.kinds]
                await table.remove(self._connection, board, moved)
            for first in range(0, len(streams), CHUNK):
                await self._add(boards, streams[first : first + CHUNK], catalogue, page.end)

    async def _build(self, boards: Sequence[Board], start: int, head: int) -> None:
        """Write every stream as it is at the head: the catalogue changed, or payloads were blanked."""
        if not boards:
            return
        self._streams.forget()
        self._catalogue.forget()
        catalogue, unread = await self._catalogue_for(boards, head)
        streams = [stream for kind in _kinds(boards) for stream in await self._log.streams(kind, up_to=head)]
        async with self._moving(boards, Step(start, head, await self._recorded_at(head))):
            for board in boards:
                await table.remove_all(self._connection, board)
                await table.add(self._connection, board, (), unread if board.uses_catalogue else ())
            for first in range(0, len(streams), CHUNK):
                chunk = await self._streams.at(streams[first : first + CHUNK], head)
                await self._add(boards, chunk, catalogue, head)
        self._to_build.difference_update(boards)

    async def _add(
        self, boards: Sequence[Board], streams: Sequence[Stream], catalogue: Catalogue, position: int
    ) -> None:
        for board, rows, parked in rows_by_board(boards, streams, catalogue, position):
            await table.add(self._connection, board, rows, parked)

    @asynccontextmanager
    async def _moving(self, boards: Sequence[Board], step: Step) -> AsyncIterator[None]:
        """Give a block the transaction in which the boards' checkpoints move after it.

        It need not wait for the disk: a crash of the server loses the rows together with the checkpoint, and they
        are written again from there.
        """
        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL synchronous_commit = off")
            yield
            for board in boards:
                await move(self._connection, board, step)
        self._positions.update(dict.fromkeys(boards, step.end))

    async def _catalogue_for(self, boards: Sequence[Board], position: int) -> tuple[Catalogue, tuple[Parked, ...]]:
        if not any(board.uses_catalogue for board in boards):
            return Catalogue(), ()
        return await self._catalogue.at(position)

    async def _recorded_at(self, position: int) -> datetime | None:
        page = await self._log.read(position - 1, limit=1, up_to=position)
        return page.events[-1].recorded if page.events else None


def _changes_all(page: Page, board: Board) -> bool:
    """Tell whether a page holds what may change rows of streams that have no event there."""
    return any(event.kind == "order" or (event.kind == "reference" and board.uses_catalogue) for event in page.events)


def _kinds(boards: Iterable[Board]) -> frozenset[StreamKind]:
    return frozenset(kind for board in boards for kind in board.kinds)


def _in_order(boards: Iterable[Board]) -> list[Board]:
    return sorted(boards, key=lambda board: board.name)
