"""The deadline board of one centre at 100,000 open trajectories, against a bare indexed SELECT of as many rows."""

import time
from collections import defaultdict
from collections.abc import Awaitable, Iterator, Sequence
from datetime import timedelta
from random import Random
from statistics import median
from uuid import uuid4

import asyncpg

from adapters.postgres.log import PostgresEventLog, open_log
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadlines
from projections.deadlines.row import DeadlineRow, Place
from tests.benchmarks.boards import boards_anew, live_table, rebuild
from tests.benchmarks.commanding import open_courses
from tests.benchmarks.fill.telling import catalogue, fresh_id, whole
from tests.benchmarks.fill.templates import Templates
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.postgres_server import TestDatabase

TRAJECTORIES = 100_000
CENTRES = ("hjemloeseenheden", "jobcenter", "raadgivningscenter", "socialcenter", "voksenenhed")
WORKERS = tuple(f"BB{number}" for number in range(1, 61))
SHIFT_DAYS = 60
"""Deadlines of real courses are moved by up to so many days, so that they do not all fall on the same few."""

PAGE, PAGES, READERS = 50, 4, 40
"""Each reader asks for some pages of a centre, one after the other."""

WITHIN = 3
BARE = f"SELECT {', '.join(DeadlineRow._fields)} FROM board.deadlines WHERE centre = $1 ORDER BY due_at LIMIT $2"


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure pages beside bare SELECTs, in turn."""
    database = await house.ours()
    async with open_log(database.app_dsn) as log:
        await fill_board(database, log, await house.templates(), TRAJECTORIES)
        pages, bare = await measure(log.pool)
    await house.drop(database)
    return _figures(pages, bare)


def _figures(pages: Sequence[float], bare: Sequence[float]) -> tuple[Figure, ...]:
    usual = median(bare)
    share = 100 * sum(page <= WITHIN * usual for page in pages) / len(pages)
    name = f"deadlines of a centre, {TRAJECTORIES // 1000}k open"
    return (
        Figure(f"{name}: within {WITHIN}x bare", share, None, Goal(95), "%"),
        Figure(f"{name}: a page", 1e6 * median(pages), 1e6 * usual, Goal(WITHIN, at_most=True), "µs"),
    )


async def fill_board(database: TestDatabase, log: PostgresEventLog, templates: Templates, trajectories: int) -> None:
    """Write rows of so many trajectories: those that real courses have, under fresh ids, in five centres."""
    courses = [told for course in open_courses(templates) for told in whole(course, fresh_id())]
    await fill(database, [*catalogue(templates), *courses])
    await boards_anew(database, log, DEADLINES)
    await rebuild(log, DEADLINES)
    real: defaultdict[object, list[DeadlineRow]] = defaultdict(list)
    for row in await log.pool.fetch(f"SELECT {', '.join(DeadlineRow._fields)} FROM board.deadlines"):
        real[row["trajectory"]].append(DeadlineRow(*row))
    superuser = await asyncpg.connect(database.superuser_dsn)
    await superuser.copy_records_to_table(
        await live_table(log, DEADLINES),
        schema_name="board",
        columns=DeadlineRow._fields,
        records=list(_rows(list(real.values()), trajectories)),
    )
    await superuser.execute("VACUUM ANALYZE")
    await superuser.close()


def _rows(real: Sequence[list[DeadlineRow]], trajectories: int) -> Iterator[DeadlineRow]:
    dice = Random(1)
    for number in range(trajectories):
        shift = timedelta(days=dice.randint(-SHIFT_DAYS, SHIFT_DAYS), seconds=dice.randrange(86_400))
        trajectory, centre, worker = uuid4(), dice.choice(CENTRES), dice.choice(WORKERS)
        for row in real[number % len(real)]:
            moved = row._replace(due_on=row.due_on + shift, due_at=row.due_at + shift)
            yield moved._replace(trajectory=trajectory, centre=centre, worker=worker)


async def measure(pool: asyncpg.Pool) -> tuple[list[float], list[float]]:
    """Return the seconds of pages, and of bare SELECTs; the first round warms up and does not count."""
    pages: list[float] = []
    bare: list[float] = []
    for reader in range(READERS + len(CENTRES)):
        if reader == len(CENTRES):
            pages, bare = [], []
        centre, after = CENTRES[reader % len(CENTRES)], None
        for _ in range(PAGES):
            seconds, after = await _page(pool, centre, after)
            pages.append(seconds)
            bare.append(await _seconds(pool.fetch(BARE, centre, PAGE)))
    return pages, bare


async def _page(pool: asyncpg.Pool, centre: str, after: Place | None) -> tuple[float, Place]:
    began = time.perf_counter()
    page = await deadlines(pool, centre=centre, after=after, limit=PAGE)
    seconds = time.perf_counter() - began
    assert len(page) == PAGE
    return seconds, page[-1].place


async def _seconds(done: Awaitable[object]) -> float:
    began = time.perf_counter()
    await done
    return time.perf_counter() - began
