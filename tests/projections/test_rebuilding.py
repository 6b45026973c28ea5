"""Boards are a pure fold of the log: pages, shards, crashes and the order of entry leave no trace in them."""

import os

import asyncpg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from adapters.memory.log import InMemoryEventLog
from domain.events import EVENT_TYPES
from projections.boards import BOARDS
from projections.engine.memory import InMemoryBoards
from projections.engine.store import BoardStore
from projections.engine.tables.store import TableBoards
from tests.projections.following import (
    BY_NAME,
    NAMES,
    UNKNOWN,
    Beside,
    Following,
    Stage,
    besides,
    make_beside,
    parked_in,
    rebuilt,
    rows_in,
    stages,
)
from tests.projections.histories import begin, play
from tests.projections.lawful import blank_one, write_as_of_old
from tests.projections.office import Office, an_office, boards_anew, rows

TIMES = 20 if os.environ.get("EXITSPOR_LONG") else 1
IN_MEMORY = settings(max_examples=250 * TIMES, deadline=None)
ON_A_DATABASE = settings(
    max_examples=8 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WHOLE = Stage([], 500, 100, NAMES, None, None, restart=True, ask=False, blank=None, old=False)
"""All boards come to the head, under a program of today."""


async def play_and_follow(office: Office, store: BoardStore, told: list[Stage]) -> None:
    """Play stage after stage, with the boards behind; a runner of today's program brings them to the head."""
    following = Following(office.log, store)
    assert await following.go(WHOLE)
    for stage in told:
        for action in stage.history:
            event(f"{action.what}: {'accepted' if await play(office, action) else 'refused'}")
        if stage.old:
            event(f"{write_as_of_old(office.log)} corrections are old")
        if stage.blank is not None:
            await blank_one(office, stage.blank)
        event(f"the runner {'survived' if await following.go(stage) else 'died'}")
    assert await following.go(WHOLE)
    await following.end()


@IN_MEMORY
@given(told=stages(8), beside=besides())
async def test_boards_brought_forward_in_any_way_are_those_built_from_zero(told: list[Stage], beside: Beside) -> None:
    office, store = await an_office(InMemoryEventLog()), InMemoryBoards()
    await begin(office)
    await store.set_up(BOARDS)
    await play_and_follow(office, store, told[:-1])
    number = await make_beside(office.log, store, beside)
    await play_and_follow(office, store, told[-1:])
    anew = await rebuilt(office.log)
    for board in BOARDS:
        assert rows_in(store, board) == rows_in(anew, board), board.name
        assert await parked_in(store, board) == []
    await store.switch(beside.board, number)
    assert rows_in(store, BY_NAME[beside.board]) == rows_in(anew, BY_NAME[beside.board])


@settings(max_examples=100 * TIMES, deadline=None)
@given(told=stages(8), unknown=st.sampled_from(UNKNOWN))
async def test_a_program_that_knows_less_parks_the_same_whichever_way_it_came(
    told: list[Stage], unknown: str
) -> None:
    office, store = await an_office(InMemoryEventLog()), InMemoryBoards()
    await begin(office)
    await store.set_up(BOARDS)
    await play_and_follow(office, store, told)
    with pytest.MonkeyPatch.context() as older:
        older.delitem(EVENT_TYPES, unknown)
        following = Following(office.log, before := InMemoryBoards())
        await before.set_up(BOARDS)
        for stage in told:
            await following.go(stage._replace(unknown=None))
        await following.go(WHOLE)
        await following.end()
        anew = await rebuilt(office.log)
        for board in BOARDS:
            assert rows_in(before, board) == rows_in(anew, board), board.name
            assert await parked_in(before, board) == await parked_in(anew, board)


@ON_A_DATABASE
@given(told=stages(8), shards=st.integers(1, 4))
async def test_tables_brought_forward_in_any_way_are_those_built_from_zero(
    pool: asyncpg.Pool, told: list[Stage], shards: int
) -> None:
    await boards_anew(pool)
    store, office = TableBoards(pool), await an_office(InMemoryEventLog())
    await begin(office)
    await play_and_follow(office, store, told)
    live = {build.board: build.number for build in await store.builds()}
    for board in BOARDS:
        number = await make_beside(office.log, store, Beside(board.name, shards, []))
        found = await store.differences(board.name, live[board.name], number)
        assert found is not None
        assert found.are_none, found
    before = await rows(pool)
    for build in await store.builds():
        if build.number not in live.values():
            await store.switch(build.board, build.number)
    assert await rows(pool) == before
