"""A Temporal server of its own for a figure: in memory, or on a file as the product runs it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from temporalio.client import Client

from adapters.embedded.temporal import find_temporal, namespace_answers
from adapters.temporal.client import connect
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY

LOOPBACK = "127.0.0.1"
ON_FILE = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
AT_ONCE = 16
"""So many calls are under way at a time, ours and theirs."""


@dataclass(frozen=True, slots=True)
class ClockServer:
    """A running server."""

    target: str
    pid: int

    async def client(self) -> Client:
        return await connect(self.target, NAMESPACE, TEST_KEY)


@asynccontextmanager
async def a_clock_server(*, on_file: bool = False) -> AsyncIterator[ClockServer]:
    """Give a fresh server to a block, and leave nothing of it."""
    with tempfile.TemporaryDirectory(prefix="exs-bench-") as folder:
        port = _free_port()
        kept = ("--db-filename", str(Path(folder) / "temporal.db"), *ON_FILE) if on_file else ()
        process = await asyncio.create_subprocess_exec(
            find_temporal(), "server", "start-dev", "--headless", "--log-level", "error", "--ip", LOOPBACK,
            "--port", str(port), "--dynamic-config-value", "frontend.enableServerVersionCheck=false", *kept,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        server = ClockServer(f"{LOOPBACK}:{port}", process.pid)
        try:
            await until(lambda: namespace_answers(server.target, NAMESPACE))
            yield server
        finally:
            process.kill()
            await process.wait()


async def all_of(calls: Iterable[Callable[[], Awaitable[object]]]) -> None:
    """Make calls in order, sixteen at a time."""
    waiting = iter(calls)

    async def work() -> None:
        for call in waiting:
            await call()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _free_port() -> int:
    with socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
        return port
