"""The streams of the log, folded up to a position; those that moved last are remembered."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Set
from uuid import UUID

from domain.log import EventLog, Page, RecordedEvent, StreamKind
from domain.trajectory.state import Trajectory
from projections.engine.stream import Stream, fold_stream

MOST_REMEMBERED = 2_000
LOADS_AT_A_TIME = 4


class Streams:
    """Folds streams of a log. A remembered stream only saves loading it again: its version must fit."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._remembered: OrderedDict[UUID, Stream] = OrderedDict()
        self._loads = asyncio.Semaphore(LOADS_AT_A_TIME)

    async def moved_by(self, page: Page, kinds: Set[StreamKind]) -> list[Stream]:
        """Return the streams of some kinds that have events on a page, folded to the page's end."""
        moved: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
        for event in page.events:
            if event.kind in kinds:
                moved[event.stream].append(event)
        return list(await asyncio.gather(*(self._forward(events, page.end) for events in moved.values())))

    async def at(self, streams: Iterable[UUID], position: int) -> list[Stream]:
        """Return streams, each of which has an event by then, folded up to a position."""
        return list(await asyncio.gather(*(self._load(stream, position) for stream in streams)))

    def forget(self) -> None:
        """Forget what is remembered: payloads were blanked."""
        self._remembered.clear()

    async def _forward(self, events: list[RecordedEvent], position: int) -> Stream:
        """Fold a stream's events on a page after those before it, which are loaded unless they are known.

        The page holds every event of the stream from its first one there up to the page's end, so a stream that
        is known up to the version before needs nothing else.
        """
        first = events[0]
        before = self._known(first.stream, first.version - 1)
        if before is None:
            return self._remember(await self._load(first.stream, position))
        return self._remember(fold_stream(events, before, first.kind))

    def _known(self, stream: UUID, version: int) -> Trajectory | None:
        if version == 0:
            return Trajectory(stream)
        known = self._remembered.get(stream)
        return known.trajectory if known is not None and known.trajectory.version == version else None

    def _remember(self, stream: Stream) -> Stream:
        self._remembered[stream.trajectory.id] = stream
        self._remembered.move_to_end(stream.trajectory.id)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return stream

    async def _load(self, stream: UUID, position: int) -> Stream:
        async with self._loads:
            events = await self._log.load(stream, up_to=position)
        return fold_stream(events, Trajectory(stream), events[0].kind)
