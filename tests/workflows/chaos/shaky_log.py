"""A log as a process that may be killed sees it: away at times, its answers lost at times.

All that a process does between two calls to the log happens at one go, in memory: to be killed there leaves the
same behind as to be killed as the next call begins. So the points before and after each call are all that there are:
before loading, between loading and deciding, between deciding and appending, between appending and answering.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from domain.log import (
    Appended,
    AppendOutcome,
    Beginning,
    CommandAppend,
    ContentMismatch,
    EventLog,
    LogUnavailable,
    Page,
    RecordedEvent,
    ReturnCodeClaim,
    StreamKind,
)
from tests.workflows.chaos.mishaps import Mishaps

T = TypeVar("T")

MOST_TURNS = 3


class ShakyLog:
    """An `EventLog` on another, for one process. Others get their turn before and after each call."""

    def __init__(self, log: EventLog, who: str, mishaps: Mishaps, per_cent: float) -> None:
        self._log = log
        self._who = who
        self._mishaps = mishaps
        self._per_cent = per_cent

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        return await self._call("append", lambda: self._log.append(commands, claim=claim))

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        return await self._call("look a command up", lambda: self._log.find_command(command_id, content))

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        return await self._call("load", lambda: self._log.load(stream, after_version=after_version, up_to=up_to))

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        return await self._call("load many", lambda: self._log.load_many(streams, up_to=up_to))

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        return await self._call("read", lambda: self._log.read(after, limit=limit, up_to=up_to, kinds=kinds))

    async def head(self) -> int:
        return await self._call("ask for the head", self._log.head)

    async def streams(self, kind: StreamKind, *, up_to: int | None = None) -> tuple[UUID, ...]:
        return await self._call("list streams", lambda: self._log.streams(kind, up_to=up_to))

    async def beginnings(
        self, kinds: Sequence[StreamKind], *, after: int, up_to: int, limit: int
    ) -> tuple[Beginning, ...]:
        return await self._log.beginnings(kinds, after=after, up_to=up_to, limit=limit)

    async def wait(self, after: int, *, seconds: float) -> None:
        await self._log.wait(after, seconds=seconds)

    async def _call(self, what: str, call: Callable[[], Awaitable[T]]) -> T:
        await self._others_come_first()
        self._mishaps.may_kill(f"{self._who}: killed, about to {what}", self._per_cent)
        if self._mishaps.strikes(f"{self._who}: the log is away", self._per_cent):
            raise LogUnavailable
        answer = await call()
        await self._others_come_first()
        self._mishaps.may_kill(f"{self._who}: killed, having asked to {what}", self._per_cent)
        if self._mishaps.strikes(f"{self._who}: the log's answer is lost", self._per_cent):
            raise LogUnavailable
        return answer

    async def _others_come_first(self) -> None:
        for _ in range(self._mishaps.random.randint(0, MOST_TURNS)):
            await asyncio.sleep(0)
