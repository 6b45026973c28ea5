"""Several servers as one: started at the same time, kept running, and stopped at the same time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.embedded.watch import Server, keep_running


@asynccontextmanager
async def kept_running(servers: Sequence[Server]) -> AsyncIterator[None]:
    """Start servers, start again whichever ends by itself, and stop them all at the end.

    If one does not start, the others are stopped and its error is raised.
    """
    try:
        await _start(servers)
        watchers = [asyncio.create_task(keep_running(server)) for server in servers]
        try:
            yield
        finally:
            await _cancel(watchers)
    finally:
        await _stop(servers)


async def _start(servers: Sequence[Server]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.start())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _cancel(watchers: Sequence[asyncio.Task[None]]) -> None:
    for watcher in watchers:
        watcher.cancel()
    await asyncio.gather(*watchers, return_exceptions=True)


async def _stop(servers: Sequence[Server]) -> None:
    outcomes = await asyncio.gather(*(server.stop() for server in servers), return_exceptions=True)
    for outcome in outcomes:
        if outcome is not None:
            raise outcome
