"""A board at a position says what the log said there, and nothing that came later."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import WithdrawFact
from domain.events.reference import CentreDefined, StaffDefined
from domain.reference.definitions import Centre, Staff
from domain.trajectory_codes import Role, WithdrawReason
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.engine.board import Board, Folded, Row
from projections.engine.builder import plan
from projections.engine.catalogue import CatalogueAt
from projections.engine.freshness import freshness
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.engine.tables.store import TableBoards
from projections.history.fold import HISTORY
from tests.domain.samples import TRAJECTORY, a_form, command, opened
from tests.projections.office import Office, rows

CTI1 = Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy="CTI2")


@pytest.fixture
async def store(pool: asyncpg.Pool) -> TableBoards:
    return TableBoards(pool)


@asynccontextmanager
async def a_runner(office: Office, store: TableBoards, *boards: Board, page_size: int) -> AsyncIterator[Runner]:
    async with store.session() as session:
        runner = Runner(office.log, session, page_size)
        await runner.take(boards, await store.builds())
        assert runner.runs_all(boards)
        yield runner


async def a_follow_up(office: Office) -> int:
    await office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    return await office.log.head()


async def test_a_page_brings_a_stream_to_its_end_and_not_further(
    office: Office, pool: asyncpg.Pool, store: TableBoards
) -> None:
    await office.do(opened("2026-03-02"))
    await Projector(office.log, TableBoards(pool), (CONTACTS, HISTORY)).catch_up()
    followed = await a_follow_up(office)
    contact = (await office.log.load(TRAJECTORY))[-1].id
    await office.do(
        command(WithdrawFact, "2026-03-10", stream=TRAJECTORY, event=contact, reason=WithdrawReason.VOIDED)
    )
    async with a_runner(office, store, CONTACTS, HISTORY, page_size=1) as runner:
        assert await runner.step(await office.log.head())
        assert runner.slowest == followed
        assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 2
        assert max(row[1] for row in (await rows(pool, (HISTORY,)))["history"]) == followed  # type: ignore[type-var]
        assert await runner.step(await office.log.head())
        assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 1
        assert not await runner.step(await office.log.head())


async def test_what_is_folded_anew_is_folded_at_a_position(
    office: Office, pool: asyncpg.Pool, store: TableBoards
) -> None:
    await office.do(opened("2026-03-02"))
    await Projector(office.log, store, (CASELOAD,)).catch_up()
    await office.define(StaffDefined(definition=CTI1))
    head = await office.log.head()
    await a_follow_up(office)
    async with a_runner(office, store, CASELOAD, page_size=500) as runner:
        assert await runner.step(head)
        assert runner.slowest == head
        assert (await freshness(pool, CASELOAD)).position == head
        assert [row[16] for row in (await rows(pool, (CASELOAD,)))["caseload"]] == [date(2026, 3, 2)]


async def planned_to(office: Office, store: TableBoards, number: int) -> int:
    """Plan a build, and let it go; return the position that it is made to."""
    async with store.session() as session:
        held = await session.take(CONTACTS, number)
        assert held is not None
        return (await plan(office.log, session, held)).position


async def test_a_build_goes_to_where_the_head_was_when_it_was_planned(
    office: Office, pool: asyncpg.Pool, store: TableBoards
) -> None:
    """What comes while it is made is not in it; the pages after it bring that."""
    await office.do(opened("2026-03-02"))
    (number,) = [build.number for build in await store.builds() if build.board == "contacts"]
    to = await planned_to(office, store, number)
    known = await office.log.head()
    newest = await a_follow_up(office)
    async with store.session() as session:
        held = await session.take(CONTACTS, number)
        assert held is not None
        await (await plan(office.log, session, held)).fill_all()
    assert to == known
    assert ((await freshness(pool, CONTACTS)).position, len((await rows(pool, (CONTACTS,)))["contacts"])) == (
        known,
        1,
    )
    assert await Projector(office.log, store, (CONTACTS,)).catch_up() == newest
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 2


async def test_a_board_never_goes_back(office: Office, pool: asyncpg.Pool, store: TableBoards) -> None:
    """Another process may have brought it beyond the head that this one knows, and left a parked stream."""
    await office.do(opened("2026-03-02"))
    known = await office.log.head()
    newest = await a_follow_up(office)
    await Projector(office.log, store, (CONTACTS,)).catch_up()
    (number,) = [build.number for build in await store.builds() if build.board == "contacts"]
    await pool.execute("INSERT INTO board.parked VALUES ('contacts', $2, $1, 1, 'SomeError')", TRAJECTORY, number)
    assert not (await freshness(pool, CONTACTS)).is_complete
    async with a_runner(office, store, CONTACTS, page_size=500) as runner:
        assert not await runner.step(known)
    fresh = await freshness(pool, CONTACTS)
    assert (fresh.position, fresh.is_complete) == (newest, True)
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 2


async def test_a_board_that_is_behind_goes_to_where_the_next_one_stands(
    office: Office, pool: asyncpg.Pool, store: TableBoards
) -> None:
    await office.do(opened("2026-03-02"))
    await Projector(office.log, TableBoards(pool), (CONTACTS, HISTORY)).catch_up()
    middle = await a_follow_up(office)
    await Projector(office.log, TableBoards(pool), (HISTORY,)).catch_up()
    last = await a_follow_up(office)
    async with a_runner(office, store, CONTACTS, HISTORY, page_size=500) as runner:
        assert await runner.step(last)
        assert {(await freshness(pool, board)).position for board in (CONTACTS, HISTORY)} == {middle}
        assert await runner.step(last)
        assert {(await freshness(pool, board)).position for board in (CONTACTS, HISTORY)} == {last}


async def test_the_catalogue_is_folded_to_exactly_a_position_also_backwards(office: Office) -> None:
    head = await office.log.head()
    centre = Centre(code="socialcenter", da="Et andet navn", en="Another name", administration="sof")
    await office.define(CentreDefined(definition=centre))
    catalogue_at = CatalogueAt(office.log)
    names = []
    for position in (head, head + 1, head, 0, head + 1):
        catalogue = await catalogue_at.at(position)
        names.append(catalogue.centres["socialcenter"].en if catalogue.centres else None)
        assert catalogue_at.unread_for(CASELOAD) == ()
    assert names == ["Centre", "Another name", "Centre", None, "Another name"]


async def test_only_a_board_that_reads_what_a_reference_event_defines_is_folded_anew(
    office: Office, pool: asyncpg.Pool, store: TableBoards
) -> None:
    """Its rows are told by streams alone, so a stream without an event is not even read."""
    await office.do(opened("2026-03-02"))
    await Projector(office.log, TableBoards(pool), (CASELOAD, CONTACTS)).catch_up()
    await office.define(CentreDefined(definition=Centre(code="ny", da="Ny", en="New", administration="sof")))
    told: list[str] = []

    def watched(board: Board) -> Board:
        def watch(folded: Folded) -> Iterable[Row]:
            told.append(board.name)
            return board.rows(folded)

        return replace(board, rows=watch)

    async with a_runner(office, store, watched(CASELOAD), watched(CONTACTS), page_size=500) as runner:
        assert await runner.step(await office.log.head())
        assert told == []
        await office.define(StaffDefined(definition=CTI1))
        assert await runner.step(await office.log.head())
        assert told == ["caseload"]
