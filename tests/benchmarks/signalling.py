"""From an append to the signal that Temporal accepted for it, against a bare signal on the same server."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date
from statistics import median
from typing import NamedTuple
from uuid import UUID, uuid4

from temporalio.client import Client

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.engine import TemporalTimerEngine
from domain.agenda import Agenda
from domain.base import Occurred
from domain.contact_codes import FormOfContact
from domain.events.course import CtiContactRecorded
from domain.fact import new_event
from domain.log import Appended, CommandAppend, StreamAppend
from domain.trajectory_codes import Party, Place
from tests.benchmarks.clock_server import a_clock_server
from tests.benchmarks.commanding import tell_open_course
from tests.benchmarks.fill.telling import catalogue
from tests.benchmarks.fill.templates import MUNICIPALITY
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.temporal_server import clock_of
from workflows.contracts import AgendaSent
from workflows.driver import Driver

COURSES, SIGNALS, WARM_UP = 100, 500, 100
TODAY = Occurred(on=date(2026, 11, 20))
MEETING = CtiContactRecorded(
    place=Place.COMMUNITY, party=Party.PERSON, form=FormOfContact.MEETING, phase=1, minutes=45
)


class Took(NamedTuple):
    """Until a signal was accepted: from when the append was stored, from when it was asked for; and a bare signal."""

    stored: float
    asked: float
    bare: float


class NotedEngine(TemporalTimerEngine):
    """Says when Temporal has accepted a trajectory's agenda."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._waiting: dict[UUID, asyncio.Future[float]] = {}

    def accepted(self, trajectory: UUID) -> asyncio.Future[float]:
        """Return the instant at which the next agenda of a trajectory will have been accepted."""
        self._waiting[trajectory] = asyncio.get_running_loop().create_future()
        return self._waiting[trajectory]

    async def apply(self, agenda: Agenda) -> None:
        await super().apply(agenda)
        waiting = self._waiting.pop(agenda.trajectory, None)
        if waiting is not None:
            waiting.set_result(time.perf_counter())


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure with a server in memory, and on a file."""
    memory, file = await _measure(house, on_file=False), await _measure(house, on_file=True)
    name = "from an append to its signal accepted"
    return (
        Figure(name, memory.stored, memory.bare, Goal(3, at_most=True), "µs"),
        Figure(f"{name}, the append too", memory.asked, memory.bare, None, "µs"),
        Figure(f"{name}, server on a file", file.stored, file.bare, None, "µs"),
    )


async def _measure(house: House, *, on_file: bool) -> Took:
    templates, database = await house.templates(), await house.ours()
    courses = [tell_open_course(templates, number) for number in range(2 * COURSES)]
    await fill(database, [*catalogue(templates), *(command for course in courses for command in course)])
    sizes = {UUID(bytes=course[0].stream): sum(len(told.events) for told in course) for course in courses}
    async with a_clock_server(on_file=on_file) as server, open_log(database.app_dsn) as log:
        client = await server.client()
        engine, checkpoint = NotedEngine(client), PostgresCheckpoint(log.pool)
        await checkpoint.set_up()
        driver = Driver(log, engine, checkpoint)
        await driver.catch_up()
        driving = asyncio.create_task(driver.run())
        took = [one async for one in _in_turn(log, engine, client, sizes)]
        driving.cancel()
        await asyncio.gather(driving, return_exceptions=True)
    await house.drop(database)
    return Took(*(1e6 * median(seconds) for seconds in zip(*took[WARM_UP:], strict=True)))


async def _in_turn(
    log: PostgresEventLog, engine: NotedEngine, client: Client, sizes: dict[UUID, int]
) -> AsyncIterator[Took]:
    """Append to one course and signal another's clock, again and again; yield the seconds of each."""
    streams, versions = list(sizes), dict(sizes)
    bare = AgendaSent(trajectory=streams[0], position=1, is_open=True)
    for number in range(SIGNALS):
        stream, other = streams[number % COURSES], streams[COURSES + number % COURSES]
        accepted = engine.accepted(stream)
        command = uuid4()
        event = new_event(MEETING, TODAY, command=command, ordinal=0)
        part = StreamAppend(stream, "trajectory", versions[stream], (event,))
        versions[stream] += 1
        began = time.perf_counter()
        (outcome,) = await log.append((CommandAppend(command, bytes(32), "CTI1", MUNICIPALITY, (part,)),))
        stored = time.perf_counter()
        assert isinstance(outcome, Appended)
        told = await accepted
        # The driver saves its checkpoint before the bare signal has the server to itself.
        await asyncio.sleep(0.005)
        signalling = time.perf_counter()
        await clock_of(client, other).signal("agenda_changed", bare)
        yield Took(told - stored, told - began, time.perf_counter() - signalling)
