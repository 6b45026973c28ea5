"""Sending streams' newest agendas to a timer engine, some at a time; one that cannot be folded is parked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from domain.agenda import Agenda
from domain.log import EventLog, Page, RecordedEvent
from workflows.agendas import CLOCKED, Agendas, Loaded
from workflows.contracts import AgendaSent
from workflows.engine import Held, TimerEngine
from workflows.pace import Pace
from workflows.parking import Parking

Tell = Callable[[Agenda], Awaitable[None]]
Load = Callable[[], Awaitable[Loaded]]
Wanted = Callable[[Agenda], bool]

AT_ONCE = 16
BATCH = 200

_log = structlog.get_logger()


def always(agenda: Agenda) -> bool:
    return True


class Sender:
    """Computes and sends agendas. Raises what the log or the engine raises: they are away, not the stream.

    For one stream it does one thing at a time, from the loading to the engine's answer: so whatever is sent later
    knows at least as much.
    """

    def __init__(self, log: EventLog, engine: TimerEngine, parking: Parking) -> None:
        self._engine = engine
        self._parking = parking
        self._agendas = Agendas(log)
        self._sent: dict[UUID, int] = {}
        self._content: dict[UUID, str] = {}
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self.parked: set[UUID] = set()
        """Streams whose events this program cannot fold; each is tried again when it moves, and by reconciling."""

    async def streams(self) -> list[UUID]:
        """Return every stream that may have a clock."""
        return await self._agendas.streams()

    async def follow(self, page: Page, after: int) -> None:
        """Send what moved on the log's newest page, which was read from `after` on."""
        catalogue = await self._agendas.catalogue_at(page, after)

        async def one(events: Sequence[RecordedEvent]) -> None:
            await self._send(events[0].stream, lambda: self._agendas.load_moved(events, page, catalogue))

        await _at_once(
            partial(one, events) for events in moved_on(page) if not self._has_sent(events[0].stream, page.end)
        )

    async def send(self, streams: Iterable[UUID], *, since: int) -> None:
        """Let each stream's clock hold its newest agenda, or end, unless one was sent that knows a position."""
        await self._send_many([one for one in streams if not self._has_sent(one, since)], self._engine.apply, always)

    async def send_changed(self, streams: Sequence[UUID]) -> None:
        """Send those whose agenda is another than this sender sent last; unless sent before, only open ones."""
        await self._send_many(streams, self._engine.apply, self._is_changed)

    async def send_different(self, running: Mapping[UUID, Held], streams: Sequence[UUID], pace: Pace) -> None:
        """Send those whose agenda is another than their running clock holds: start, tell or end the clock."""

        async def apply(agenda: Agenda) -> None:
            await pace.turn()
            await self._engine.apply(agenda)

        await self._send_many(streams, apply, lambda agenda: _differs(agenda, running.get(agenda.trajectory)))

    async def send_parked(self) -> None:
        """Try those again that could not be folded, by this process or an earlier one."""
        self.parked |= await self._parking.streams()
        await self._send_many(list(self.parked), self._engine.apply, always)

    async def restart(self, streams: Iterable[UUID], pace: Pace) -> None:
        """Give up each stream's clock, and start a new one if it is open."""

        async def one(stream: UUID) -> None:
            await pace.turn()
            await self._send(stream, lambda: self._agendas.load(stream), self._engine.restart)

        await _at_once(partial(one, stream) for stream in streams)

    async def agendas(self, streams: Sequence[UUID]) -> list[Agenda]:
        """Return the newest agendas of those streams that can be folded; the others are parked."""
        found = [await self._compute(loaded) for loaded in await self._agendas.load_many(streams)]
        return [agenda for agenda in found if agenda is not None]

    def forget_up_to(self, position: int) -> None:
        """Forget what was sent, except what knows more than a position."""
        self._sent = {stream: sent for stream, sent in self._sent.items() if sent > position}

    def _has_sent(self, stream: UUID, position: int) -> bool:
        return self._sent.get(stream, 0) >= position

    async def _send_many(self, streams: Sequence[UUID], tell: Tell, wanted: Wanted) -> None:
        for batch in batches(streams, BATCH):
            loaded = await self._agendas.load_many(batch)
            await _at_once(partial(self._send, one.trajectory, partial(_given, one), tell, wanted) for one in loaded)

    async def _send(self, stream: UUID, load: Load, tell: Tell | None = None, wanted: Wanted = always) -> None:
        async with self._turns.setdefault(stream, asyncio.Lock()):
            agenda = await self._compute(await load())
            if agenda is not None and wanted(agenda):
                await (tell or self._engine.apply)(agenda)
                self._note(agenda)

    def _note(self, agenda: Agenda) -> None:
        if not self._has_sent(agenda.trajectory, agenda.position):
            self._sent[agenda.trajectory] = agenda.position
        self._content[agenda.trajectory] = AgendaSent.of(agenda).digest

    def _is_changed(self, agenda: Agenda) -> bool:
        known = self._content.get(agenda.trajectory)
        return agenda.is_open if known is None else known != AgendaSent.of(agenda).digest

    async def _compute(self, loaded: Loaded) -> Agenda | None:
        stream = loaded.trajectory
        try:
            agenda = self._agendas.compute(loaded)
        except Exception as error:
            self.parked.add(stream)
            _log.error("trajectory parked", trajectory=str(stream), error=type(error).__name__)
            await self._parking.park(stream)
            return None
        if stream in self.parked:
            await self._parking.settle(stream)
            self.parked.discard(stream)
        return agenda


def moved_on(page: Page) -> Iterator[list[RecordedEvent]]:
    """Yield the events of each stream that has a clock, in order."""
    events = sorted((event for event in page.events if event.kind in CLOCKED), key=_stream_and_version)
    for _, of_stream in groupby(events, key=lambda event: event.stream):
        yield list(of_stream)


def batches(streams: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    return (streams[first : first + size] for first in range(0, len(streams), size))


def _stream_and_version(event: RecordedEvent) -> tuple[UUID, int]:
    return event.stream, event.version


def _differs(agenda: Agenda, held: Held | None) -> bool:
    if held is None:
        return agenda.is_open
    return not agenda.is_open or held.digest != AgendaSent.of(agenda).digest


async def _given(loaded: Loaded) -> Loaded:
    return loaded


async def _at_once(calls: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Make calls, some at a time. Raises an ExceptionGroup of what they raise."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(call: Callable[[], Awaitable[None]]) -> None:
        async with room:
            await call()

    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(one(call))
