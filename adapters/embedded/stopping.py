"""Stopping what runs on a state directory, from another process."""

import asyncio
from pathlib import Path
from signal import Signals

from adapters.embedded.ending import end_processes
from adapters.embedded.left_behind import end_postgres, end_temporal
from adapters.embedded.processes import Process
from adapters.embedded.runtime import Runtime, read_runtime, remove_runtime, supervisor
from adapters.embedded.sockets import remove_socket_directory
from adapters.embedded.state import hold

STOP_SECONDS = 10.0


async def stop_running(state: Path) -> bool:
    """Ask the supervisor of a state directory to stop, and return when it and its servers are gone.

    Tells whether anything ran. Servers whose supervisor was killed are stopped as well. Raises `ServerError`
    if the supervisor is still there after 10 s, or if one is just starting.
    """
    if not await asyncio.to_thread(state.is_dir):
        return False
    told = read_runtime(state)
    # Waited for is the process, not its note: it takes the note away before it lets go of the directory.
    stopped = await end_processes(lambda: _supervisor(told), ((Signals.SIGTERM, STOP_SECONDS),))
    left_behind = await _end_left_behind(state)
    if told and told.postgres:
        remove_socket_directory(Path(told.postgres.host))
    return stopped or left_behind


def _supervisor(told: Runtime | None) -> list[Process]:
    found = told and supervisor(told)
    return [found] if found else []


async def _end_left_behind(state: Path) -> bool:
    with hold(state):
        had_postgres, had_temporal = await end_postgres(state), await end_temporal(state)
        remove_runtime(state)
    return had_postgres or had_temporal
