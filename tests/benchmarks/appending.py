"""32 concurrent appends of one event each, every one to its own stream, against the library's recorder."""

import time
from datetime import date
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from adapters.postgres.log import open_log
from domain.base import SYSTEM, Occurred
from domain.log import Appended, CommandAppend, EventLog, NewEvent, StreamAppend
from tests.benchmarks.fill.templates import MUNICIPALITY
from tests.benchmarks.house import SLOW_DISK, House
from tests.benchmarks.line import Figure, Goal
from tests.benchmarks.rounds import Pair, in_turn, tasks_a_second, threads_a_second
from tests.benchmarks.theirs.environment import environment

TASKS, THREADS = 32, 8
SECONDS, ROUNDS = 1.5, 5
PAYLOAD = b'{"contact":"' + b"x" * 216 + b'"}'
"""As long as the demo municipality's events are on average (230 bytes)."""

TOPIC = "tests.benchmarks.theirs.trajectory:CtiTrajectory.ContactRecorded"
TODAY = Occurred(on=date(2026, 11, 20))


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure with the disk as it is, and with one of a millisecond."""
    name = f"{TASKS} concurrent single-event appends"
    plain = await _measure(house)
    async with house.with_settings(SLOW_DISK):
        slow = await _measure(house)
    return (
        Figure(f"{name}, 1 ms disk", slow.ours, slow.theirs, Goal(10), "events/s"),
        Figure(f"{name}, this disk", plain.ours, plain.theirs, Goal(6), "events/s"),
    )


async def _measure(house: House) -> Pair:
    ours, theirs = await house.ours(), await house.bare()
    factory = InfrastructureFactory.construct(Environment("append", environment(house, theirs, connections=THREADS)))
    recorder = factory.application_recorder()
    async with open_log(ours.app_dsn) as log:
        pair = await in_turn(
            lambda: tasks_a_second(lambda _: append_in_turn(log), tasks=TASKS),
            lambda: threads_a_second(lambda _: _append_theirs(recorder), threads=THREADS),
            rounds=ROUNDS,
        )
    factory.close()
    await house.drop(ours, theirs)
    return pair


async def append_in_turn(log: EventLog) -> int:
    """Append events one by one to a new stream for a while; return how many."""
    stream, version, end = uuid4(), 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        (outcome,) = await log.append((one_event(stream, version),))
        assert isinstance(outcome, Appended)
        version += 1
    return version


def one_event(stream: UUID, version: int) -> CommandAppend:
    """Return a command of one event for a stream of so many events."""
    event = NewEvent(uuid4(), "CtiContactRecorded", 1, TODAY, PAYLOAD)
    part = StreamAppend(stream, "trajectory", version, (event,))
    return CommandAppend(uuid4(), bytes(32), SYSTEM, MUNICIPALITY, (part,))


def _append_theirs(recorder: ApplicationRecorder) -> int:
    stream, version, end = uuid4(), 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        recorder.insert_events([StoredEvent(stream, version + 1, TOPIC, PAYLOAD)])
        version += 1
    return version
