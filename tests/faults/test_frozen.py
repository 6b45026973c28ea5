"""A projector frozen for longer than its lock: the epoch refuses what it writes, and it goes on as second."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog
from adapters.postgres.pool import open_pool
from domain.commands.contacts import RegisterContact
from domain.log import EventLog, Page, StreamKind
from projections.boards import BOARDS
from projections.contacts.fold import CONTACTS
from projections.engine.build import FencedError, Held
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.engine.tables.session import TableSession
from projections.engine.tables.store import TableBoards
from projections.engine.wait import wait_until
from tests.domain.samples import a_form, command
from tests.faults.processes import ENOUGH_SECONDS, process
from tests.postgres_server import TestDatabase, until
from tests.projections.office import Office, an_office, rows
from tests.projections.running import running

FROZEN_AFTER_SECONDS = 4
SEEN = "SELECT max(seen) FROM board.runner"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
OWNERS = "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"


@pytest.fixture
async def office(pg_log: PostgresEventLog) -> Office:
    await TableBoards(pg_log.pool).set_up(BOARDS)
    return await an_office(pg_log)


async def a_contact(office: Office) -> int:
    await office.do(command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()))
    return await office.log.head()


async def taken_by(pool: asyncpg.Pool) -> set[tuple[str, int]]:
    """Return how often each build was taken."""
    return {tuple(row) for row in await pool.fetch("SELECT board, epoch FROM board.build")}


class HeldUpLog:
    """A log whose reader is held up between reading a page and writing what it says."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.has_read = asyncio.Event()
        self.may_go_on = asyncio.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        page = await self._log.read(after, limit=limit, up_to=up_to, kinds=kinds)
        self.has_read.set()
        await self.may_go_on.wait()
        return page


async def hold(store: TableBoards, session: TableSession) -> Held:
    (number,) = [build.number for build in await store.builds() if build.board == CONTACTS.name]
    held = await session.take(CONTACTS, number)
    assert held is not None
    return held


async def test_one_whose_lock_is_gone_while_its_connection_lives_is_refused_by_the_epoch(
    office: Office, pg_log: PostgresEventLog
) -> None:
    """It has read a page, loses the lock and does not know; another takes the build and writes the same page.

    The other then stands where the first one stood, so that nothing but the epoch tells them apart.
    """
    store = TableBoards(pg_log.pool)
    start = await Projector(pg_log, store, BOARDS).catch_up()
    head = await a_contact(office)
    slow = HeldUpLog(pg_log)
    async with store.session() as session:
        first = Runner(slow, session, 500)  # type: ignore[arg-type]
        slow.may_go_on.set()
        await first.take((CONTACTS,), await store.builds())
        slow.may_go_on.clear()
        slow.has_read.clear()
        writing = asyncio.create_task(first.step(head))
        await slow.has_read.wait()
        await session._connection.execute("SELECT pg_advisory_unlock_all()")
        async with store.session() as other:
            held = await hold(store, other)
            assert await other.position(held) == start
        slow.may_go_on.set()
        with pytest.raises(FencedError):
            await writing
        assert await session._connection.fetchval("SELECT 1") == 1
    assert (await rows(pg_log.pool))["contacts"] == []
    assert await Projector(pg_log, store, BOARDS).catch_up() == head
    assert len((await rows(pg_log.pool))["contacts"]) == 1


async def test_one_that_was_overtaken_goes_on_as_second_and_takes_over_again(
    office: Office, pg_log: PostgresEventLog, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The projector itself, running: its lock is taken from it while it reads."""
    store, sessions = TableBoards(pg_log.pool), list[TableSession]()
    await Projector(pg_log, store, BOARDS).catch_up()
    kept = TableBoards.session

    @asynccontextmanager
    async def noted(self: TableBoards) -> AsyncIterator[TableSession]:
        async with kept(self) as session:
            sessions.append(session)
            yield session

    async with await open_pool(database.app_dsn) as pool:
        slow = HeldUpLog(pg_log)
        slow.may_go_on.set()
        with monkeypatch.context() as patched:
            patched.setattr(TableBoards, "session", noted)
            async with running(Projector(slow, TableBoards(pool), BOARDS)):  # type: ignore[arg-type]
                assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
                slow.has_read.clear()
                slow.may_go_on.clear()
                head = await a_contact(office)
                await slow.has_read.wait()
                before = await taken_by(pool)
                await sessions[0]._connection.execute("SELECT pg_advisory_unlock_all()")
                assert await Projector(pg_log, store, BOARDS).catch_up() == head
                assert {(board, epoch + 1) for board, epoch in before} == await taken_by(pool)
                slow.may_go_on.set()
                assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
                assert len(sessions) > 1
    assert len((await rows(pg_log.pool))["contacts"]) == 3


async def test_a_frozen_process_is_let_go_by_the_server_and_goes_on_as_second_when_woken(
    office: Office, pg_log: PostgresEventLog, database: TestDatabase
) -> None:
    pool = pg_log.pool
    with process("tests.faults.projecting", database.app_dsn, str(FROZEN_AFTER_SECONDS)) as first:
        assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
        await until(partial(each_build_is_taken, pool))
        # Each statement was prepared by then: PostgreSQL has no timeout for who is frozen while it prepares one.
        await until(partial(was_seen_after, pool, NEVER))
        await until(partial(was_seen_after, pool, await pool.fetchval(SEEN)))
        first.freeze()
        async with running(Projector(pg_log, TableBoards(pool), BOARDS)):
            assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
            first.wake()
            for _ in range(3):
                assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
            assert not first.has_ended
        before = await taken_by(pool)
        assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
        assert before.isdisjoint(entry for entry in await taken_by(pool) if entry[0] == "contacts")
    assert len((await rows(pool))["contacts"]) == 6


async def was_seen_after(pool: asyncpg.Pool, earlier: datetime) -> bool:
    """Tell whether the runner of the builds has said, after an instant, that it lives."""
    seen: datetime | None = await pool.fetchval(SEEN)
    return seen is not None and seen > earlier


async def each_build_is_taken(pool: asyncpg.Pool) -> bool:
    """All builds are in the hands of one process, and it is at the head with each of them."""
    positions = await pool.fetch("SELECT DISTINCT position, state FROM board.build")
    return len(positions) == 1 and await pool.fetchval(OWNERS) == 1
