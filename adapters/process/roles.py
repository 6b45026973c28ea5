"""The roles that a process can have: web page, worker of the clock, and projector with the clock's driver."""

import asyncio
import socket
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import uvicorn

from adapters.addresses import Addresses
from adapters.bootstrap import connect_client
from adapters.process.demo import CheckpointBehindDemo, until_clock_may_run
from adapters.process.supervise import Role, until_set
from adapters.services import Services
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from domain.labelled import Labelled
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from workflows.activities import ClockActivities
from workflows.agendas import Agendas
from workflows.driver import Driver

SECONDS_FOR_LAST_PAGES = 2


class RoleName(Labelled):
    WEB = "web", "websiden", "the web page"
    WORKER = "worker", "urets arbejder", "the clock's worker"
    PROJECTOR = "projector", "tavlerne og uret", "the boards and the clock's driver"


ALL_ROLES = frozenset(RoleName)


@dataclass(frozen=True)
class Place:
    """Where roles run: an open installation, and the web page's listening socket if there is a page."""

    services: Services
    addresses: Addresses
    socket: socket.socket | None


def roles_of(names: Set[RoleName], place: Place) -> Iterator[Role]:
    """Yield the roles to run for some names."""
    if RoleName.WEB in names:
        yield Role("web", partial(serve, place))
    if RoleName.WORKER in names:
        yield Role("worker", partial(work, place))
    if RoleName.PROJECTOR in names:
        yield Role("projector", Projector(place.services.log, TableBoards(place.services.pool), BOARDS).run)
        yield Role("driver", partial(drive, place))


async def serve(place: Place, stop: asyncio.Event) -> None:
    """Serve the pages on a copy of the socket, so that none is lost if the server has to be started again."""
    from adapters.web.app import create_app

    if place.socket is None:
        raise RuntimeError("the web page has no socket")
    server = _Server(_configuration(create_app(place.services)))
    serving = asyncio.create_task(server.serve(sockets=[place.socket.dup()]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
    finally:
        stopping.cancel()
        serving.cancel()


async def work(place: Place, stop: asyncio.Event) -> None:
    """Run the workflows and their activity."""
    services = place.services
    client = await connect_client(services.settings, place.addresses)
    activities = ClockActivities(services.handler, Agendas(services.log), services.municipality)
    worker = clock_worker(client, activities)
    working, stopping = asyncio.create_task(worker.run()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            await worker.shutdown()
        await working
    finally:
        stopping.cancel()
        working.cancel()


async def drive(place: Place, stop: asyncio.Event) -> None:
    """Keep the clock abreast of the log, as the only driver."""
    await until_set(stop, _drive(place))


async def _drive(place: Place) -> None:
    services = place.services
    client = await connect_client(services.settings, place.addresses)
    checkpoint = PostgresCheckpoint(services.pool)
    async with checkpoint.alone():
        await until_clock_may_run(services.pool)
        behind_demo = CheckpointBehindDemo(checkpoint, services.pool)
        await Driver(services.log, TemporalTimerEngine(client), behind_demo).run()


def _configuration(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        log_level="info",
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
