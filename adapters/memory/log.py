"""The event log in memory, for tests and for trying out ideas: PostgreSQL's promises, without a disk."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from adapters.memory.return_codes import CodeTried, ReturnCodes
from adapters.memory.shape import faults_of
from domain.log import (
    Appended,
    AppendOutcome,
    Beginning,
    CommandAppend,
    ContentMismatch,
    InvalidAppend,
    NewEvent,
    Page,
    RecordedEvent,
    ReturnCodeClaim,
    StreamAppend,
    StreamKind,
    VersionConflict,
)
from domain.vault import Reading


def _now() -> datetime:
    return datetime.now(UTC)


class InMemoryEventLog:
    """An `EventLog` for one municipality. Not for threads: one event loop at a time.

    Nothing awaits between reading the head and storing, so one append cannot see half of another.
    """

    def __init__(self, municipality: str = "101", clock: Callable[[], datetime] = _now) -> None:
        self._municipality = municipality
        self._clock = clock
        self._events: list[RecordedEvent] = []
        self._streams: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
        self._ids: set[UUID] = set()
        self._commands: dict[UUID, tuple[bytes, Appended]] = {}
        self._codes = ReturnCodes()
        self.codes_tried: list[CodeTried] = []
        self._moved = asyncio.Event()

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        """Append commands in order; with a `claim`, exactly one, whose first storing carries it out.

        Raises InvalidAppend, or ReturnCodeTaken; then nothing at all is stored.
        """
        if claim is not None:
            self._refuse_claim(commands, claim)
        outcomes = self._append_all(commands)
        if claim is not None and isinstance(outcomes[0], Appended) and outcomes[0].first_time:
            self._codes.apply(claim)
        return outcomes

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        """Return the first result of a command id, if it was ever stored."""
        return self._known(command_id, content)

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        """Return a stream's events above a version, in order, with position `up_to` or lower if it is given."""
        end = self._end(up_to)
        return tuple(event for event in self._streams.get(stream, ())[after_version:] if event.position <= end)

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        """Return all events of several streams: by stream, in the order of their ids, and there by version."""
        return tuple([event for stream in sorted(set(streams)) for event in await self.load(stream, up_to=up_to)])

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        """Return at most `limit` events (1 or more) with a position above `after`."""
        if limit < 1:
            raise ValueError("limit must be 1 or higher")
        end = self._end(up_to)
        events: list[RecordedEvent] = []
        for event in self._events[after:end]:
            if kinds is None or event.kind in kinds:
                events.append(event)
            if len(events) == limit:
                return Page(tuple(events), events[-1].position)
        return Page(tuple(events), max(after, end))

    async def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return len(self._events)

    async def streams(self, kind: StreamKind, *, up_to: int | None = None) -> tuple[UUID, ...]:
        """Return the streams of a kind, in the order of their first event."""
        begun = self._events[: self._end(up_to)]
        return tuple(event.stream for event in begun if event.version == 1 and event.kind == kind)

    async def beginnings(
        self, kinds: Sequence[StreamKind], *, after: int, up_to: int, limit: int
    ) -> tuple[Beginning, ...]:
        """Return at most `limit` streams of some kinds that began above `after` and at `up_to` or lower, in order."""
        begun = (event for event in self._events[after : self._end(up_to)] if event.version == 1)
        wanted = (Beginning(event.position, event.stream) for event in begun if event.kind in kinds)
        return tuple(islice(wanted, limit))

    async def wait(self, after: int, *, seconds: float) -> None:
        """Return when the head is above `after`, at the latest after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while len(self._events) <= after:
                    await self._moved.wait()
        except TimeoutError:
            return

    async def return_code_opens(self, fingerprint: bytes, trajectory: UUID) -> bool:
        """Tell whether a return code opens a trajectory."""
        return self._codes.find(fingerprint) == trajectory

    async def open_by_code(
        self, fingerprint: bytes | None, criterion: bytes, reading: Reading, may: Callable[[UUID], Awaitable[bool]]
    ) -> UUID | None:
        """Return the trajectory that a return code opens and that somebody `may` open; the try is written down."""
        found = None if fingerprint is None else self._codes.find(fingerprint)
        opens = found is not None and await may(found)
        self.codes_tried.append(CodeTried(reading, criterion, found, opens))
        return found if opens else None

    def _end(self, up_to: int | None) -> int:
        head = len(self._events)
        return head if up_to is None else min(up_to, head)

    def _refuse_claim(self, commands: Sequence[CommandAppend], claim: ReturnCodeClaim) -> None:
        if len(commands) != 1:
            raise InvalidAppend("a return code is claimed by exactly one command")
        if self._known(commands[0].command_id, commands[0].content) is None:
            self._codes.refuse_taken(claim)

    def _known(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        if command_id not in self._commands:
            return None
        stored, first = self._commands[command_id]
        if stored != content:
            return ContentMismatch(command_id)
        return Appended(command_id, first.position, first.versions, first_time=False)

    def _append_all(self, commands: Sequence[CommandAppend]) -> tuple[AppendOutcome, ...]:
        before = len(self._events)
        try:
            return tuple(self._append_one(command) for command in commands)
        except InvalidAppend:
            self._take_back(before)
            raise

    def _take_back(self, position: int) -> None:
        for event in reversed(self._events[position:]):
            self._streams[event.stream].pop()
            self._ids.discard(event.id)
            self._commands.pop(event.command_id, None)
        del self._events[position:]

    def _append_one(self, command: CommandAppend) -> AppendOutcome:
        for fault in faults_of(command, self._municipality):
            raise InvalidAppend(fault)
        known = self._known(command.command_id, command.content)
        if known is not None:
            return known
        for part in command.streams:
            events = self._streams[part.stream]
            if events and events[0].kind != part.kind:
                raise InvalidAppend("the stream is of another kind")
            if len(events) != part.expected_version:
                return VersionConflict(command.command_id, part.stream, part.expected_version, len(events))
        return self._store(command)

    def _store(self, command: CommandAppend) -> Appended:
        recorded = self._clock()
        if self._events:
            recorded = max(recorded, self._events[-1].recorded)
        for part in command.streams:
            for event in part.events:
                self._store_event(command, part, event, recorded)
        versions = {part.stream: len(self._streams[part.stream]) for part in command.streams}
        first = Appended(command.command_id, len(self._events), versions, first_time=True)
        self._commands[command.command_id] = (command.content, first)
        self._wake()
        return first

    def _store_event(self, command: CommandAppend, part: StreamAppend, event: NewEvent, recorded: datetime) -> None:
        if event.id in self._ids:
            raise InvalidAppend("an event id is already in the log")
        stored = RecordedEvent(
            position=len(self._events) + 1,
            stream=part.stream,
            kind=part.kind,
            version=len(self._streams[part.stream]) + 1,
            id=event.id,
            type=event.type,
            schema_version=event.schema_version,
            command_id=command.command_id,
            causation=command.causation,
            actor=command.actor,
            municipality=command.municipality,
            occurred_on=event.occurred.on,
            occurred_at=event.occurred.at,
            recorded=recorded,
            payload=event.payload,
        )
        self._events.append(stored)
        self._streams[part.stream].append(stored)
        self._ids.add(event.id)

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
