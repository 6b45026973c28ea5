"""Ending processes: ask first, insist later, and come back only when they are gone."""

import asyncio
from collections.abc import Callable, Sequence
from signal import Signals

from adapters.embedded.errors import ServerError
from adapters.embedded.processes import Process, send

Steps = Sequence[tuple[Signals, float]]
"""Signals in the order in which they are tried, each with the seconds that it is given."""

Find = Callable[[], Sequence[Process]]

POLL_SECONDS = 0.01


async def end_processes(find: Find, steps: Steps) -> bool:
    """End all processes that `find` finds; tell whether there were any.

    Raises `ServerError` if some are left when the last step's time is over.
    """
    if not find():
        return False
    for number, seconds in steps:
        for found in find():
            send(found, number)
        if await _gone(find, seconds):
            return True
    raise ServerError(
        f"En server fra en tidligere kørsel vil ikke stoppe (pid {_pids(find)}). Stop den, og prøv igen.",
        f"A server of an earlier run does not stop (pid {_pids(find)}). Stop it, and try again.",
    )


async def _gone(find: Find, seconds: float) -> bool:
    clock = asyncio.get_running_loop()
    deadline = clock.time() + seconds
    while find():
        if clock.time() >= deadline:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def _pids(find: Find) -> str:
    return ", ".join(str(found.pid) for found in find())
