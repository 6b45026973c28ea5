"""A rebuild of all clocks after Temporal was lost, against the bare signal-with-start calls that it ends in."""

import time
from functools import partial
from statistics import median

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.rebuilds import PostgresRebuilds
from tests.benchmarks.clock_server import a_clock_server, all_of
from tests.benchmarks.commanding import tell_open_course
from tests.benchmarks.fill.telling import catalogue
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from workflows.agendas import Agendas
from workflows.contracts import AgendaSent
from workflows.rebuild import rebuild
from workflows.sender import batches
from workflows.trajectory_clock import TASK_QUEUE

OPEN, ON_FILE, ROUNDS = 5_000, 1_000, 2
AS_FAST_AS_IT_CAN = 1e6


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure both in turn, each time on a server that knows nothing; no worker runs."""
    templates, database = await house.templates(), await house.ours()
    courses = [tell_open_course(templates, number) for number in range(OPEN)]
    await fill(database, [*catalogue(templates), *(command for course in courses for command in course)])
    async with open_log(database.app_dsn) as log:
        await PostgresCheckpoint(log.pool).set_up()
        began = time.perf_counter()
        sent = await all_agendas(log)
        computing = len(sent) / (time.perf_counter() - began)
        rounds = [(await _rebuild(log, len(sent)), await _bare(sent)) for _ in range(ROUNDS)]
        ours, bare = (median(rates) for rates in zip(*rounds, strict=True))
        filed = await _bare(sent[:ON_FILE], on_file=True)
    await house.drop(database)
    return (
        Figure(f"rebuild of {len(sent):,} clocks, against bare calls", ours, bare, Goal(0.7), "clocks/s"),
        Figure("agendas computed, of what a rebuild does first", computing, None, None, "agendas/s"),
        Figure("bare signal-with-start calls, server on a file", filed, None, None, "calls/s"),
    )


async def all_agendas(log: PostgresEventLog) -> list[AgendaSent]:
    """Compute every agenda that has a clock."""
    agendas = Agendas(log)
    found = [
        agendas.compute(loaded)
        for batch in batches(await agendas.streams(), 500)
        for loaded in await agendas.load_many(batch)
    ]
    return [AgendaSent.of(agenda) for agenda in found if agenda.is_open]


async def _rebuild(log: PostgresEventLog, clocks: int) -> float:
    """Rebuild by the product's own code; return the clocks a second, all its reading and computing counted."""
    async with a_clock_server() as server:
        engine, rebuilds = TemporalTimerEngine(await server.client()), PostgresRebuilds(log.pool)
        began = time.perf_counter()
        await rebuild(log, engine, rebuilds, lambda done, of: None, per_second=AS_FAST_AS_IT_CAN)
        return clocks / (time.perf_counter() - began)


async def _bare(sent: list[AgendaSent], *, on_file: bool = False) -> float:
    """Make as many calls with the same payloads; return how many a second."""
    async with a_clock_server(on_file=on_file) as server:
        client = await server.client()
        began = time.perf_counter()
        await all_of(partial(_start, client, one) for one in sent)
        return len(sent) / (time.perf_counter() - began)


async def _start(client: Client, sent: AgendaSent) -> None:
    await client.start_workflow(
        "trajectory-clock",
        sent,
        id=str(sent.trajectory),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal="agenda_changed",
        start_signal_args=[sent],
    )
