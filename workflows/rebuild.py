"""Starting every open trajectory's clock again from the log: Temporal was lost, or its key was.

It may be killed at any point and run again: each clock's memo names the rebuild that started it, so one listing tells
what is done. Nothing is reminded of twice, since an act's command id follows from its item. Source: design section 5.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from domain.agenda import Agenda
from domain.log import EventLog
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import NEXT_TIMERS
from workflows.driver import PER_SECOND, Driver
from workflows.engine import EngineAwayError, Held, TimerEngine
from workflows.pace import Pace
from workflows.parking import InMemoryParking, Parking
from workflows.patience import FIRST_PAUSE, LONGEST_PAUSE, first_of
from workflows.rebuilds import Rebuild, Rebuilds
from workflows.sender import AT_ONCE, Sender, batches

BATCH = 500
KEPT = 50_000
"""So many agendas are kept from the sorting on; beyond, they are computed again, since each takes some kilobytes."""

SECONDS_AWAY = 300.0
"""For so long an engine may answer nothing before a rebuild gives up, to be run again."""

NEVER = datetime.max.replace(tzinfo=UTC)

Progress = Callable[[int, int], None]


class Waiting(NamedTuple):
    """A clock to be restarted. Clocks are sorted by their first timer; `agenda` is None where it was not kept."""

    due: datetime
    stream: UUID
    agenda: Agenda | None


def earliest_due(agenda: Agenda) -> datetime:
    """Return the instant of an agenda's first timer; the end of time if it has none."""
    return agenda.timers[0].at if agenda.timers else NEVER


async def rebuild(
    log: EventLog,
    engine: TimerEngine,
    rebuilds: Rebuilds,
    progress: Progress,
    *,
    per_second: float = PER_SECOND,
    anew: bool = False,
    parking: Parking | None = None,
) -> int:
    """Restart every open trajectory's clock, the earliest due first, and end the clocks of those that have none.

    It goes on with a rebuild that was interrupted, unless it is to be `anew`. `progress` is told how many of how many
    are done. Returns how many trajectories could not be folded; their clocks were left as they were. May run beside a
    driver. Raises what the log raises, and EngineAwayError once the engine was away for five minutes.
    """
    begun = await rebuilds.begin(await log.head(), anew=anew)
    sender = Sender(log, engine, parking or InMemoryParking())
    try:
        done, waiting = await _sorted(sender, begun, await engine.running())
        await _Restarting(engine, sender, begun, Pace(per_second)).all(sorted(waiting, key=_due), done, progress)
        # A driver beside it may have sent a newer agenda to a clock that was then replaced by one holding an older.
        await Driver(log, engine, InMemoryCheckpoint(begun.position), parking).catch_up()
    except ExceptionGroup as group:
        raise first_of(group) from None
    await rebuilds.end(begun)
    return len(sender.parked)


async def _sorted(sender: Sender, begun: Rebuild, running: Mapping[UUID, Held | None]) -> tuple[int, list[Waiting]]:
    """Return how many clocks this rebuild has started already, and what is still to be done."""
    done = {stream for stream, held in running.items() if held is not None and held.rebuild == begun.id}
    streams = [stream for stream in dict.fromkeys([*await sender.streams(), *running]) if stream not in done]
    waiting: list[Waiting] = []
    for batch in batches(streams, BATCH):
        wanted = (one for one in await sender.agendas(batch) if one.is_open or one.trajectory in running)
        waiting.extend(_waiting(one, is_kept=len(waiting) < KEPT) for one in wanted)
        await asyncio.sleep(0)
    return len(done), waiting


def _waiting(agenda: Agenda, *, is_kept: bool) -> Waiting:
    needed = replace(agenda, obligations=(), timers=agenda.timers[:NEXT_TIMERS]) if is_kept else None
    return Waiting(earliest_due(agenda), agenda.trajectory, needed)


def _due(waiting: Waiting) -> datetime:
    return waiting.due


class _Restarting:
    """Restarts clocks in order, some at a time, as fast as the pace and the engine allow."""

    def __init__(self, engine: TimerEngine, sender: Sender, begun: Rebuild, pace: Pace) -> None:
        self._engine = engine
        self._sender = sender
        self._begun = begun
        self._pace = pace

    async def all(self, waiting: Sequence[Waiting], done: int, progress: Progress) -> None:
        of, left = done + len(waiting), iter(waiting)
        progress(done, of)

        async def work() -> None:
            nonlocal done
            for one in left:
                await self._restart(one)
                done += 1
                progress(done, of)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())

    async def _restart(self, one: Waiting) -> None:
        for agenda in [one.agenda] if one.agenda else await self._sender.agendas([one.stream]):
            await self._persistently(agenda)

    async def _persistently(self, agenda: Agenda) -> None:
        loop = asyncio.get_running_loop()
        pause, give_up = FIRST_PAUSE, loop.time() + SECONDS_AWAY
        while True:
            await self._pace.turn()
            try:
                return await self._engine.restart(agenda, rebuild=self._begun.id)
            except EngineAwayError:
                if loop.time() > give_up:
                    raise
            self._pace.hold(pause * random.uniform(0.7, 1.0))  # noqa: S311 (spreads retries, guards nothing)
            pause = min(pause * 2, LONGEST_PAUSE)
