"""Starting every open trajectory's clock again from the log: Temporal was lost, its key was, or its code changed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from domain.agenda import Agenda
from domain.log import EventLog
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.engine import TimerEngine
from workflows.sender import Sender

PER_SECOND = 30
"""Below what one worker and an embedded server get through (24 to 37 a second on a file), so no queue grows."""

NEVER = datetime.max.replace(tzinfo=UTC)


def earliest_due(agenda: Agenda) -> datetime:
    """Return the instant of an agenda's first timer; the end of time if it has none."""
    return agenda.timers[0].at if agenda.timers else NEVER


async def rebuild(log: EventLog, engine: TimerEngine, progress: Callable[[int, int], None]) -> int:
    """Restart every open trajectory's clock, the earliest due first, and end the clocks of closed ones.

    `progress` is told how many of how many are done. Returns how many trajectories could not be folded; they
    have no clock. May run beside a driver, and again after a failure. Raises what log or engine raise.
    """
    start = await log.head()
    sender = Sender(log, engine)
    strays = await engine.running()
    agendas = [found for stream in await log.streams("trajectory") if (found := await sender.agenda(stream))]
    wanted = [agenda for agenda in agendas if agenda.is_open or agenda.trajectory in strays]
    await _restart(sorted(wanted, key=earliest_due), engine, progress)
    # A driver beside it may have sent a newer agenda to a clock that was then replaced by one that holds an older.
    await Driver(log, engine, InMemoryCheckpoint(start)).catch_up()
    return len(sender.parked)


async def _restart(agendas: list[Agenda], engine: TimerEngine, progress: Callable[[int, int], None]) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for done, agenda in enumerate(agendas, start=1):
        await engine.restart(agenda)
        progress(done, len(agendas))
        await asyncio.sleep(begun + done / PER_SECOND - loop.time())
