"""Verifying the whole log: chain, contiguity, versions, and the commands."""

import time
from statistics import median

from adapters.postgres.log import open_log
from adapters.postgres.verify import verify
from tests.benchmarks.fill.telling import told
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal

EVENTS, ROUNDS = 200_000, 3


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure how many events a second are verified."""
    database = await house.ours()
    events = await fill(database, told(await house.templates(), EVENTS))
    rates = []
    async with open_log(database.app_dsn) as log:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            assert (await verify(log.pool)).sound
            rates.append(events / (time.perf_counter() - began))
    await house.drop(database)
    return (Figure("verify", median(rates), None, Goal(50_000), "events/s"),)
