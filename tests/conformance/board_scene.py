"""Builds of a small board, and what the contracts of the boards' store do with them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from domain.contact_codes import CardDistributor
from domain.events.contacts import VipCardsHandedOut
from domain.log import EventLog
from projections.cards.fold import CARDS
from projections.engine.board import Board, Folded, Row
from projections.engine.build import Build, Chunk, Held, Shard, Step
from projections.engine.builder import plan
from projections.engine.store import BoardStore, Session
from tests.projections.office import Office

Shown = Callable[[Board], Awaitable[list[Row]]]
"""Returns the rows that pages read, in an order of their own."""

LetGo = Callable[[Session, int], Awaitable[None]]
"""Takes the lock of a build from a session that lives on and does not know."""

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def doubled(folded: Folded) -> Iterable[Row]:
    """A fold of another version, in which every card counts twice."""
    return [(*row[:-1], 2 * row[-1]) for row in map(tuple, CARDS.rows(folded)) if isinstance(row[-1], int)]


CARDS_2 = replace(CARDS, version=CARDS.version + 1, rows=doubled)


def a_row(stream: UUID, cards: int = 1) -> Row:
    return (stream, uuid4(), date(2026, 3, 2), "exit-pakke", "kc", None, None, cards)


async def number_of(store: BoardStore, board: Board = CARDS) -> int:
    """Return the number of a board's newest build."""
    return [build.number for build in await store.builds() if build.board == board.name][-1]


async def build_of(store: BoardStore, number: int) -> Build:
    (found,) = [build for build in await store.builds() if build.number == number]
    return found


async def taken(session: Session, store: BoardStore, board: Board = CARDS) -> Held:
    """Take a board's newest build, which must be free."""
    held = await session.take(board, await number_of(store, board))
    assert held is not None
    return held


@asynccontextmanager
async def a_build(store: BoardStore, board: Board = CARDS) -> AsyncIterator[tuple[Session, Held]]:
    """Give a block a session that holds the first build of a board."""
    await store.set_up((board,))
    async with store.session() as session:
        yield session, await taken(session, store, board)


async def make_live(session: Session, held: Held, position: int = 0) -> None:
    """Make a build of a log whose streams say nothing: whole at a position."""
    shards = (Shard(0, 0, position, 0),) if position else ()
    await session.plan(held, position, MORNING if position else None, shards)
    if position:
        await fill(session, held, Chunk(0, 0, position))
    await session.finish(held)


async def fill(session: Session, held: Held, chunk: Chunk, rows: Sequence[Row] = ()) -> None:
    async with session.filling(held, chunk) as pen:
        await pen.add(held, rows)


async def move(session: Session, held: Held, step: Step, rows: Sequence[Row] = ()) -> None:
    async with session.moving({held: step}) as pen:
        await pen.add(held, rows)


async def hand_out(office: Office, stream: UUID, cards: int = 100) -> int:
    """Hand out cards; return the position of it."""
    event = VipCardsHandedOut(programme="exit-pakke", distributor=CardDistributor.KC, cards=cards)
    return await office.append(stream, "cards", event)


async def build_beside(log: EventLog, store: BoardStore, board: Board, *, shards: int = 1) -> int:
    """Make a build beside the live one, to the head; return its number."""
    number = await store.begin(board)
    async with store.session() as session:
        held = await session.take(board, number)
        assert held is not None
        await (await plan(log, session, held, shards=shards)).fill_all()
    return number
