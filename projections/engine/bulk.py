"""Many streams at once: those that began within a part of the log, whole, in batches, up to a position.

A batch holds streams that began one after the other, so that what is read lies together on the disk; within a load
events come by stream and version, and each stream is folded once. Source: design section 6.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import UUID

from domain.log import EventLog, RecordedEvent, StreamKind
from projections.engine.stream import Stream, fold_streams

STREAMS_AT_A_TIME = 200

STREAMS_A_LOAD = 25
"""About as much as waits ready at a connection while the streams before it are folded."""

LOADS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Streams that began at `end` or lower, and above the end of the batch before."""

    streams: list[Stream]
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Streams to load; `end` is that of their batch if they are the last of it, else None."""

    streams: list[UUID]
    end: int | None


async def batches(
    log: EventLog, kinds: Iterable[StreamKind], *, after: int, last: int, up_to: int
) -> AsyncIterator[Batch]:
    """Yield the streams of some kinds that began above `after` and at `last` or lower, folded up to `up_to`.

    The next loads are under way while one is folded. What is held at a time does not grow with the log.
    """
    streams: list[Stream] = []
    async for events, end in _loads(log, _parts(log, tuple(kinds), after, last), up_to):
        streams += fold_streams(events)
        if end is not None:
            yield Batch(streams, end)
            streams = []


async def _loads(
    log: EventLog, parts: AsyncIterator[_Part], up_to: int
) -> AsyncIterator[tuple[tuple[RecordedEvent, ...], int | None]]:
    """Yield the events of parts in order, always some loads ahead."""
    waiting: deque[tuple[asyncio.Task[tuple[RecordedEvent, ...]], int | None]] = deque()
    try:
        async for part in parts:
            waiting.append((asyncio.create_task(_load(log, part.streams, up_to)), part.end))
            await asyncio.sleep(0)  # lets the request go out before the folding begins
            if len(waiting) > LOADS_AHEAD:
                load, end = waiting.popleft()
                yield await load, end
        while waiting:
            load, end = waiting.popleft()
            yield await load, end
    finally:
        for load, _ in waiting:
            load.cancel()


async def _load(log: EventLog, streams: list[UUID], up_to: int) -> tuple[RecordedEvent, ...]:
    return await log.load_many(streams, up_to=up_to)


async def _parts(log: EventLog, kinds: tuple[StreamKind, ...], after: int, last: int) -> AsyncIterator[_Part]:
    end = after
    while end < last:
        begun = await log.beginnings(kinds, after=end, up_to=last, limit=STREAMS_AT_A_TIME)
        end = begun[-1].position if len(begun) == STREAMS_AT_A_TIME else last
        found = [item.stream for item in begun]
        for first in range(0, max(len(found), 1), STREAMS_A_LOAD):
            is_last = first + STREAMS_A_LOAD >= len(found)
            yield _Part(found[first : first + STREAMS_A_LOAD], end if is_last else None)
