"""Workers killed in the middle of an act, at each of its steps: the next worker does it, and it is done once."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest
from temporalio.client import Client

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.adapters.temporal.clockwork import CHECKOUT
from tests.adapters.temporal.seconds import TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import TestDatabase, until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import Office, trajectory
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver

APPENDING, APPENDED, AT_THE_END = 5, 6, 99
POINTS = [*range(1, 13), AT_THE_END] if os.environ.get("EXITSPOR_LONG") else [1, 4, APPENDING, APPENDED, AT_THE_END]
"""Calls to the log are counted from 1, two points each: the catalogue is read, the stream is loaded, appended ..."""

ENOUGH_SECONDS = 150.0

Worker = asyncio.subprocess.Process


async def a_dying_worker(target: str, dsn: str, point: int) -> Worker:
    """Start a worker that dies at a point; return once it takes acts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.temporal.dying_worker", target, dsn, str(point),
        cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"running\n"
    return process


@pytest.fixture
async def dying(embedded: EmbeddedTemporal, database: TestDatabase) -> AsyncIterator[Sequence[Worker]]:
    workers = await asyncio.gather(*(a_dying_worker(embedded.target, database.app_dsn, point) for point in POINTS))
    yield workers
    for worker in workers:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


@pytest.fixture
async def client(embedded: EmbeddedTemporal) -> Client:
    return await connect(embedded.target, NAMESPACE, TEST_KEY)


@pytest.mark.timeout(300)
async def test_an_act_whose_worker_is_killed_at_any_step_is_done_by_another_and_only_once(
    dying: Sequence[Worker], client: Client, office: Office
) -> None:
    about = [trajectory(f"person {point}") for point in POINTS]
    for one in about:
        await begin(office, one)
    await Driver(office.log, TemporalTimerEngine(client), InMemoryCheckpoint()).catch_up()
    async with asyncio.timeout(ENOUGH_SECONDS):
        ended = await asyncio.gather(*(worker.wait() for worker in dying))
    assert ended == [-signal.SIGKILL] * len(POINTS)
    async with clock_worker(client, office.activities):
        for one in about:
            await until(partial(is_escalated, office, one), seconds=ENOUGH_SECONDS)
            assert await types(office, one) == TO_THE_ESCALATION
