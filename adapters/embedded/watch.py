"""Starting a server again when it ends by itself, with longer and longer pauses."""

import asyncio
from typing import Protocol

import structlog

from adapters.embedded.errors import ServerError

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 60.0

_log = structlog.get_logger()


class Server(Protocol):
    """What can be kept running."""

    name: str

    async def start(self) -> None:
        """Return when it is up, or raise and leave nothing behind."""

    async def stop(self) -> None:
        """Return when it is down; harmless twice."""

    async def exited(self) -> None:
        """Return when it has ended, whoever ended it."""


async def keep_running(server: Server) -> None:
    """Start a running server again whenever it ends; runs until cancelled.

    The pause doubles from 0.1 s to 10 s and is short again once the server has stood for a minute.
    """
    clock = asyncio.get_running_loop()
    pause = FIRST_PAUSE
    while True:
        since = clock.time()
        await server.exited()
        if clock.time() - since >= STEADY_SECONDS:
            pause = FIRST_PAUSE
        _log.warning("server ended by itself", role=server.name.lower())
        pause = await _start_again(server, pause)


async def _start_again(server: Server, pause: float) -> float:
    """Try until the server is up; return the pause before the next try."""
    while True:
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
        try:
            await server.start()
        except (ServerError, OSError):
            _log.exception("server did not start", role=server.name.lower())
        else:
            return pause
