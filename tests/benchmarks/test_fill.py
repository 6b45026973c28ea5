"""A filled log is a true one: it verifies, goes on, and folds; and theirs is measured on the same work as ours."""

from uuid import UUID

import pytest

from adapters.postgres.log import open_log
from adapters.postgres.verify import verify
from domain.catalogue_reader import CatalogueReader
from domain.handler import Accepted, CommandHandler
from domain.log import event_id
from projections.deadlines.fold import DEADLINES
from projections.deadlines.row import DeadlineRow
from tests.benchmarks import rebuilding
from tests.benchmarks.boards import boards_anew, rebuild
from tests.benchmarks.commanding import a_command, open_courses
from tests.benchmarks.fill.telling import Telling, catalogue, fresh_id, told, whole
from tests.benchmarks.fill.templates import NOW, CommandTemplate, EventTemplate, Template, Templates, make_templates
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.theirs.board import DeadlineProjection
from tests.postgres_server import PostgresServer, TestDatabase

EVENTS = 3_000
COLUMNS = ", ".join(DeadlineRow._fields)


@pytest.fixture(scope="module")
async def templates() -> Templates:
    return await make_templates()


@pytest.fixture
async def filled(database: TestDatabase, templates: Templates) -> TestDatabase:
    assert await fill(database, told(templates, EVENTS)) >= EVENTS
    return database


async def test_a_filled_log_verifies(filled: TestDatabase) -> None:
    async with open_log(filled.app_dsn) as log:
        found = await verify(log.pool)
    assert found.sound, found.fault
    assert found.events >= EVENTS


async def test_a_course_that_was_told_again_goes_on(database: TestDatabase, templates: Templates) -> None:
    stream = fresh_id()
    await fill(database, [*catalogue(templates), *whole(open_courses(templates)[0], stream)])
    async with open_log(database.app_dsn) as log:
        handler = CommandHandler(log)
        for number in range(2):
            answer = await handler.handle(a_command(UUID(bytes=stream), number), NOW)
            assert isinstance(answer, Accepted), answer
        assert (await verify(log.pool)).sound


async def test_every_running_course_takes_the_commands_that_are_measured(
    database: TestDatabase, templates: Templates
) -> None:
    courses = {fresh_id(): course for course in open_courses(templates)}
    await fill(database, [*catalogue(templates), *[t for stream, c in courses.items() for t in whole(c, stream)]])
    async with open_log(database.app_dsn) as log:
        handler = CommandHandler(log)
        for stream in courses:
            for number in range(2):
                assert isinstance(await handler.handle(a_command(UUID(bytes=stream), number), NOW), Accepted)


def test_ids_within_payloads_are_those_of_the_new_stream() -> None:
    def event(*payload: bytes | int) -> EventTemplate:
        return EventTemplate("Withdrawn", 1, NOW.date(), None, payload)

    commands = (
        CommandTemplate("CTI1", (event(b"first"),)),
        CommandTemplate("CTI1", (event(b"<", 0, b"|", -1, b">"),)),
    )
    stream = fresh_id()
    telling = Telling(Template(UUID(int=0), "trajectory", commands), stream)
    first, second = telling.next(), telling.next()
    assert first is not None
    assert second is not None
    named = f"<{event_id(UUID(bytes=first.command_id), 0)}|{UUID(bytes=stream)}>"
    assert second.events[0].payload == named.encode()
    assert telling.next() is None


async def test_theirs_ends_with_the_same_rows_as_ours(
    postgres_server: PostgresServer, database: TestDatabase, templates: Templates
) -> None:
    house = House(postgres_server)
    commands = list(told(templates, 1_000))
    await fill(database, commands)
    last = await rebuilding.fill_theirs(house, database, commands)
    async with open_log(database.app_dsn) as log:
        await boards_anew(database, log, DEADLINES)
        await rebuild(log, DEADLINES)
        ours = await log.pool.fetch(f"SELECT {COLUMNS} FROM board.deadlines")
        DeadlineProjection.catalogue = await CatalogueReader(log).newest()
        DeadlineProjection.last = last
    await rebuilding.rebuild_theirs(house, database, last)
    theirs = await rebuilding.rows_of_theirs(database)
    assert len(ours) > 50
    assert sorted(map(repr, map(tuple, ours))) == sorted(map(repr, theirs))
