"""The tests' own PostgreSQL leaves nothing behind, however the tests end."""

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres_server import until

STARTS_ONE = """
import asyncio, sys
from tests.postgres_server import PostgresServer
async def main():
    server = PostgresServer()
    server.initialise()
    await server.start()
    print(server.home, server.pid, flush=True)
    sys.stdin.read()
asyncio.run(main())
"""


async def test_a_test_process_that_is_killed_leaves_no_server_and_no_folder() -> None:
    home, pid = _start_one_and_kill_its_process()

    async def gone() -> bool:
        return not (home.exists() or _runs(pid))

    await until(gone)


def _start_one_and_kill_its_process() -> tuple[Path, int]:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    home, pid = process.stdout.readline().split()
    process.kill()
    process.communicate()
    return Path(home), int(pid)


def _runs(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and whose parent never asks (Linux: state Z) does not."""
    try:
        os.kill(pid, 0)
        return not Path("/proc").is_dir() or " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
