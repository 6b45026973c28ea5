"""Serving an application on a socket until it is told to stop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

SECONDS_FOR_LAST_PAGES = 2


async def serve(app: object, listening: socket.socket, stop: asyncio.Event, *, logged: bool = True) -> None:
    """Serve on a copy of the socket, so that no caller is lost if the server has to be started again.

    Each request gets a line in the log unless `logged` is False.
    """
    server = _Server(_configuration(app, logged))
    serving = asyncio.create_task(server.serve(sockets=[listening.dup()]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
    finally:
        stopping.cancel()
        serving.cancel()


def _configuration(app: object, logged: bool) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        log_level="info",
        access_log=logged,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=SECONDS_FOR_LAST_PAGES,
    )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has more to stop than pages."""
        yield
