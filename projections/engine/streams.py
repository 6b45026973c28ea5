"""The streams of the log, folded up to a position; those that moved last are remembered."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Set
from uuid import UUID

from domain.log import EventLog, Page, RecordedEvent, StreamKind
from domain.trajectory.state import Trajectory
from projections.engine.stream import Stream, fold_stream, fold_streams

MOST_REMEMBERED = 2_000


class Streams:
    """Folds streams of a log. A remembered stream only saves loading it again: its version must fit."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._remembered: OrderedDict[UUID, Stream] = OrderedDict()

    async def moved_by(self, page: Page, kinds: Set[StreamKind]) -> list[Stream]:
        """Return the streams of some kinds that have events on a page, folded to the page's end."""
        moved: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
        for event in page.events:
            if event.kind in kinds:
                moved[event.stream].append(event)
        known = [self._forward(events) for events in moved.values()]
        loaded = await self.at(
            [stream for stream, found in zip(moved, known, strict=True) if found is None], page.end
        )
        return [self._remember(stream) for stream in (*filter(None, known), *loaded)]

    async def at(self, streams: Iterable[UUID], position: int) -> list[Stream]:
        """Return streams, folded up to a position; those without an event by then are left out."""
        wanted = list(streams)
        return fold_streams(await self._log.load_many(wanted, up_to=position)) if wanted else []

    def forget(self) -> None:
        """Forget what is remembered: payloads were blanked, or what could not be read may be readable now."""
        self._remembered.clear()

    def _forward(self, events: list[RecordedEvent]) -> Stream | None:
        """Fold a stream's events on a page after those before it, if these are known.

        The page holds every event of the stream from its first one there up to the page's end, so a stream that
        is known up to the version before needs nothing else.
        """
        first = events[0]
        before = self._known(first.stream, first.version - 1)
        return None if before is None else fold_stream(events, before, first.kind)

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
