"""A fact: an event with what the log knows of it; and the way between an event and its stored bytes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.base import Occurred
from domain.events import EVENT_TYPES, Event
from domain.log import NewEvent, RecordedEvent, StreamKind, event_id


@dataclass(frozen=True, slots=True)
class Fact:
    """An event that the log holds. `event` is None where a lawful order has blanked it."""

    id: UUID
    stream: UUID
    kind: StreamKind
    event: Event | None
    occurred: Occurred
    recorded: datetime
    actor: str
    position: int
    version: int


class UnknownEventTypeError(Exception):
    """The log holds an event type or schema version that this program does not know."""


def fact_of(recorded: RecordedEvent) -> Fact:
    """Read a stored event. Raises `UnknownEventTypeError` for a type this program does not know."""
    return Fact(
        id=recorded.id,
        stream=recorded.stream,
        kind=recorded.kind,
        event=None if recorded.payload is None else read_event(recorded),
        occurred=recorded.occurred,
        recorded=recorded.recorded,
        actor=recorded.actor,
        position=recorded.position,
        version=recorded.version,
    )


def read_event(recorded: RecordedEvent) -> Event:
    """Return the event that a payload holds."""
    event_type = EVENT_TYPES.get(recorded.type)
    if event_type is None or event_type.schema_version != recorded.schema_version:
        raise UnknownEventTypeError(
            f"event type {recorded.type} version {recorded.schema_version} at position {recorded.position} "
            "is unknown to this program; run a version of Exitspor that knows it"
        )
    return event_type.model_validate_json(recorded.payload or b"")


def new_event(event: Event, occurred: Occurred, *, command: UUID, ordinal: int) -> NewEvent:
    """Write an event as the `ordinal`-th of a command."""
    return NewEvent(
        id=event_id(command, ordinal),
        type=event.type_name,
        schema_version=event.schema_version,
        occurred=occurred,
        payload=event.model_dump_json().encode(),
    )
