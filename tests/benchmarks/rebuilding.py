"""A rebuild of the deadline board, against the library's `ProjectionRunner` that keeps an equal table."""

import asyncio
import time
from collections.abc import Iterable
from threading import Event as Signal
from uuid import UUID

import asyncpg
from eventsourcing.projection import ProjectionRunner

from adapters.postgres.log import PostgresEventLog, open_log
from domain.catalogue_reader import CatalogueReader
from projections.deadlines.fold import DEADLINES
from tests.benchmarks.boards import boards_anew, rebuild
from tests.benchmarks.fill.telling import Told, told
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.benchmarks.rounds import in_turn
from tests.benchmarks.theirs.board import TABLE, Course, Courses, DeadlineProjection, DeadlineView, happened
from tests.benchmarks.theirs.environment import environment
from tests.postgres_server import TestDatabase

OUR_EVENTS, THEIR_EVENTS = 200_000, 3_000
"""Theirs goes event by event at one speed; it is given fewer, so that the whole ends in time."""

ROUNDS = 3
BEST_OF = 12
"""A core's own speed is the best round's: on a machine that is shared, all else only slows a round down."""

CONNECTIONS = 4
COUNT = "SELECT count(*) FROM log.event WHERE kind = 'trajectory'"


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure both on histories of the same kinds, and neither's durability weaker than the other's."""
    templates = await house.templates()
    ours, theirs = await house.ours(), await house.bare()
    await fill(ours, told(templates, OUR_EVENTS))
    last = await fill_theirs(house, theirs, told(templates, THEIR_EVENTS))
    async with open_log(ours.app_dsn) as log:
        events = await log.pool.fetchval(COUNT)
        DeadlineProjection.catalogue = await CatalogueReader(log).newest()
        DeadlineProjection.last = last
        pair = await in_turn(
            lambda: _rebuild_ours(ours, log, events), lambda: rebuild_theirs(house, theirs, last), rounds=ROUNDS
        )
        best = max([await _rebuild_ours(ours, log, events) for _ in range(BEST_OF)])
    await house.drop(ours, theirs)
    return (
        Figure("rebuild of the deadline board", pair.ours, pair.theirs, Goal(30), "events/s"),
        Figure(f"rebuild, one core, best of {BEST_OF} rounds", best, None, Goal(50_000), "events/s"),
    )


async def _rebuild_ours(database: TestDatabase, log: PostgresEventLog, events: int) -> float:
    """Return the events of trajectories folded a second: those of other streams do not count."""
    await boards_anew(database, log, DEADLINES)
    began = time.perf_counter()
    await rebuild(log, DEADLINES)
    return events / (time.perf_counter() - began)


async def fill_theirs(house: House, database: TestDatabase, commands: Iterable[Told]) -> int:
    """Store the histories as the library does; return the last notification's id."""
    connection = await asyncpg.connect(database.superuser_dsn)
    # Our boards' transactions do not wait for the disk, since they can be built again; nor need theirs.
    await connection.execute(f"ALTER DATABASE {database.name} SET synchronous_commit = off")
    await connection.close()
    application = Courses(environment(house, database, connections=CONNECTIONS))
    events = [event for command in commands if command.kind == "trajectory" for event in _retold(command)]
    for first in range(0, len(events), 50):
        stored = [application.mapper.to_stored_event(event) for event in events[first : first + 50]]
        application.recorder.insert_events(stored)
    last = application.recorder.max_notification_id()
    application.close()
    assert last is not None
    return last


def _retold(command: Told) -> list[Course.Happened]:
    return [
        happened(
            UUID(bytes=command.stream),
            event.version,
            id=str(UUID(bytes=event.id)),
            type=event.template.type,
            schema_version=event.template.schema_version,
            actor=command.actor,
            occurred_on=event.template.occurred_on.isoformat(),
            payload=event.payload.decode(),
        )
        for event in command.events
    ]


async def rebuild_theirs(house: House, database: TestDatabase, last: int) -> float:
    """Let the library fill an empty table; return the events a second."""
    connection = await asyncpg.connect(database.superuser_dsn)
    await connection.execute(f"DROP TABLE IF EXISTS deadlines; DROP TABLE IF EXISTS deadlines_tracking; {TABLE}")
    await connection.close()
    return await asyncio.to_thread(_run_theirs, environment(house, database, connections=CONNECTIONS), last)


async def rows_of_theirs(database: TestDatabase) -> list[tuple[object, ...]]:
    """Return the rows of the table that the library filled."""
    connection = await asyncpg.connect(database.superuser_dsn)
    rows = await connection.fetch("SELECT * FROM deadlines")
    await connection.close()
    return [tuple(row) for row in rows]


def _run_theirs(settings: dict[str, str], last: int) -> float:
    DeadlineProjection.reached = Signal()
    began = time.perf_counter()
    runner = ProjectionRunner(
        application_class=Courses, projection_class=DeadlineProjection, view_class=DeadlineView, env=settings
    )
    with runner:
        while not DeadlineProjection.reached.wait(0.5):
            runner.run_forever(timeout=0)
        seconds = time.perf_counter() - began
    return last / seconds
