"""The roles that a process can have: web page, worker of the clock, and projector with the clock's driver."""

import asyncio
import socket
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import partial

from temporalio.worker import Worker

from adapters.addresses import Addresses
from adapters.bootstrap import connect_client, post_of
from adapters.erasing.wiring import night_of
from adapters.notify.outbox import Outbox
from adapters.notify.sender import MailSender
from adapters.process.demo import CheckpointBehindDemo, NotifierBehindDemo, until_clock_may_run
from adapters.process.driver_seen import DriverSeen
from adapters.process.scheduling import keep_schedules
from adapters.process.serving import serve
from adapters.process.supervise import Role, until_set
from adapters.process.vitals import Vitals
from adapters.services import Services
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.parking import PostgresParking
from adapters.temporal.schedules import Schedules
from adapters.temporal.worker import clock_worker, job_worker
from domain.labelled import Labelled
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from workflows.activities import ClockActivities
from workflows.agendas import Agendas
from workflows.driver import Driver
from workflows.jobs import Jobs
from workflows.telling import Teller


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
    vitals: Vitals = field(default_factory=Vitals)


def roles_of(names: Set[RoleName], place: Place) -> Iterator[Role]:
    """Yield the roles to run for some names."""
    if RoleName.WEB in names:
        yield Role("web", partial(show, place))
    if RoleName.WORKER in names:
        yield Role("worker", partial(work, place))
    if RoleName.PROJECTOR in names:
        yield Role("projector", Projector(place.services.log, TableBoards(place.services.pool), BOARDS).run)
        yield Role("driver", partial(drive, place))
        yield Role("schedules", partial(schedule, place))
        yield Role("teller", partial(tell, place))
        if place.services.settings.smtp:
            yield Role("mail", partial(send_mail, place))


async def show(place: Place, stop: asyncio.Event) -> None:
    """Serve the pages."""
    from adapters.web.app import create_app

    if place.socket is None:
        raise RuntimeError("the web page has no socket")
    await serve(create_app(place.services), place.socket, stop)


async def work(place: Place, stop: asyncio.Event) -> None:
    """Run the workflows and their activities: the clocks', and what schedules have done."""
    services = place.services
    client = await connect_client(services.settings, place.addresses)
    parking = PostgresParking(services.pool)
    activities = ClockActivities(services.handler, Agendas(services.log), services.municipality, parking)
    jobs = Jobs(services.log, services.handler, activities, services.municipality, night_of(services))
    worker = clock_worker(client, activities)
    place.vitals.worker = worker
    try:
        async with asyncio.TaskGroup() as group:
            for one in (worker, job_worker(client, jobs)):
                group.create_task(until_stopped(one, stop))
    finally:
        place.vitals.worker = None


async def until_stopped(worker: Worker, stop: asyncio.Event) -> None:
    """Run a worker until `stop` is set; what is under way then gets its grace. Raises what the worker raises."""
    working, stopping = asyncio.create_task(worker.run()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            await worker.shutdown()
        await working
    finally:
        stopping.cancel()
        working.cancel()


async def tell(place: Place, stop: asyncio.Event) -> None:
    """Lay down for people what the log tells them."""
    services = place.services
    notifier = NotifierBehindDemo(services.pool)
    await until_set(stop, Teller(services.log, notifier, services.clock).run())


async def send_mail(place: Place, stop: asyncio.Event) -> None:
    """Send the mail that waits, in workers' hours."""
    services = place.services
    post, sender = post_of(services.settings), services.settings.smtp_from
    if post is None or sender is None:
        raise RuntimeError("mail has a server and a sender")
    await MailSender(Outbox(services.pool), post, sender, services.catalogue, services.clock).run(stop)


async def schedule(place: Place, stop: asyncio.Event) -> None:
    """Keep Temporal's schedules those of the recurring duties."""
    await until_set(stop, _schedule(place))


async def _schedule(place: Place) -> None:
    services = place.services
    client = await connect_client(services.settings, place.addresses)
    await until_clock_may_run(services.pool)
    await keep_schedules(services, Schedules(client))


async def drive(place: Place, stop: asyncio.Event) -> None:
    """Keep the clock abreast of the log, as the only driver."""
    await until_set(stop, _drive(place))


async def _drive(place: Place) -> None:
    services = place.services
    checkpoint = PostgresCheckpoint(services.pool)
    # Seen before it reaches Temporal: a driver that waits for that is alive, and says elsewhere that it waits.
    async with checkpoint.alone(), DriverSeen(services.pool).saying():
        client = await connect_client(services.settings, place.addresses)
        await until_clock_may_run(services.pool)
        behind_demo = CheckpointBehindDemo(checkpoint, services.pool)
        parking = PostgresParking(services.pool)
        await Driver(services.log, TemporalTimerEngine(client), behind_demo, parking).run()
