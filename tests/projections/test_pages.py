"""A board at a position says what the log said there, and nothing that came later."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

import asyncpg
import pytest

from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import WithdrawFact
from domain.events.reference import CentreDefined
from domain.reference.definitions import Centre
from domain.trajectory_codes import WithdrawReason
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.engine.board import Board, Folded, Row
from projections.engine.catalogue import CatalogueAt
from projections.engine.freshness import freshness
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.history.fold import HISTORY
from tests.domain.samples import TRAJECTORY, a_form, command, opened
from tests.projections.office import Office, rows


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    async with pool.acquire() as connection:
        yield connection


async def a_runner(office: Office, connection: asyncpg.Connection, *boards: Board, page_size: int) -> Runner:
    runner = Runner(office.log, connection, page_size)
    await runner.take(boards)
    assert runner.runs(boards)
    return runner


async def a_follow_up(office: Office) -> int:
    await office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    return await office.log.head()


async def test_a_page_brings_a_stream_to_its_end_and_not_further(
    office: Office, pool: asyncpg.Pool, connection: asyncpg.Connection
) -> None:
    await office.do(opened("2026-03-02"))
    await Projector(office.log, pool, (CONTACTS, HISTORY)).catch_up()
    followed = await a_follow_up(office)
    contact = (await office.log.load(TRAJECTORY))[-1].id
    await office.do(
        command(WithdrawFact, "2026-03-10", stream=TRAJECTORY, event=contact, reason=WithdrawReason.VOIDED)
    )
    runner = await a_runner(office, connection, CONTACTS, HISTORY, page_size=1)
    assert await runner.step(await office.log.head())
    assert runner.slowest == followed
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 2
    assert max(row[1] for row in (await rows(pool, (HISTORY,)))["history"]) == followed  # type: ignore[type-var]
    assert await runner.step(await office.log.head())
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 1
    assert not await runner.step(await office.log.head())


async def test_what_is_built_anew_is_built_at_a_position(
    office: Office, pool: asyncpg.Pool, connection: asyncpg.Connection
) -> None:
    await office.do(opened("2026-03-02"))
    head = await office.log.head()
    await a_follow_up(office)
    runner = await a_runner(office, connection, CONTACTS, HISTORY, page_size=500)
    assert await runner.step(head)
    assert (await freshness(pool, CONTACTS)).position == head
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 1


async def test_a_board_never_goes_back(office: Office, pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """Another process may have brought it beyond the head that this one knows, and left a parked stream."""
    await office.do(opened("2026-03-02"))
    known = await office.log.head()
    newest = await a_follow_up(office)
    await Projector(office.log, pool, (CONTACTS,)).catch_up()
    await pool.execute("INSERT INTO board.parked VALUES ('contacts', 1, $1, 1, 'SomeError')", TRAJECTORY)
    runner = await a_runner(office, connection, CONTACTS, page_size=500)
    assert await runner.step(known)
    fresh = await freshness(pool, CONTACTS)
    assert (fresh.position, fresh.is_complete) == (newest, True)
    assert len((await rows(pool, (CONTACTS,)))["contacts"]) == 2


async def test_a_board_that_is_behind_goes_to_where_the_next_one_stands(
    office: Office, pool: asyncpg.Pool, connection: asyncpg.Connection
) -> None:
    await office.do(opened("2026-03-02"))
    await Projector(office.log, pool, (CONTACTS, HISTORY)).catch_up()
    middle = await a_follow_up(office)
    await Projector(office.log, pool, (HISTORY,)).catch_up()
    last = await a_follow_up(office)
    runner = await a_runner(office, connection, CONTACTS, HISTORY, page_size=500)
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
        catalogue, parked = await catalogue_at.at(position)
        names.append(catalogue.centres["socialcenter"].en if catalogue.centres else None)
        assert parked == ()
    assert names == ["Centre", "Another name", "Centre", None, "Another name"]


async def test_a_board_that_needs_no_catalogue_is_not_built_anew_when_it_changes(
    office: Office, pool: asyncpg.Pool, connection: asyncpg.Connection
) -> None:
    """Its rows are told by streams alone, so a stream without an event is not even read."""
    await office.do(opened("2026-03-02"))
    await Projector(office.log, pool, (CASELOAD, CONTACTS)).catch_up()
    await office.define(CentreDefined(definition=Centre(code="ny", da="Ny", en="New", administration="sof")))
    told: list[str] = []

    def watched(board: Board) -> Board:
        def watch(folded: Folded) -> Iterable[Row]:
            told.append(board.name)
            return board.rows(folded)

        return replace(board, rows=watch)

    runner = await a_runner(office, connection, watched(CASELOAD), watched(CONTACTS), page_size=500)
    assert await runner.step(await office.log.head())
    assert told == ["caseload"]
