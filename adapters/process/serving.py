"""Serving an application on a socket until it is told to stop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

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
        http="h11" if logged else _Unlogged,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=SECONDS_FOR_LAST_PAGES,
    )


class _Unlogged(H11Protocol):
    """Logs no request. The library's own setting would silence every server of the process, and for good."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.access_log = False


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has more to stop than pages."""
        yield
