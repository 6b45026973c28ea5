"""The projector brings every board to the head of the log, whatever happened in between."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.base import Occurred
from domain.commands.contacts import HandOutCards, RegisterContact, RegisterFollowUp
from domain.commands.corrections import CorrectDate, WithdrawFact
from domain.contact_codes import CardDistributor
from domain.events.contacts import ContactRegistered
from domain.events.reference import StaffDefined
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role, WithdrawReason
from projections.boards import BOARDS
from projections.cards.fold import CARDS
from projections.contacts.fold import CONTACTS
from projections.engine.build import CannotSwitchError
from projections.engine.builder import plan
from projections.engine.freshness import freshness
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.engine.tables.store import TableBoards
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened
from tests.projections.office import Office, boards_anew, rows


async def positions(pool: asyncpg.Pool) -> set[int]:
    return {(await freshness(pool, board)).position for board in BOARDS}


async def event_of(office: Office, stream: UUID) -> UUID:
    """The newest contact of a stream."""
    facts = (await office.handler.trajectory(stream)).facts
    return [fact.id for fact in facts if isinstance(fact.event, ContactRegistered)][-1]


async def test_all_boards_come_to_the_head_even_if_nothing_was_theirs(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    head = await office.log.head()
    assert await projector.catch_up() == head
    assert await positions(pool) == {head}
    assert await rows(pool) == {board.name: [] for board in BOARDS}
    last = (await office.log.read(head - 1, limit=1)).events[0]
    assert (await freshness(pool, CONTACTS)).recorded == last.recorded


async def test_an_empty_log_leaves_the_boards_at_the_beginning(office: Office, pool: asyncpg.Pool) -> None:
    assert await Projector(type(office.log)(), TableBoards(pool), BOARDS).catch_up() == 0
    assert await positions(pool) == {0}


@pytest.mark.parametrize("page_size", [1, 2, 500])
async def test_what_a_stream_says_now_takes_the_place_of_what_it_said(
    office: Office, pool: asyncpg.Pool, page_size: int
) -> None:
    projector = Projector(office.log, TableBoards(pool), BOARDS, page_size=page_size)
    lone = uuid4()
    await projector.catch_up()
    await office.do(command(RegisterContact, "2026-03-02", stream=lone, contact=a_form()))
    await projector.catch_up()
    contact = await event_of(office, lone)
    happened = Occurred(on=date(2025, 12, 30))
    await office.do(command(CorrectDate, "2026-03-03", stream=lone, event=contact, happened=happened))
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    found = await rows(pool)
    assert sorted(row[3] for row in found["contacts"]) == [date(2025, 12, 30), date(2026, 3, 2)]  # type: ignore[type-var]
    assert len(found["caseload"]) == 1
    await office.do(command(WithdrawFact, "2026-03-04", stream=lone, event=contact, reason=WithdrawReason.VOIDED))
    await projector.catch_up()
    assert [row[0] for row in (await rows(pool))["contacts"]] == [TRAJECTORY]
    assert await positions(pool) == {await office.log.head()}


async def test_a_changed_deputy_moves_the_deadlines_of_streams_without_an_event(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    assert {worker for (worker,) in await pool.fetch("SELECT worker FROM board.deadlines")} == {"CTI1"}
    away = Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy="CTI2")
    await office.define(StaffDefined(definition=away))
    await projector.catch_up()
    assert {worker for (worker,) in await pool.fetch("SELECT worker FROM board.deadlines")} == {"CTI2"}
    assert {worker for (worker,) in await pool.fetch("SELECT worker FROM board.caseload")} == {"CTI1"}


async def test_a_board_in_another_version_is_built_beside_the_one_that_pages_read(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    """Rows of the old version are there until the switch; a program follows builds of its own version only."""
    await office.do(opened("2026-03-02"), command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    await projector.catch_up()
    store = TableBoards(pool)
    newer = replace(CONTACTS, version=2, rows=lambda folded: list(CONTACTS.rows(folded))[:1])
    await store.set_up((newer, CARDS))
    number = await store.begin(newer)
    async with store.session() as session:
        held = await session.take(newer, number)
        assert held is not None
        await (await plan(office.log, session, held)).fill_all()
    await office.do(command(RegisterContact, "2026-03-10", stream=uuid4(), contact=a_form()))
    head = await projector.catch_up()
    assert len((await rows(pool))["contacts"]) == 3
    with pytest.raises(CannotSwitchError, match=r"events behind"):
        await store.switch("contacts", number)
    async with store.session() as session:
        runner = Runner(office.log, session, 500)
        await runner.take((newer,), await store.builds())
        assert await runner.step(head)
    await store.switch("contacts", number)
    assert len((await rows(pool))["contacts"]) == 2
    assert (await freshness(pool, newer)).position == head
    assert await Projector(office.log, store, (newer, CARDS)).catch_up() == head


async def test_a_board_that_is_behind_comes_level_with_the_others(office: Office, pool: asyncpg.Pool) -> None:
    behind = Projector(office.log, TableBoards(pool), (CONTACTS, CARDS), page_size=3)
    await behind.catch_up()
    for _ in range(4):
        await office.do(
            command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()),
            command(
                HandOutCards,
                "2026-03-02",
                stream=uuid4(),
                programme="exit-pakke",
                distributor=CardDistributor.KC,
                cards=100,
            ),
        )
    await Projector(office.log, TableBoards(pool), (CARDS,), page_size=3).catch_up()
    await behind.catch_up()
    found = await rows(pool, (CONTACTS, CARDS))
    assert (len(found["contacts"]), len(found["cards"])) == (4, 4)


async def test_boards_folded_from_a_real_log_are_those_folded_again(pg_office: Office, pg_pool: asyncpg.Pool) -> None:
    projector = Projector(pg_office.log, TableBoards(pg_pool), BOARDS, page_size=3)
    await projector.catch_up()
    await pg_office.do(*a_trajectory_in_transition("2026-01-05"))
    await projector.catch_up()
    await pg_office.do(*(command(RegisterFollowUp, "2026-02-02", contact=a_form()) for _ in range(5)))
    await projector.catch_up()
    live = await rows(pg_pool)
    assert len(live["contacts"]) == 6
    await boards_anew(pg_pool)
    await projector.catch_up()
    assert await rows(pg_pool) == live
