"""The driver reads the log in order and tells the timer engine the newest agenda of what moved.

It is a projector whose table is the engine: it sends first and moves its checkpoint after, so a crash repeats
and never skips; and it sends agendas, not events, so that repeating does no harm. Source: design sections 2, 5.
"""

from collections.abc import Set
from functools import partial
from typing import NoReturn
from uuid import UUID

from domain.events.reference import PeriodDefined, PublishedTotalImported
from domain.log import EventLog, Page, RecordedEvent
from workflows.checkpoint import Checkpoint
from workflows.engine import TimerEngine
from workflows.patience import patiently
from workflows.sender import Sender

PAGE = 500
IDLE_SECONDS = 5.0

TIMELESS = frozenset({PeriodDefined.type_name, PublishedTotalImported.type_name})
"""Reference events that no due date follows from; after any other, every open trajectory is computed anew."""


def concerns_all(event: RecordedEvent) -> bool:
    """Tell whether any trajectory's agenda may follow from an event: a setting, or an order to blank payloads."""
    return event.kind == "order" or (event.kind == "reference" and event.type not in TIMELESS)


class Driver:
    """Keeps a timer engine abreast of the log. Two at a time do no harm, only the work twice."""

    def __init__(self, log: EventLog, engine: TimerEngine, checkpoint: Checkpoint) -> None:
        self._log = log
        self._engine = engine
        self._checkpoint = checkpoint
        self._sender = Sender(log, engine)

    @property
    def parked(self) -> Set[UUID]:
        """Trajectories that have no clock because this program cannot fold their events."""
        return self._sender.parked

    async def run(self) -> NoReturn:
        """Catch up, reconcile, and follow the log until cancelled. What is away is waited for, with growing pauses.

        What moved last comes first: reconciling takes minutes where thousands are open.
        """
        await patiently(self.catch_up)
        await patiently(self.reconcile)
        while True:
            position = await patiently(self.catch_up)
            await patiently(partial(self._log.wait, position, seconds=IDLE_SECONDS))

    async def catch_up(self) -> int:
        """Send what moved between the checkpoint and the log's head, page by page; return the new checkpoint."""
        position = await self._checkpoint.load()
        while (page := await self._log.read(position, limit=PAGE)).end > position:
            await self._send_moved(page)
            position = page.end
            await self._checkpoint.save(position)
            self._sender.forget_up_to(position)
        return position

    async def reconcile(self) -> None:
        """Make the engine hold what the log says: every open trajectory's agenda, and no clock of a closed one.

        A clock that holds what this program cannot read (its key is gone) is given up and started anew.
        """
        running = await self._engine.running()
        await self._sender.restart(stream for stream, readable in running.items() if not readable)
        await self._sender.send(stream for stream, readable in running.items() if readable)
        await self._sender.send_open(set(await self._log.streams("trajectory")) - running.keys())

    async def _send_moved(self, page: Page) -> None:
        if any(concerns_all(event) for event in page.events):
            await self._sender.send_changed(await self._log.streams("trajectory"))
        moved = {event.stream: event.position for event in page.events if event.kind == "trajectory"}
        await self._sender.send(
            stream for stream, position in moved.items() if not self._sender.has_sent(stream, position)
        )
