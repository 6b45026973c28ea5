"""Boards are a pure fold of the log: pages, restarts and the order of entry leave no trace in them."""

import asyncpg
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from adapters.memory.log import InMemoryEventLog
from projections.boards import BOARDS
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.engine.projector import Projector
from tests.projections.histories import Action, actions, begin, play
from tests.projections.office import an_office, boards_anew, rows

ON_A_DATABASE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ON_A_DATABASE
@given(
    stages=st.lists(st.tuples(actions(12), st.integers(1, 40)), min_size=1, max_size=5),
    together=st.booleans(),
)
async def test_boards_brought_forward_in_any_pages_are_those_built_from_zero(
    pool: asyncpg.Pool, stages: list[tuple[list[Action], int]], together: bool
) -> None:
    await boards_anew(pool)
    office = await an_office(InMemoryEventLog())
    await begin(office)
    for history, page_size in stages:
        for action in history:
            event(f"{action.what}: {'accepted' if await play(office, action) else 'refused'}")
        groups = [BOARDS] if together else [(CASELOAD, CONTACTS), BOARDS]
        for boards in groups:
            await Projector(office.log, pool, boards, page_size=page_size).catch_up()
    live = await rows(pool)
    await boards_anew(pool)
    await Projector(office.log, pool, BOARDS).catch_up()
    assert await rows(pool) == live
