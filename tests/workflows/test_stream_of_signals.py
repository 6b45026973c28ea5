"""A clock that goes on in a new run again and again while signals stream in, doubled and in any order."""

import asyncio
import random
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from adapters.temporal.engine import TemporalTimerEngine
from domain.agenda import Agenda
from tests.postgres_server import until
from tests.temporal_server import clock_of, move, standing_clocks
from tests.workflows.fakes import FakeDomain, a_worker, an_agenda, midnight

RUNS_OF_EVENTS = "limit.historyCount.suggestContinueAsNew=40"
DAYS = [date(2035, month, 1) for month in range(1, 7)]
SENDERS = 4
SIGNALS_A_DAY = 60


async def send(temporal: WorkflowEnvironment, agendas: list[Agenda]) -> None:
    engine = TemporalTimerEngine(temporal.client)
    for agenda in agendas:
        await engine.apply(agenda)


async def stream_in(temporal: WorkflowEnvironment, agendas: list[Agenda], seed: int) -> None:
    """Let senders send all of them twice at once, each in an order of its own."""
    orders = [random.Random(f"{seed}:{sender}").sample(agendas, k=len(agendas)) for sender in range(SENDERS)]
    halves = [order[: len(order) // 2] for order in orders]
    await asyncio.gather(*(send(temporal, half) for half in halves), send(temporal, agendas[-1:]))


async def test_a_clock_in_a_stream_of_signals_goes_on_from_run_to_run_and_acts_once_on_each_day() -> None:
    async def acted(times: int) -> bool:
        return len(fake.asked) >= times

    about = uuid4()
    fake = FakeDomain(an_agenda(about, 0))
    async with standing_clocks(RUNS_OF_EVENTS) as temporal, a_worker(temporal, fake):
        clock = clock_of(temporal.client, about)
        await send(temporal, [an_agenda(about, 0)])
        for number, day in enumerate(DAYS):
            first = number * SIGNALS_A_DAY * 2 + 1
            # The older ones have a timer between two of the days: it would fire if one of them were ever held.
            newest = an_agenda(about, first + SIGNALS_A_DAY, day)
            older = [an_agenda(about, first + step, day + timedelta(days=20)) for step in range(SIGNALS_A_DAY)]
            fake.agendas[about] = newest
            await stream_in(temporal, [*older, newest], seed=number)
            await move(temporal, clock, midnight(day) + timedelta(hours=1))
            await until(partial(acted, number + 1))
        runs = [run async for run in temporal.client.list_workflows(f"WorkflowId = '{about}'")]
    assert fake.days == DAYS
    assert len(runs) > len(DAYS)
