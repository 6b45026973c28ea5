"""How far behind a board is, how fresh, and waiting for what one has just done."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import asyncpg
import pytest

from adapters.memory.log import InMemoryEventLog
from domain.commands.contacts import RegisterContact
from projections.boards import BOARDS
from projections.cards.fold import CARDS
from projections.contacts.fold import CONTACTS
from projections.engine.build import BoardNotSetUpError, BuildState
from projections.engine.freshness import freshness
from projections.engine.lag import lag
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from projections.engine.wait import wait_until
from tests.domain.samples import a_form, command
from tests.postgres_server import until
from tests.projections.office import Office, an_office, boards_anew
from tests.projections.running import running


async def a_contact(office: Office) -> int:
    await office.do(command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()))
    return await office.log.head()


async def test_a_board_at_the_head_is_not_behind(office: Office, pool: asyncpg.Pool, projector: Projector) -> None:
    head = await projector.catch_up()
    found = await lag(pool, office.log)
    assert [item.board for item in found] == ["cards", "caseload", "contacts", "deadlines", "history"]
    assert {(item.position, item.head, item.events, item.seconds, item.parked) for item in found} == {
        (head, head, 0, 0.0, 0)
    }


async def test_lag_counts_the_events_and_the_age_of_the_oldest(pool: asyncpg.Pool) -> None:
    """The newest event read is twenty minutes old, the oldest unread ten, later ones five."""
    now: datetime = await pool.fetchval("SELECT clock_timestamp()")
    ages = iter([20] * 21 + [10] + [5] * 100)
    office = await an_office(InMemoryEventLog(clock=lambda: now - timedelta(minutes=next(ages))))
    assert await office.log.head() == 21
    behind = await Projector(office.log, TableBoards(pool), BOARDS).catch_up()
    for _ in range(3):
        head = await a_contact(office)
    await Projector(office.log, TableBoards(pool), (CARDS,)).catch_up()
    found = {item.board: item for item in await lag(pool, office.log)}
    assert (found["cards"].events, found["cards"].seconds) == (0, 0.0)
    assert (found["contacts"].position, found["contacts"].head, found["contacts"].events) == (behind, head, 3)
    assert 600 <= found["contacts"].seconds < 1200


async def test_a_board_that_was_never_folded_is_behind_by_the_whole_log(office: Office, pool: asyncpg.Pool) -> None:
    head = await office.log.head()
    assert {(item.position, item.events) for item in await lag(pool, office.log)} == {(0, head)}
    fresh = await freshness(pool, CONTACTS)
    assert (fresh.position, fresh.recorded, fresh.is_complete) == (0, None, True)


async def test_waiting_ends_when_the_board_has_come_to_the_position(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    head = await a_contact(office)
    waiting = asyncio.create_task(wait_until(pool, CONTACTS, head, 60))
    assert not await wait_until(pool, CONTACTS, head, 0)
    await projector.catch_up()
    assert await waiting
    assert await wait_until(pool, CONTACTS, head, 0)
    assert not await wait_until(pool, CONTACTS, head + 1, 0.05)


async def test_a_board_says_when_its_last_event_was_recorded(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    head = await a_contact(office)
    await projector.catch_up()
    fresh = await freshness(pool, CONTACTS)
    assert fresh.recorded == (await office.log.read(head - 1, limit=1)).events[0].recorded


async def test_a_board_that_is_not_set_up_says_what_to_do(pool: asyncpg.Pool) -> None:
    newer = replace(CONTACTS, version=2)
    for question in (freshness(pool, newer), wait_until(pool, newer, 1)):
        with pytest.raises(BoardNotSetUpError, match=r"kør opsætningen af tavlerne / .* run the set-up"):
            await question


async def test_boards_may_be_set_up_by_several_processes_at_once(pool: asyncpg.Pool) -> None:
    await boards_anew(pool, ())
    await pool.execute("DROP TABLE board.build, board.shard, board.parked, board.runner")
    store = TableBoards(pool)
    await asyncio.gather(*(store.set_up(BOARDS) for _ in range(4)))
    builds = await store.builds()
    assert [build.board for build in builds] == [board.name for board in BOARDS]
    assert {build.state for build in builds} == {BuildState.BUILDING}


async def is_followed(pool: asyncpg.Pool, office: Office) -> set[bool]:
    return {item.is_followed for item in await lag(pool, office.log)}


async def test_a_dead_projector_is_noticed_even_while_there_is_nothing_to_read(
    office: Office, pool: asyncpg.Pool
) -> None:
    assert await is_followed(pool, office) == {False}
    for _ in range(2):
        async with running(Projector(office.log, TableBoards(pool), BOARDS)):
            assert await wait_until(pool, CONTACTS, await a_contact(office), 60)
            await until(partial(all_are_followed, pool, office))
        await pool.execute("UPDATE board.runner SET seen = seen - interval '31 seconds'")
        assert await is_followed(pool, office) == {False}
        assert {(item.events, item.seconds) for item in await lag(pool, office.log)} == {(0, 0.0)}


async def all_are_followed(pool: asyncpg.Pool, office: Office) -> bool:
    return await is_followed(pool, office) == {True}
