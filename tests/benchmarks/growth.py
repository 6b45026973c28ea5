"""`python -m tests.benchmarks.growth 1000 100000 ...`: how the figures change with the log, as a table for a page."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.verify import verify
from adapters.process.garbage import collect_rarely
from domain.handler import CommandHandler
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadlines
from tests.benchmarks.appending import TASKS, append_in_turn, one_event
from tests.benchmarks.boards import boards_anew, rebuild
from tests.benchmarks.commanding import open_courses
from tests.benchmarks.fill.telling import Told, fresh_id, told, whole
from tests.benchmarks.fill.templates import Template, Templates
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House, a_house
from tests.benchmarks.line import number
from tests.benchmarks.machine import description
from tests.benchmarks.rounds import tasks_a_second
from tests.postgres_server import TestDatabase

LENGTHS = (10, 100, 1_000, 10_000)
LONE_APPENDS, LOADS, PAGES, PAGE = 300, 100, 100, 50
CENTRE = "hjemloeseenheden"
NORMAL = "SELECT stream FROM log.event WHERE kind = 'trajectory' AND version = 30 ORDER BY position DESC LIMIT $1"
SIZES = """
SELECT n.nspname || '.' || c.relname AS name, pg_relation_size(c.oid) AS bytes
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('log', 'board') AND c.relkind IN ('r', 'i') AND c.relname ~ '^(event|command|deadlines)'
ORDER BY c.relkind DESC, c.relname
"""

Column = dict[str, str]
"""One size's figures by their name."""


def tell(line: str) -> None:
    """Say on standard error what goes on."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


async def measure(house: House, events: int) -> Column:
    """Fill a log with so many events, and a few long streams, and measure all of it; nothing is kept."""
    database, templates = await house.ours(), await house.templates()
    long = {length: fresh_id() for length in LENGTHS if length * 10 <= events}
    commands = chain(told(templates, events), *(_long(templates, length, id_) for length, id_ in long.items()))
    began = time.perf_counter()
    head = await fill(database, commands, lambda position: tell(f"  {position:,} events"))
    column = {"filled by COPY, events/s": number(head / (time.perf_counter() - began))}
    async with open_log(database.app_dsn) as log:
        column |= await _loading(log, {length: UUID(bytes=id_) for length, id_ in long.items()})
        column |= await _boards(database, log)
        column |= await _verifying(log, head)
        column |= await _sizes(log)
        column |= await _appending(log)
    await house.drop(database)
    return column


def _long(templates: Templates, length: int, stream: bytes) -> Iterator[Told]:
    """Tell a course of so many events or a few more: one that has meeting after meeting."""
    course = open_courses(templates)[0]
    meeting = next(command for command in course.commands if command.events[0].type == "CtiContactRecorded")
    beginning = course.commands[:length] if course.size > length else course.commands
    missing = length - sum(len(command.events) for command in beginning)
    return whole(Template(course.stream, course.kind, (*beginning, *[meeting] * missing)), stream)


async def _loading(log: PostgresEventLog, long: dict[int, UUID]) -> Column:
    normal = [row["stream"] for row in await log.pool.fetch(NORMAL, LOADS)]
    column = {}
    if len(normal) > 1:
        column["load a course of about 40 events, ms"] = await _milliseconds(log.load, normal)
        column["load and fold it, ms"] = await _milliseconds(lambda stream: _folded(log, stream), normal)
    for length, stream in long.items():
        column[f"load and fold {length:,} events, ms"] = await _milliseconds(
            lambda stream: _folded(log, stream), [stream] * 6
        )
    return column


async def _folded(log: PostgresEventLog, stream: UUID) -> object:
    """Fold a stream as one does who has never seen it."""
    return await CommandHandler(log).trajectory(stream)


async def _boards(database: TestDatabase, log: PostgresEventLog) -> Column:
    await boards_anew(database, log, DEADLINES)
    tell("  rebuild")
    events = await log.pool.fetchval("SELECT count(*) FROM log.event WHERE kind = 'trajectory'")
    began = time.perf_counter()
    await rebuild(log, DEADLINES)
    seconds = time.perf_counter() - began
    await log.pool.execute("ANALYZE")
    pages = [CENTRE] * PAGES
    return {
        "rebuild of the deadline board, s": number(seconds),
        "rebuild of the deadline board, events/s": number(events / seconds),
        "rows of the deadline board": number(await log.pool.fetchval("SELECT count(*) FROM board.deadlines")),
        f"first {PAGE} deadlines of a centre, ms": await _milliseconds(
            lambda centre: deadlines(log.pool, centre=centre, limit=PAGE), pages
        ),
    }


async def _verifying(log: PostgresEventLog, events: int) -> Column:
    tell("  verify")
    began = time.perf_counter()
    assert (await verify(log.pool)).sound
    return {"verify, events/s": number(events / (time.perf_counter() - began))}


async def _appending(log: PostgresEventLog) -> Column:
    tell("  append")
    stream = uuid4()
    lone = await _milliseconds(lambda version: log.append((one_event(stream, version),)), list(range(LONE_APPENDS)))
    rate = await tasks_a_second(lambda _: append_in_turn(log), tasks=TASKS)
    return {"a lone append, ms": lone, f"{TASKS} concurrent appends, events/s": number(rate)}


async def _sizes(log: PostgresEventLog) -> Column:
    rows = await log.pool.fetch(SIZES)
    return {f"{row['name']}, MB": number(row["bytes"] / 1e6) for row in rows}


async def _milliseconds(act: Callable[[Any], Awaitable[object]], arguments: Sequence[Any]) -> str:
    """Return the median time of doing something with each of some arguments; the first warms up."""
    seconds = []
    await act(arguments[0])
    for argument in arguments[1:]:
        began = time.perf_counter()
        await act(argument)
        seconds.append(time.perf_counter() - began)
    return number(1000 * median(seconds))


def table(columns: dict[int, Column]) -> str:
    """Return a Markdown table: a row a figure, a column a size."""
    names = dict.fromkeys(name for column in sorted(columns.values(), key=len, reverse=True) for name in column)
    head = ["", *(f"{size:,} events" for size in columns)]
    rows = [[name, *(column.get(name, "-") for column in columns.values())] for name in names]
    lines = [head, ["---", *["---:"] * len(columns)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


async def run(sizes: list[int]) -> None:
    """Measure each size, and print the table."""
    collect_rarely()
    async with a_house() as house:
        lines = await description(house)
        columns = {}
        for size in sizes:
            tell(f"{size:,} events")
            columns[size] = await measure(house, size)
    sys.stdout.write("\n".join((*lines, "", table(columns), "")))


if __name__ == "__main__":
    asyncio.run(run([int(size) for size in sys.argv[1:]]))
