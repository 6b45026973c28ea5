"""The port of the event log: what is appended, what comes back, and what a log promises.

A log is one sequence of events with contiguous positions from 1, in commit order; an event belongs to one
stream and has a version there, contiguous from 1. An append carries commands; each command is stored whole
or not at all, and one refused command aborts no other. The same command id with the same content is answered
with the first result. Source: design section 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID, uuid5

from domain.base import Occurred

StreamKind = Literal["trajectory", "contact", "visit", "supervision", "unit", "cards", "reference", "order"]
"""What a stream is about. ``unit`` holds a unit's recurring duties, ``order`` lawful orders to blank payloads."""

STREAM_KINDS: tuple[StreamKind, ...] = (
    "trajectory", "contact", "visit", "supervision", "unit", "cards", "reference", "order",
)  # fmt: skip


def event_id(command: UUID, ordinal: int) -> UUID:
    """Return the id of the `ordinal`-th event (from 0) that a command causes."""
    return uuid5(command, str(ordinal))


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it has a position. `payload` holds exactly the bytes that are hashed and stored."""

    id: UUID
    type: str
    schema_version: int
    occurred: Occurred
    payload: bytes


@dataclass(frozen=True, slots=True)
class StreamAppend:
    """Events for one stream. `expected_version` is the number of events the stream must have (0: new)."""

    stream: UUID
    kind: StreamKind
    expected_version: int
    events: tuple[NewEvent, ...]


@dataclass(frozen=True, slots=True)
class CommandAppend:
    """What one command appends, to one or several streams, all or nothing.

    `content` is the SHA-256 of the command's canonical content without `now` (32 bytes).
    """

    command_id: UUID
    content: bytes
    actor: str
    municipality: str
    streams: tuple[StreamAppend, ...]
    causation: UUID | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """The command is stored; `position` is that of its last event. `first_time` is false for a resend."""

    command_id: UUID
    position: int
    versions: Mapping[UUID, int] = field(hash=False)
    first_time: bool


@dataclass(frozen=True, slots=True)
class VersionConflict:
    """A stream had another version than expected; nothing of this command is stored."""

    command_id: UUID
    stream: UUID
    expected: int
    actual: int


@dataclass(frozen=True, slots=True)
class ContentMismatch:
    """The command id was used before with other content; nothing of this command is stored."""

    command_id: UUID


AppendOutcome = Appended | VersionConflict | ContentMismatch


class RecordedEvent(NamedTuple):
    """An event as the log holds it. `payload` is None once a lawful order has blanked it.

    The fields stand in the order in which a log's rows have them, so that a row becomes one without a copy.
    """

    position: int
    stream: UUID
    kind: StreamKind
    version: int
    id: UUID
    type: str
    schema_version: int
    command_id: UUID
    causation: UUID | None
    actor: str
    municipality: str
    occurred_on: date
    occurred_at: datetime | None
    recorded: datetime
    payload: bytes | None

    @property
    def occurred(self) -> Occurred:
        """When it happened; its date was validated when it was appended, and is not again."""
        return Occurred.known(self.occurred_on, self.occurred_at)


class Beginning(NamedTuple):
    """The position of a stream's first event, and the stream."""

    position: int
    stream: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """Events after a position, in order, and the position up to which the reader has now seen everything."""

    events: tuple[RecordedEvent, ...]
    end: int


class InvalidAppend(ValueError):  # noqa: N818
    """What was appended makes no sense, or is another municipality's: nothing of the whole call is stored."""


class LogUnavailable(ConnectionError):  # noqa: N818
    """The log cannot be reached now, or is too busy. The same commands may be sent again as they are."""


class ReturnCodeTaken(ValueError):  # noqa: N818
    """The fingerprint belongs to another trajectory: make a new code. Nothing of the call is stored."""


@dataclass(frozen=True, slots=True)
class ReturnCodeClaim:
    """What an append does to a trajectory's return code, in the same transaction.

    A `fingerprint` (keyed hash of the code) replaces the trajectory's code, None erases it.
    """

    trajectory: UUID
    fingerprint: bytes | None


class EventLog(Protocol):
    """What every event log fulfils, proved by `tests/conformance/event_log.py`."""

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        """Append commands in order; answer one outcome each, in the same order.

        A `claim` goes with a single command and is applied only if that command is stored by this very call.
        """

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        """Return the first result of a command id, if it was ever stored."""

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        """Return a stream's events above a version, in order, with position `up_to` or lower if it is given."""

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        """Return all events of several streams: by stream, in the order of their ids, and there by version."""

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        """Return at most `limit` events with a position above `after`.

        The page's `end` is the position of its last event if it is full, else the log's head (or `up_to`,
        if lower): a reader that continues from `end` misses nothing, whichever kinds it asked for.
        """

    async def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""

    async def streams(self, kind: StreamKind, *, up_to: int | None = None) -> tuple[UUID, ...]:
        """Return the streams of a kind, in the order of their first event."""

    async def beginnings(
        self, kinds: Sequence[StreamKind], *, after: int, up_to: int, limit: int
    ) -> tuple[Beginning, ...]:
        """Return at most `limit` streams of some kinds that began above `after` and at `up_to` or lower, in order."""

    async def wait(self, after: int, *, seconds: float) -> None:
        """Return when the head may have moved above `after`, at the latest after `seconds`."""
