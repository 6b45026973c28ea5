"""Temporal, worker and driver in a process of their own, to be killed by tests:

    python -m tests.adapters.temporal.clockwork STATE DSN

says "running" once everything runs, and goes on until it is killed.
"""

import asyncio
import sys
from pathlib import Path
from signal import Signals

from adapters.embedded.ending import end_processes
from adapters.embedded.left_behind import temporals
from adapters.embedded.temporal import EmbeddedTemporal
from adapters.postgres.log import open_log
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import Office
from workflows.driver import Driver

CHECKOUT = Path(__file__).parents[3]


class Clockwork:
    """The process, as a test sees it."""

    def __init__(self, state: Path, dsn: str) -> None:
        self._state = state
        self._dsn = dsn
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and return once it says that it runs."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.adapters.temporal.clockwork", str(self._state), self._dsn,
            cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        said = await self._process.stdout.readline()
        assert said == b"running\n", said

    async def kill(self) -> None:
        """End worker, driver and Temporal as kill -9 does; nothing happens to what does not run."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await end_processes(lambda: temporals(self._state), ((Signals.SIGKILL, 5.0),))


async def run(state: Path, dsn: str) -> None:
    temporal = EmbeddedTemporal(state)
    await temporal.start()
    client = await connect(temporal.target, NAMESPACE, TEST_KEY)
    async with open_log(dsn) as log:
        checkpoint = PostgresCheckpoint(log.pool)
        await checkpoint.set_up()
        async with clock_worker(client, Office(log).activities), checkpoint.alone():
            sys.stdout.write("running\n")
            sys.stdout.flush()
            await Driver(log, TemporalTimerEngine(client), checkpoint).run()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2]))
