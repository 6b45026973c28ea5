"""Roles of a process: each runs until it is told to stop, and is started again if it ends by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.log_line import class_of

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 2.5
"""What the roles get to stop; the servers after them need up to 7 of the 10 seconds."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Role:
    """Something that runs until the event it is given is set. It may be run again after it has raised."""

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


@asynccontextmanager
async def kept_up(roles: Sequence[Role]) -> AsyncIterator[None]:
    """Run roles beside a block; at its end tell them to stop, and cancel those that have not after 2.5 s."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(keep_up(role, stop)) for role in roles]
    try:
        yield
    finally:
        stop.set()
        await _end(tasks, STOP_SECONDS)


async def keep_up(role: Role, stop: asyncio.Event) -> None:
    """Run a role until `stop` is set; after it ended by itself, again, after 0.5 s and then longer and longer."""
    clock = asyncio.get_running_loop()
    pause = FIRST_PAUSE
    while not stop.is_set():
        since = clock.time()
        try:
            await role.run(stop)
        except Exception as error:
            _log.warning("role ended by itself", role=role.name, error=class_of(error), seconds=pause)
        if clock.time() - since >= STEADY_SECONDS:
            pause = FIRST_PAUSE
        await set_within(stop, pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def until_set(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do some work until it is done or `stop` is set; then it is cancelled. Raises what the work raises."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
    finally:
        await _end((doing, stopping), 0)


async def set_within(stop: asyncio.Event, seconds: float) -> bool:
    """Return when an event is set, at the latest after some seconds; tell whether it is."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return False


async def _end(tasks: Sequence[asyncio.Task[Any]], seconds: float) -> None:
    """Give tasks some seconds to end, and then cancel them."""
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
