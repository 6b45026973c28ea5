"""Starting a server again when it ends by itself, with longer and longer pauses."""

import asyncio
import logging
from typing import Protocol

from adapters.embedded.errors import ServerError

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 60.0

logger = logging.getLogger(__name__)


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
        logger.warning("%s ended by itself; it is started again", server.name)
        pause = await _start_again(server, pause)


async def _start_again(server: Server, pause: float) -> float:
    """Try until the server is up; return the pause before the next try."""
    while True:
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
        try:
            await server.start()
        except (ServerError, OSError):
            logger.exception("%s did not start", server.name)
        else:
            return pause
