"""Processes that die and are started again: whoever enters commands, the workers of the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.log import EventLog, LogUnavailable
from tests.workflows.chaos.mishaps import Killed, Mishaps
from tests.workflows.chaos.shaky_log import ShakyLog
from tests.workflows.nine_months import Done
from tests.workflows.office import Office
from workflows.contracts import ActInput, AgendaSent

T = TypeVar("T")

SELDOM, AT_A_CALL = 10.0, 3.0
"""In per cent: of what is done, and of the calls to the log."""


class Process:
    """An office of its own on the common log. Killed, it is started again and remembers nothing."""

    def __init__(self, log: EventLog, who: str, mishaps: Mishaps) -> None:
        self._log = ShakyLog(log, who, mishaps, AT_A_CALL)
        self._office = Office(self._log)

    async def persistently(self, step: Callable[[Office], Awaitable[T]]) -> T:
        """Do a step again and again until it succeeds, as people and Temporal do."""
        while True:
            try:
                return await step(self._office)
            except Killed:
                self._office = Office(self._log)
            except LogUnavailable:
                continue


class Desks:
    """Two processes that people's commands reach; now and then one is sent twice at once, or once more later."""

    def __init__(self, log: EventLog, mishaps: Mishaps) -> None:
        self._mishaps = mishaps
        self._desks = [Process(log, "desk", mishaps) for _ in range(2)]

    async def enter(self, done: Done) -> None:
        desks = self._desks if self._mishaps.strikes("a command is sent twice at once", SELDOM) else self._desks[:1]
        await asyncio.gather(*(_enter(desk, done) for desk in desks))
        if self._mishaps.strikes("a command is sent once more", SELDOM):
            await _enter(self._mishaps.random.choice(self._desks), done)


async def _enter(desk: Process, done: Done) -> None:
    await desk.persistently(lambda office: office.does(done.command, done.at))


class Workers:
    """Two workers. Now and then both do one act at once, and an old act comes once more."""

    def __init__(self, log: EventLog, mishaps: Mishaps) -> None:
        self._mishaps = mishaps
        self._workers = [Process(log, "worker", mishaps) for _ in range(2)]
        self._asked: list[ActInput] = []

    async def act(self, asked: ActInput) -> AgendaSent:
        self._asked.append(asked)
        if self._mishaps.strikes("an old act comes once more", SELDOM):
            old = self._mishaps.random.choice(self._asked)
            await _act(self._workers[1], old.model_copy(update={"now": asked.now}))
        if self._mishaps.strikes("two workers do one act", SELDOM):
            fresh, _ = await asyncio.gather(*(_act(worker, asked) for worker in self._workers))
            return fresh
        return await _act(self._mishaps.random.choice(self._workers), asked)

    async def do(self, job: Callable[[Office], Awaitable[None]]) -> None:
        """Do a job; a worker that is killed in the middle of it leaves it to be begun anew."""
        await self._mishaps.random.choice(self._workers).persistently(job)


async def _act(worker: Process, asked: ActInput) -> AgendaSent:
    return await worker.persistently(lambda office: office.activities.act(asked))
