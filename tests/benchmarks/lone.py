"""A lone append through the log, against the bare statement: what grouping costs who is alone."""

import time
from collections.abc import Awaitable
from statistics import median
from uuid import uuid4

from adapters.postgres.log import open_log
from adapters.postgres.rows import command_row
from adapters.postgres.statements import query
from tests.benchmarks.appending import one_event
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal

APPEND = query("append")
APPENDS, WARM_UP = 1_000, 100


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure both in turn, each on a stream of its own."""
    database = await house.ours()
    async with open_log(database.app_dsn) as log:
        ours: list[float] = []
        bare: list[float] = []
        one, other = uuid4(), uuid4()
        for version in range(WARM_UP + APPENDS):
            command, row = one_event(one, version), command_row(one_event(other, version))
            ours.append(await _seconds(log.append((command,))))
            bare.append(await _seconds(log.pool.fetch(APPEND, [row])))
    await house.drop(database)
    usual, least = (1e6 * median(seconds[WARM_UP:]) for seconds in (ours, bare))
    return (Figure("a lone append, against the bare statement", usual, least, Goal(1.15, at_most=True), "µs"),)


async def _seconds(done: Awaitable[object]) -> float:
    began = time.perf_counter()
    await done
    return time.perf_counter() - began
