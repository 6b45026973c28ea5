"""Open clocks on one worker, against as many workflows of one timer on the same server and SDK."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from temporalio.client import Client

from adapters.temporal.engine import TemporalTimerEngine
from tests.benchmarks.clock_server import ClockServer, a_clock_server, all_of, resident_bytes
from tests.benchmarks.clock_worker import MINIMAL_QUEUE
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.benchmarks.minimal import Minimal
from tests.workflows.fakes import an_agenda

OPEN, ON_FILE = 5_000, 1_000
FAR = date(2045, 1, 1)
TIMERS = 7
"""So many has a running course of the demo municipality."""

Start = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Workflows started a second, their first task done; and the memory that each took."""

    a_second: float
    worker_kb: float
    server_kb: float


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure each on a server and a worker of its own."""
    clocks, minimal = [await measure(name, OPEN) for name in ("clocks", "minimal")]
    filed, filed_minimal = [await measure(name, ON_FILE, on_file=True) for name in ("clocks", "minimal")]
    most, name = Goal(1.5, at_most=True), f"{OPEN:,} open clocks on one worker"
    return (
        Figure(f"{name}: started", clocks.a_second, minimal.a_second, Goal(1 / 1.5), "1/s"),
        Figure(f"{name}: memory of the worker", clocks.worker_kb, minimal.worker_kb, most, "KB each"),
        Figure(f"{name}: memory of the server", clocks.server_kb, minimal.server_kb, most, "KB each"),
        Figure(
            f"{ON_FILE:,} open clocks, server on a file: started", filed.a_second, filed_minimal.a_second, None, "1/s"
        ),
    )


async def measure(name: str, count: int, *, on_file: bool = False) -> Measured:
    """Start so many workflows and wait until each has set its timer."""
    async with a_clock_server(on_file=on_file) as server:
        worker = await _worker(server, name, count)
        start = await _starter(server, name)
        before = resident_bytes(worker.pid), resident_bytes(server.pid)
        began = time.perf_counter()
        await all_of(start for _ in range(count))
        await _says(worker, "done")
        seconds = time.perf_counter() - began
        grown = resident_bytes(worker.pid) - before[0], resident_bytes(server.pid) - before[1]
        await worker.communicate(b"")
    return Measured(count / seconds, *(size / count / 1024 for size in grown))


async def _starter(server: ClockServer, name: str) -> Start:
    client = await server.client()
    if name == "minimal":
        return lambda: _start_minimal(client)
    engine = TemporalTimerEngine(client)
    days = [FAR + timedelta(days=number) for number in range(TIMERS)]
    return lambda: engine.apply(an_agenda(uuid4(), 1, *days))


async def _start_minimal(client: Client) -> None:
    instant = datetime.combine(FAR, datetime.min.time(), UTC)
    await client.start_workflow(Minimal.run, instant, id=str(uuid4()), task_queue=MINIMAL_QUEUE)


async def _worker(server: ClockServer, name: str, count: int) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.clock_worker", server.target, name, str(count),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await _says(process, "ready")
    return process


async def _says(process: asyncio.subprocess.Process, word: str) -> None:
    assert process.stdout is not None
    said = await process.stdout.readline()
    assert said == f"{word}\n".encode(), said
