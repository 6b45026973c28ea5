"""A board is built, compared, switched and switched back while it is written and read: readers notice nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from uuid import uuid4

import asyncpg
import pytest

from domain.events.contacts import ContactRegistered
from projections.boards import BOARDS
from projections.contacts.fold import CONTACTS
from projections.engine.board import Board
from projections.engine.build import CannotSwitchError
from projections.engine.freshness import freshness
from projections.engine.projector import Projector
from projections.engine.store import Differences
from projections.engine.tables.store import TableBoards
from tests.conformance.board_scene import build_beside
from tests.domain.samples import a_form
from tests.postgres_server import until
from tests.projections.office import Office
from tests.projections.running import ENOUGH_SECONDS, running

READERS = 3


class Readers:
    """Those who ask a board for its rows again and again; each reading must know what the one before it knew."""

    def __init__(self, office: Office, pool: asyncpg.Pool) -> None:
        self._office = office
        self._pool = pool
        self.readings = 0

    async def read(self, stop: asyncio.Event) -> None:
        position = 0
        while not stop.is_set():
            fresh = await freshness(self._pool, CONTACTS)
            shown = await self._pool.fetchval("SELECT count(*) FROM contacts")
            assert fresh.position >= position, "a switch took readers back"
            assert shown >= await self._contacts_by(fresh.position), "a reader saw a board that is not whole"
            position, self.readings = fresh.position, self.readings + 1

    async def _contacts_by(self, position: int) -> int:
        """Every event after the catalogue's is a contact."""
        return position - self.first

    first = 0


async def write(office: Office, stop: asyncio.Event) -> None:
    """Register contacts until the end, with a turn for the others after each."""
    while not stop.is_set():
        await office.append(uuid4(), "contact", ContactRegistered(contact=a_form()))
        await asyncio.sleep(0.002)


@asynccontextmanager
async def busy(office: Office, pool: asyncpg.Pool, readers: Readers) -> AsyncIterator[None]:
    """Write and read during a block; whoever of these fails fails the test."""
    stop = asyncio.Event()
    async with running(Projector(office.log, TableBoards(pool), BOARDS)), asyncio.TaskGroup() as group:
        group.create_task(write(office, stop))
        for _ in range(READERS):
            group.create_task(readers.read(stop))
        try:
            yield
        finally:
            stop.set()


async def compared(store: TableBoards, one: int, other: int) -> Differences:
    """Compare two builds as soon as they stand at one position."""
    async with asyncio.timeout(ENOUGH_SECONDS):
        while True:
            found = await store.differences("contacts", one, other)
            if found is not None:
                return found


async def switched(store: TableBoards, number: int) -> bool:
    """Switch, unless the build is still behind."""
    with suppress(CannotSwitchError):
        await store.switch("contacts", number)
        return True
    return False


async def test_readers_never_see_an_empty_or_half_built_board(office: Office, pool: asyncpg.Pool) -> None:
    store, readers = TableBoards(pool), Readers(office, pool)
    readers.first = await Projector(office.log, store, BOARDS).catch_up()
    for _ in range(50):
        await office.append(uuid4(), "contact", ContactRegistered(contact=a_form()))
    await Projector(office.log, store, BOARDS).catch_up()
    live = next(build.number for build in await store.builds() if build.board == "contacts")
    async with busy(office, pool, readers):
        other = await build_beside(office.log, store, CONTACTS, shards=3)
        found = await compared(store, live, other)
        assert found.are_none, found
        for number in (other, live, other, live):
            before = readers.readings
            await until(partial(switched, store, number))
            await until(partial(has_read_since, readers, before))
        await store.drop("contacts", other)
        third = await build_beside(office.log, store, CONTACTS)
        assert (await compared(store, live, third)).are_none
        await until(partial(switched, store, third))
        before = readers.readings
        await until(partial(has_read_since, readers, before))
    head = await Projector(office.log, store, BOARDS).catch_up()
    assert await pool.fetchval("SELECT count(*) FROM contacts") == head - readers.first
    assert readers.readings > 20


async def has_read_since(readers: Readers, before: int) -> bool:
    return readers.readings >= before + 2 * READERS


async def test_a_long_reader_holds_up_the_switch_and_nobody_else(office: Office, pool: asyncpg.Pool) -> None:
    """It sees one and the same board to its end; others read past the switch that waits for it."""
    store = TableBoards(pool)
    await Projector(office.log, store, BOARDS).catch_up()
    other = await build_beside(office.log, store, CONTACTS)
    async with pool.acquire() as reader:
        async with reader.transaction(isolation="repeatable_read", readonly=True):
            assert await reader.fetchval("SELECT count(*) FROM contacts") == 0
            switching = asyncio.create_task(store.switch("contacts", other))
            await until(partial(waits_for_the_view, pool))
            for _ in range(3):
                assert await pool.fetchval("SELECT count(*) FROM contacts") == 0
            assert await reader.fetchval("SELECT count(*) FROM contacts") == 0
            assert not switching.done()
        await switching
    states = {build.number: build.state for build in await store.builds() if build.board == "contacts"}
    assert states[other] == "live"


async def waits_for_the_view(pool: asyncpg.Pool) -> bool:
    return bool(
        await pool.fetchval(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'board.contacts'::regclass)"
        )
    )


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
async def test_what_a_build_has_a_switch_shows_with_its_indexes(
    office: Office, pool: asyncpg.Pool, board: Board
) -> None:
    store = TableBoards(pool)
    await Projector(office.log, store, BOARDS).catch_up()
    live = next(build.number for build in await store.builds() if build.board == board.name)
    other = await build_beside(office.log, store, board)
    await store.switch(board.name, other)
    indexes = [
        sorted(
            row["indexdef"].replace(f"{board.name}_{number}", board.name)
            for row in await pool.fetch(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'board' AND tablename = $1",
                f"{board.name}_{number}",
            )
        )
        for number in (live, other)
    ]
    assert indexes[0] == indexes[1]
    assert indexes[0]
