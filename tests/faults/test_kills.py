"""kill -9 of writers, projectors and makers of builds at random points: nothing is lost, doubled or skipped."""

import os
from collections import Counter, defaultdict
from functools import partial
from random import Random
from uuid import UUID

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog
from adapters.postgres.verify import verify
from domain.log import event_id
from projections.boards import BOARDS
from projections.deadlines.fold import DEADLINES
from projections.engine.freshness import live_position
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.conformance.board_scene import build_beside
from tests.faults.processes import Process, process
from tests.faults.writing import LANES, commands, write
from tests.postgres_server import TestDatabase, until
from tests.projections.office import Office, an_office, rows

LONG = bool(os.environ.get("EXITSPOR_LONG"))
KILLS = 25 if LONG else 3
"""Of each: as many projectors die as writers."""

HOW_MANY = 40 * KILLS
"""Commands of each lane."""


@pytest.fixture
async def office(pg_log: PostgresEventLog) -> Office:
    await TableBoards(pg_log.pool).set_up(BOARDS)
    return await an_office(pg_log)


async def reaches(log: PostgresEventLog, position: int, killed: Process) -> bool:
    return killed.has_ended or await log.head() >= position


async def shows(log: PostgresEventLog, position: int, killed: Process) -> bool:
    return killed.has_ended or await live_position(log.pool, DEADLINES) >= position


async def each_command_once(log: PostgresEventLog) -> None:
    """The log holds every command of every lane, each with its own events from the first to the last."""
    head = await log.head()
    events = (await log.read(0, limit=head)).events
    assert [event.position for event in events] == list(range(1, head + 1))
    stored: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for event in events:
        stored[event.command_id].append(event.id)
    for made in (made for lane in range(LANES) for made in commands(lane, HOW_MANY)):
        found = stored[made.command_id]
        assert found == [event_id(made.command_id, ordinal) for ordinal in range(len(found))]
        assert found
    versions: Counter[UUID] = Counter()
    for event in events:
        versions[event.stream] += 1
        assert event.version == versions[event.stream]


async def each_board_as_rebuilt(log: PostgresEventLog) -> None:
    """A build made beside each live one, all at one go, has the very rows."""
    store = TableBoards(log.pool)
    live = {build.board: build.number for build in await store.builds()}
    for board in BOARDS:
        found = await store.differences(board.name, live[board.name], await build_beside(log, store, board))
        assert found is not None
        assert found.are_none, found
        assert found.rows[0] > 0


@pytest.mark.timeout(1_200)
async def test_writers_and_projectors_killed_at_random_points_lose_and_double_nothing(
    office: Office, pg_log: PostgresEventLog, database: TestDatabase
) -> None:
    random = Random(17)
    killed = Counter[str]()
    for _ in range(KILLS):
        head, shown = await pg_log.head(), await live_position(pg_log.pool, DEADLINES)
        with (
            process("tests.faults.writing", database.app_dsn, str(HOW_MANY)) as writer,
            process("tests.faults.projecting", database.app_dsn, "30") as projector,
        ):
            await until(partial(reaches, pg_log, head + random.randint(1, 100), writer))
            killed["writer in the middle"] += writer.kill() == -9
            target = shown + random.randint(1, max(await pg_log.head() - shown, 1))
            await until(partial(shows, pg_log, target, projector))
            killed["projector"] += projector.kill() == -9
    assert killed == {"writer in the middle": KILLS, "projector": KILLS}
    with process("tests.faults.writing", database.app_dsn, str(HOW_MANY)) as writer:
        assert await writer.ended() == 0
    await Projector(pg_log, TableBoards(pg_log.pool), BOARDS).catch_up()
    await each_command_once(pg_log)
    assert (await verify(pg_log.pool)).fault is None
    await each_board_as_rebuilt(pg_log)


async def built(pool: asyncpg.Pool, number: int, part: float, killed: Process) -> bool:
    (build,) = [build for build in await TableBoards(pool).builds() if build.number == number]
    return killed.has_ended or build.built >= part


@pytest.mark.timeout(600)
async def test_makers_of_a_build_killed_at_random_points_go_on_where_the_last_one_was(
    office: Office, pg_log: PostgresEventLog, database: TestDatabase
) -> None:
    random, store = Random(4), TableBoards(pg_log.pool)
    for lane in range(LANES):
        await write(office.handler, lane, 60)
    await Projector(pg_log, store, BOARDS).catch_up()
    before = await rows(pg_log.pool)
    number, deaths = await store.begin(DEADLINES), 0
    for part in sorted(random.random() * 0.9 for _ in range(10 if LONG else 2)):
        with process("tests.faults.building", database.app_dsn, "deadlines", str(number), "3") as maker:
            await until(partial(built, pg_log.pool, number, part, maker))
            deaths += maker.kill() == -9
            assert await rows(pg_log.pool) == before
    assert deaths > 0
    with process("tests.faults.building", database.app_dsn, "deadlines", str(number), "3") as maker:
        assert await maker.ended() == 0
    (live, *_) = [build.number for build in await store.builds() if build.board == "deadlines"]
    found = await store.differences("deadlines", live, number)
    assert found is not None
    assert found.are_none
    await store.switch("deadlines", number)
    assert await rows(pg_log.pool) == before
