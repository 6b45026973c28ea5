"""A projector that fails between rows and checkpoint, or loses its connection, loses and doubles nothing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from uuid import uuid4

import asyncpg
import pytest

from adapters.memory.log import InMemoryEventLog
from adapters.postgres.pool import open_pool
from domain.commands.contacts import RegisterContact, RegisterFollowUp
from projections.boards import BOARDS
from projections.contacts.fold import CONTACTS
from projections.engine.build import FencedError, Held, Step
from projections.engine.freshness import freshness
from projections.engine.projector import Projector
from projections.engine.tables.pen import TablePen
from projections.engine.tables.session import TableSession
from projections.engine.tables.store import TableBoards
from projections.engine.wait import wait_until
from tests.conftest import make_template
from tests.domain.samples import DEFINITIONS, a_form, a_trajectory_in_transition, command
from tests.postgres_server import PostgresServer, TestDatabase, until
from tests.projections.office import Office, an_office, boards_anew, rows
from tests.projections.running import ENOUGH_SECONDS, running


class CrashError(Exception):
    """What a test raises in the middle of a transaction."""


async def a_contact(office: Office) -> int:
    await office.do(command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()))
    return await office.log.head()


MOVING = TableSession.moving


def crashing(steps_seen: list[Step]) -> object:
    """What a session's `moving` is replaced by: rows and checkpoint are written, and then the process dies."""

    @asynccontextmanager
    async def moving(self: TableSession, steps: Mapping[Held, Step]) -> AsyncIterator[TablePen]:
        async with MOVING(self, steps) as pen:
            yield pen
            steps_seen.extend(steps.values())
            raise CrashError

    return moving


async def test_a_crash_between_rows_and_checkpoint_undoes_both(
    office: Office, pool: asyncpg.Pool, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    before, position = await rows(pool), (await freshness(pool, CONTACTS)).position
    moved: list[Step] = []
    await office.do(*(command(RegisterFollowUp, "2026-03-09", contact=a_form()) for _ in range(3)))
    with monkeypatch.context() as patched:
        patched.setattr(TableSession, "moving", crashing(moved))
        with pytest.raises(CrashError):
            await projector.catch_up()
    assert {step.start for step in moved} == {position}
    assert (await rows(pool), (await freshness(pool, CONTACTS)).position) == (before, position)
    await projector.catch_up()
    assert len((await rows(pool))["contacts"]) == 4


async def test_a_crash_while_boards_are_folded_anew_leaves_the_rows_that_were_there(
    office: Office, pool: asyncpg.Pool, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    before = await rows(pool)
    moved: list[Step] = []
    await office.define(*DEFINITIONS)
    with monkeypatch.context() as patched:
        patched.setattr(TableSession, "moving", crashing(moved))
        with pytest.raises(CrashError):
            await projector.catch_up()
    assert moved
    assert await rows(pool) == before


async def test_a_runner_whose_board_was_moved_by_another_writes_nothing(
    office: Office, pool: asyncpg.Pool, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await projector.catch_up()
    head = await a_contact(office)

    def too_late(self: TableSession, steps: Mapping[Held, Step]) -> object:
        later = {held: Step(step.start + 1, step.end, step.recorded) for held, step in steps.items()}
        return MOVING(self, later)

    with monkeypatch.context() as patched:
        patched.setattr(TableSession, "moving", too_late)
        with pytest.raises(FencedError):
            await projector.catch_up()
    assert (await rows(pool))["contacts"] == []
    assert await projector.catch_up() == head


async def test_a_projector_goes_on_after_its_connections_are_killed(
    office: Office, pool: asyncpg.Pool, projector: Projector, boards_database: TestDatabase
) -> None:
    superuser = await asyncpg.connect(boards_database.superuser_dsn)
    async with running(projector):
        for _ in range(3):
            assert await wait_until(superuser, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
            await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'exitspor_app'"
            )
        assert await wait_until(superuser, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
    assert await superuser.fetchval("SELECT count(DISTINCT event) FROM board.contacts") == 4
    assert await superuser.fetchval("SELECT count(*) FROM board.contacts") == 4
    await superuser.close()


async def test_a_projector_outlives_a_restart_of_the_server() -> None:
    server = PostgresServer(durable=True)
    try:
        server.initialise()
        await server.start()
        database = await make_template(server)
        office = await an_office(InMemoryEventLog())
        async with await open_pool(database.app_dsn) as pool:
            store = TableBoards(pool)
            await store.set_up(BOARDS)
            await Projector(office.log, store, BOARDS).catch_up()
            async with running(Projector(office.log, TableBoards(pool), BOARDS, page_size=3)):
                await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
                server.kill()
                last = [await a_contact(office) for _ in range(5)][-1]
                await server.crash_and_start()
                assert await wait_until(pool, CONTACTS, last, ENOUGH_SECONDS)
            live = await rows(pool)
            assert len(live["contacts"]) == 6
            await boards_anew(pool)
            await Projector(office.log, TableBoards(pool), BOARDS).catch_up()
            assert await rows(pool) == live
    finally:
        server.stop()


async def each_board_has_one_lock(pool: asyncpg.Pool) -> bool:
    locks = await pool.fetch("SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND granted")
    assert len(locks) == len(set(locks))
    return len(locks) == len(BOARDS)


async def test_of_two_projectors_one_runs_the_boards_and_the_other_takes_over(
    office: Office, pool: asyncpg.Pool
) -> None:
    first, second = (Projector(office.log, TableBoards(pool), BOARDS) for _ in range(2))
    async with running(second):
        async with running(first):
            assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
            await until(partial(each_board_has_one_lock, pool))
        assert await wait_until(pool, CONTACTS, await a_contact(office), ENOUGH_SECONDS)
    assert len((await rows(pool))["contacts"]) == 2


async def test_catching_up_waits_for_the_projector_that_runs_the_boards(office: Office, pool: asyncpg.Pool) -> None:
    async with running(Projector(office.log, TableBoards(pool), BOARDS)):
        for _ in range(3):
            head = await a_contact(office)
            assert await Projector(office.log, TableBoards(pool), BOARDS).catch_up() == head
            assert (await freshness(pool, CONTACTS)).position >= head
