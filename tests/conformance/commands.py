"""Commands for the tests of any event log: small, valid, and with one thing changed at a time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

from domain.base import Occurred
from domain.log import (
    Appended,
    AppendOutcome,
    CommandAppend,
    EventLog,
    NewEvent,
    RecordedEvent,
    StreamAppend,
    StreamKind,
    event_id,
)

A_DAY = Occurred(on=date(2013, 4, 2))
AN_INSTANT = Occurred.at_instant(datetime(2013, 6, 30, 21, 59, 59, 999_999, tzinfo=UTC))


def content_of(text: str) -> bytes:
    return sha256(text.encode()).digest()


def events_of(command: UUID, count: int, *, first: int = 0, payload: bytes | None = None) -> tuple[NewEvent, ...]:
    return tuple(
        NewEvent(
            id=event_id(command, ordinal),
            type="ThingHappened",
            schema_version=1,
            occurred=AN_INSTANT if ordinal % 2 else A_DAY,
            payload=payload if payload is not None else b'{"ordinal":%d}' % ordinal,
        )
        for ordinal in range(first, first + count)
    )


def part_of(
    command: UUID,
    stream: UUID,
    expected: int,
    count: int = 1,
    *,
    first: int = 0,
    kind: StreamKind = "trajectory",
) -> StreamAppend:
    return StreamAppend(stream, kind, expected, events_of(command, count, first=first))


def a_command(
    stream: UUID | None = None,
    expected: int = 0,
    count: int = 1,
    *,
    command_id: UUID | None = None,
    content: str = "content",
    kind: StreamKind = "trajectory",
) -> CommandAppend:
    """A command that appends `count` events to one stream (a new one, unless it is given)."""
    command_id = command_id or uuid4()
    part = part_of(command_id, stream or uuid4(), expected, count, kind=kind)
    return command_over([part], command_id=command_id, content=content)


def command_over(
    parts: Sequence[StreamAppend], *, command_id: UUID | None = None, content: str = "content"
) -> CommandAppend:
    return CommandAppend(command_id or uuid4(), content_of(content), "BB07", "101", tuple(parts))


def appended(outcomes: Sequence[AppendOutcome]) -> list[Appended]:
    """All outcomes, every one of which must be an acceptance."""
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
    assert len(accepted) == len(outcomes), outcomes
    return accepted


async def everything(log: EventLog) -> tuple[RecordedEvent, ...]:
    """All events of a small log."""
    return (await log.read(0, limit=1_000_000)).events
