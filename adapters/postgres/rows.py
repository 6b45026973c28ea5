"""Between the values of the port and the rows and composite values of PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from typing import Any

import asyncpg

from domain.log import (
    Appended,
    AppendOutcome,
    CommandAppend,
    ContentMismatch,
    NewEvent,
    RecordedEvent,
    StreamAppend,
    VersionConflict,
)


def command_row(command: CommandAppend) -> tuple[Any, ...]:
    """Return a command as the composite `log.new_command`."""
    return (
        command.command_id,
        command.content,
        command.actor,
        command.municipality,
        command.causation,
        [_stream_row(part) for part in command.streams],
    )


def _stream_row(part: StreamAppend) -> tuple[Any, ...]:
    return part.stream, part.kind, part.expected_version, [_event_row(event) for event in part.events]


def _event_row(event: NewEvent) -> tuple[Any, ...]:
    occurred = event.occurred
    return event.id, event.type, event.schema_version, occurred.on, occurred.at, event.payload


def outcome_of(row: asyncpg.Record) -> AppendOutcome:
    """Return what a row of `log.outcome` says, its fields in their order."""
    result, command_id, position, streams, versions, stream, expected, actual = row
    if result == "conflict":
        return VersionConflict(command_id, stream, expected, actual)
    if result == "mismatch":
        return ContentMismatch(command_id)
    return Appended(command_id, position, dict(zip(streams, versions, strict=True)), first_time=result == "appended")


event_of: Callable[[Iterable[Any]], RecordedEvent] = partial(tuple.__new__, RecordedEvent)
"""Makes an event of a row of `log.event`, whose columns are in the order of the event's fields.

As `RecordedEvent._make` does, without a step of Python for every event of a rebuild.
"""


def events_of(row: Iterable[Any]) -> Iterator[RecordedEvent]:
    """Return the events of a stream from a row of `queries/load_many.sql`, which has them in arrays."""
    stream, kind, municipality, *first, actors, on, at, recorded, payloads = row
    position, *identity = first
    same = repeat(municipality)
    parts = (position, repeat(stream), repeat(kind), *identity, actors, same, on, at, recorded, payloads)
    return map(event_of, zip(*parts, strict=False))
