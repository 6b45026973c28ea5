"""Records the histories that `test_replay.py` replays. Run once for each `CLOCK_RELEASE` (`workflows/README.md`):

    .venv/bin/python -m tests.workflows.record_histories

Each case is one life of a clock on a time-skipping server, sealed with the fixed key of the tests.
"""

import asyncio
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from temporalio.testing import WorkflowEnvironment

from adapters.temporal.engine import TemporalTimerEngine
from domain.agenda import Agenda
from tests.temporal_server import clock_of, move, standing_clocks
from tests.workflows.fakes import FakeDomain, a_closed_agenda, a_timer, a_worker, an_agenda, midnight
from workflows.contracts import CLOCK_RELEASE
from workflows.trajectory_clock import AGAIN, PARKED

HISTORIES = Path(__file__).parent / "histories"
TRAJECTORY = UUID("5f9f1a52-7d0e-4b7c-9a55-0d3f6c2f9b11")
A_DAY = timedelta(days=1)
WINTER, SPRING, SUMMER = date(2035, 1, 31), date(2035, 4, 30), date(2035, 7, 31)


class Life:
    """One clock under the fake domain: what is sent to it, and how its time passes."""

    def __init__(self, temporal: WorkflowEnvironment, fake: FakeDomain) -> None:
        self._temporal = temporal
        self._fake = fake
        self._engine = TemporalTimerEngine(temporal.client)

    async def send(self, agenda: Agenda) -> None:
        held = self._fake.agendas.setdefault(TRAJECTORY, agenda)
        self._fake.agendas[TRAJECTORY] = max(held, agenda, key=lambda one: one.position)
        await self._engine.apply(agenda)

    async def pass_until(self, instant: datetime) -> None:
        await move(self._temporal, clock_of(self._temporal.client, TRAJECTORY), instant)


async def a_whole_life(life: Life, fake: FakeDomain) -> None:
    """Two acts, a moved deadline, and an agenda that comes too late to count."""
    await life.send(an_agenda(TRAJECTORY, 1, WINTER, SPRING))
    await life.pass_until(midnight(WINTER) + A_DAY)
    await life.send(an_agenda(TRAJECTORY, 9, SUMMER))
    await life.send(an_agenda(TRAJECTORY, 4))
    await life.pass_until(midnight(SUMMER) + A_DAY)


async def a_stuck_item(life: Life, fake: FakeDomain) -> None:
    """An item that the domain leaves standing, asked again after pauses, and one that comes between."""
    fake.refused = [a_timer(WINTER)]
    await life.send(an_agenda(TRAJECTORY, 1, WINTER, SPRING))
    await life.pass_until(midnight(WINTER) + 2.5 * AGAIN)
    fake.refused = ()
    await life.pass_until(midnight(SPRING) + A_DAY)


async def a_failing_act(life: Life, fake: FakeDomain) -> None:
    """An act that fails twice before it works."""
    fake.failures = 2
    await life.send(an_agenda(TRAJECTORY, 1, WINTER))
    await life.pass_until(midnight(WINTER) + A_DAY)


async def a_parked_item(life: Life, fake: FakeDomain) -> None:
    """An item whose act is given up, tried again after an hour, and one that acts between."""
    fake.poisoned = [a_timer(WINTER)]
    await life.send(an_agenda(TRAJECTORY, 1, WINTER, SPRING))
    await life.pass_until(midnight(WINTER) + 1.5 * PARKED)
    fake.poisoned = ()
    await life.pass_until(midnight(SPRING) + A_DAY)


CASES = {
    "whole-life": a_whole_life,
    "stuck-item": a_stuck_item,
    "failing-act": a_failing_act,
    "parked-item": a_parked_item,
}


async def record() -> None:
    for name, case in CASES.items():
        fake = FakeDomain()
        async with standing_clocks() as temporal, a_worker(temporal, fake):
            life, clock = Life(temporal, fake), clock_of(temporal.client, TRAJECTORY)
            await case(life, fake)
            await life.send(a_closed_agenda(TRAJECTORY, 99))
            await clock.result()
            history = await clock.fetch_history()
        (HISTORIES / f"{CLOCK_RELEASE}-{name}.json").write_text(history.to_json() + "\n")


if __name__ == "__main__":
    asyncio.run(record())
    os._exit(0)
