"""The scene of the driver's tests: an office, a driver, and an engine that writes down what it is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from uuid import UUID, uuid4

from adapters.memory.log import InMemoryEventLog
from domain.base import Occurred
from domain.commands.course import CloseTrajectory, OpenTrajectory, RecordAttempt
from domain.contact_codes import FormOfContact
from domain.log import CommandAppend, NewEvent, Page, RecordedEvent, StreamAppend, StreamKind
from domain.trajectory_codes import CloseReason
from tests.domain.samples import a_form
from tests.workflows.engines import WrittenEngine
from tests.workflows.office import MUNICIPALITY, Office, contact_to_start, to_do
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.parking import InMemoryParking

A_DAY = date(2013, 4, 2)
NEXT_DAY = date(2013, 4, 3)
PROGRAMME = {"programme": "exit-prostitution", "centre": "socialcenter"}


class WatchedLog(InMemoryEventLog):
    """A log that writes down which streams are loaded, and whose payloads can be blanked."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[UUID] = []
        self.blanked: set[UUID] = set()

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        self.loaded.append(stream)
        return self._as_blanked(await super().load(stream, after_version=after_version, up_to=up_to))

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        self.loaded.extend(streams)
        return self._as_blanked(await super().load_many(streams, up_to=up_to))

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        page = await super().read(after, limit=limit, up_to=up_to, kinds=kinds)
        return Page(self._as_blanked(page.events), page.end)

    def _as_blanked(self, events: Sequence[RecordedEvent]) -> tuple[RecordedEvent, ...]:
        return tuple(event._replace(payload=None) if event.stream in self.blanked else event for event in events)


class Scene:
    """An office, a driver, and an engine that writes down what it is told."""

    def __init__(self) -> None:
        self.log = WatchedLog()
        self.office = Office(self.log)
        self.engine = WrittenEngine()
        self.checkpoint = InMemoryCheckpoint()
        self.parking = InMemoryParking()
        self.driver = self.another_driver()

    def another_driver(self) -> Driver:
        return Driver(self.office.log, self.engine, self.checkpoint, self.parking)

    async def begin(self, *about: UUID) -> None:
        for one in about:
            await self.office.do_all(contact_to_start(one, A_DAY, A_DAY))

    async def open(self, *about: UUID) -> None:
        """Open trajectories of which nothing but the deletion is to come once they are closed."""
        for one in about:
            await self.office.does(to_do(OpenTrajectory, one, A_DAY, **PROGRAMME, contact=a_form()))

    async def attempt(self, about: UUID) -> None:
        await self.office.does(to_do(RecordAttempt, about, NEXT_DAY, form=FormOfContact.TELEPHONE))

    async def close(self, about: UUID) -> None:
        await self.office.does(to_do(CloseTrajectory, about, NEXT_DAY, reason=CloseReason.OWN_WISH))

    async def blank(self, about: UUID) -> None:
        """Carry out a lawful order: every payload of a trajectory is gone, and an event says so."""
        self.log.blanked.add(about)
        order = NewEvent(uuid4(), "PayloadsBlanked", 1, Occurred(on=NEXT_DAY), b"{}")
        await self.append_raw(uuid4(), order, kind="order")

    async def append_raw(self, stream: UUID, *events: NewEvent, kind: StreamKind = "trajectory") -> None:
        version = len(await self.office.log.load(stream))
        part = StreamAppend(stream, kind, version, events)
        await self.office.log.append([CommandAppend(uuid4(), bytes(32), "CTI1", MUNICIPALITY, (part,))])


@asynccontextmanager
async def running(driver: Driver) -> AsyncIterator[None]:
    """A driver that runs for as long as the block lasts."""
    task = asyncio.create_task(driver.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
