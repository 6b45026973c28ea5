"""The driver reads the log in order and tells the timer engine the newest agenda of what moved.

It is a projector whose table is the engine: it sends first and moves its checkpoint after, so a crash repeats
and never skips; and it sends agendas, not events, so that repeating does no harm. Source: design sections 2, 5.
"""

import asyncio
from collections.abc import Set
from functools import partial
from itertools import count
from typing import NoReturn
from uuid import UUID

from domain.events.reference import NoticePreferenceDefined, PeriodDefined, PublishedTotalImported
from domain.log import EventLog, Page, RecordedEvent
from workflows.checkpoint import Checkpoint
from workflows.engine import Held, TimerEngine
from workflows.pace import Pace
from workflows.parking import InMemoryParking, Parking
from workflows.patience import patiently
from workflows.sender import Sender, moved_on

PAGE = 500
IDLE_SECONDS = 5.0

MEND_SECONDS = 3600.0
MENDS_A_RECONCILE = 24
PER_SECOND = 30
"""Calls for the sake of order, beside those of following: below what an embedded server on a file gets through."""

TIMELESS = frozenset({NoticePreferenceDefined.type_name, PeriodDefined.type_name, PublishedTotalImported.type_name})
"""Reference events that no due date follows from; after any other, every stream's agenda is computed anew."""


def concerns_all(event: RecordedEvent) -> bool:
    """Tell whether any stream's agenda may follow from an event: a setting, or an order to blank payloads."""
    return event.kind == "order" or (event.kind == "reference" and event.type not in TIMELESS)


class Driver:
    """Keeps a timer engine abreast of the log. Two at a time do no harm, only the work twice."""

    def __init__(
        self, log: EventLog, engine: TimerEngine, checkpoint: Checkpoint, parking: Parking | None = None
    ) -> None:
        self._log = log
        self._engine = engine
        self._checkpoint = checkpoint
        self._reached = 0
        self._sender = Sender(log, engine, parking or InMemoryParking())

    @property
    def parked(self) -> Set[UUID]:
        """Streams that have no clock, or an old agenda, because this program cannot fold their events."""
        return self._sender.parked

    async def run(self) -> NoReturn:
        """Follow the log and keep the engine in order until cancelled.

        What is away is waited for, with growing pauses. Putting in order goes on beside the following, at a pace of
        its own: it takes minutes where thousands of clocks have to be started.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_order())
            await self._follow()

    async def catch_up(self) -> int:
        """Send what moved between the checkpoint and the log's head, page by page; return the new checkpoint."""
        page = await self._page_at_checkpoint()
        while page.end > self._reached:
            await self._send_moved(page, self._reached)
            await self._checkpoint.save(page.end)
            self._reached = page.end
            self._sender.forget_up_to(page.end)
            if _is_full(page):
                page = await self._log.read(page.end, limit=PAGE)
        return self._reached

    async def reconcile(self) -> None:
        """Make the engine hold what the log says, sending only what differs: see `mend`, and every agenda."""
        running = await self.mend()
        streams = dict.fromkeys([*await self._sender.streams(), *running])
        known = {stream: held for stream, held in running.items() if held is not None}
        in_question = [stream for stream in streams if stream not in running or stream in known]
        await self._sender.send_different(known, in_question, Pace(PER_SECOND))

    async def mend(self) -> dict[UUID, Held | None]:
        """Restart from the log each clock that is not this program's, or that is stuck; return which others run.

        Those that were restarted are returned with None. A clock is not this program's if it holds what this program
        cannot read (its key is gone), or if it runs the code of another release.
        """
        running = dict(await self._engine.running())
        running |= dict.fromkeys(await self._engine.stuck())
        unfit = [stream for stream, held in running.items() if held is None]
        await self._sender.restart(unfit, Pace(PER_SECOND))
        await self._sender.send_parked()
        return running

    async def _follow(self) -> NoReturn:
        position = await patiently(self.catch_up)
        while True:
            await patiently(partial(self._log.wait, position, seconds=IDLE_SECONDS))
            position = await patiently(self.catch_up)

    async def _keep_order(self) -> NoReturn:
        for number in count():
            await patiently(self.reconcile if number % MENDS_A_RECONCILE == 0 else self.mend)
            await asyncio.sleep(MEND_SECONDS)
        raise AssertionError("counting does not end")

    async def _page_at_checkpoint(self) -> Page:
        """Return the page after the checkpoint. It is read while the checkpoint is, since that has seldom been moved.

        Should the checkpoint let itself be waited for, the page is old by then, which does no harm: a clock that acts
        on an old agenda is judged by the log's newest state, and the newer page follows.
        """
        position, page = await asyncio.gather(self._checkpoint.load(), self._log.read(self._reached, limit=PAGE))
        if position == self._reached:
            return page
        self._reached = position
        return await self._log.read(position, limit=PAGE)

    async def _send_moved(self, page: Page, after: int) -> None:
        if any(concerns_all(event) for event in page.events):
            await self._sender.send_changed(await self._sender.streams())
        if _is_full(page):
            # More pages follow: the agendas of the log's head save sending one a page.
            await self._sender.send([events[0].stream for events in moved_on(page)], since=page.end)
        else:
            await self._sender.follow(page, after)


def _is_full(page: Page) -> bool:
    return len(page.events) == PAGE
