"""A fact: an event with what the log knows of it; and the way between an event and its stored bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from domain.base import Occurred
from domain.events import EVENT_TYPES, Event
from domain.events.corrections import Corrected
from domain.events.course import (
    ActivityPlanSet,
    CtiContactRecorded,
    CtiStarted,
    ExpectationMet,
    PhaseEnded,
    PreCtiBegun,
)
from domain.evolution import UPCASTERS, Stored, UnknownEventTypeError, Upcasters
from domain.log import NewEvent, RecordedEvent, StreamKind, event_id

REPEATED: frozenset[type[Event]] = frozenset(
    {ActivityPlanSet, CtiContactRecorded, CtiStarted, ExpectationMet, PhaseEnded, PreCtiBegun}
)
"""Events whose content many trajectories share, such as a pinned plan: no id stands in them, and no date."""

CONTENTS_REMEMBERED = 2_048


class Fact(NamedTuple):
    """An event that the log holds. `event` is None where a lawful order has blanked it.

    What was stored as one event and is several today has one fact for each `part`, from 0; they share the id, the
    position and the version. `stored_as` is the type name and schema version that it was stored in, or what a
    correction corrects it to; None where those are today's.
    """

    id: UUID
    stream: UUID
    kind: StreamKind
    event: Event | None
    occurred: Occurred
    recorded: datetime
    actor: str
    position: int
    version: int
    part: int = 0
    stored_as: tuple[str, int] | None = None


def facts_of(recorded: RecordedEvent, upcasters: Upcasters = UPCASTERS) -> tuple[Fact, ...]:
    """Read a stored event: one fact, or one for each part of what an upcaster made several events of.

    Raises `UnknownEventTypeError` for a type or a version that this program does not know.
    """
    # Taken apart, and made, at one go: this is done for every event of a rebuild, and half as quick by name.
    position, stream, kind, version, identity, name, schema_version, _, _, actor, _, on, at, written, payload = (
        recorded
    )
    event_type = EVENT_TYPES.get(name)
    if payload is None:
        return (_blanked(recorded),)
    if event_type is None or event_type.schema_version != schema_version or event_type is Corrected:
        return tuple(_evolved(recorded, payload, upcasters))
    read = _REMEMBERED.get(event_type) or event_type.__pydantic_validator__.validate_json
    occurred = Occurred.known(on, at)
    return (
        tuple.__new__(
            Fact, (identity, stream, kind, read(payload), occurred, written, actor, position, version, 0, None)
        ),
    )


_REMEMBERED = {
    event_type: lru_cache(CONTENTS_REMEMBERED)(event_type.__pydantic_validator__.validate_json)
    for event_type in REPEATED
}


def facts_in(events: Iterable[RecordedEvent]) -> Iterator[Fact]:
    """Read stored events one after the other."""
    return chain.from_iterable(map(facts_of, events))


def _fact(recorded: RecordedEvent, event: Event | None) -> Fact:
    return Fact(
        id=recorded.id,
        stream=recorded.stream,
        kind=recorded.kind,
        event=event,
        occurred=recorded.occurred,
        recorded=recorded.recorded,
        actor=recorded.actor,
        position=recorded.position,
        version=recorded.version,
    )


def _blanked(recorded: RecordedEvent) -> Fact:
    event_type = EVENT_TYPES.get(recorded.type)
    is_current = event_type is not None and event_type.schema_version == recorded.schema_version
    return _fact(recorded, None)._replace(stored_as=None if is_current else (recorded.type, recorded.schema_version))


def _evolved(recorded: RecordedEvent, payload: bytes, upcasters: Upcasters) -> Iterator[Fact]:
    current = {name: event_type.schema_version for name, event_type in EVENT_TYPES.items()}
    stored = Stored(recorded.type, recorded.schema_version, json.loads(payload))
    for number, (source, part) in enumerate(_brought_to(current, stored, recorded.position, upcasters)):
        event = EVENT_TYPES[part.name].model_validate_json(json.dumps(part.content))
        stored_as = None if current.get(source.name) == source.version else (source.name, source.version)
        yield _fact(recorded, event)._replace(part=number, stored_as=stored_as)


def _brought_to(
    current: Mapping[str, int], stored: Stored, position: int, upcasters: Upcasters
) -> list[tuple[Stored, Stored]]:
    try:
        parts = upcasters.upcast(stored, current)
        return [said for part in parts for said in _said(stored, part, upcasters, current)]
    except UnknownEventTypeError as unknown:
        raise UnknownEventTypeError(
            f"event type {stored.name} version {stored.version} at position {position} is unknown to this program "
            f"({unknown}); run a version of Exitspor that knows it"
        ) from None


def _said(
    stored: Stored, part: Stored, upcasters: Upcasters, current: Mapping[str, int]
) -> Iterator[tuple[Stored, Stored]]:
    """Yield what was stored and what it is today; the content of a correction is upcast by its own version."""
    if part.name != Corrected.type_name:
        yield stored, part
        return
    within = Stored(part.content["type"], part.content["content_version"], part.content["content"])
    for new in upcasters.upcast(within, current):
        said = {"type": new.name, "content_version": new.version, "content": new.content}
        yield within, part._replace(content={**part.content, **said})


def new_event(event: Event, occurred: Occurred, *, command: UUID, ordinal: int) -> NewEvent:
    """Write an event as the `ordinal`-th of a command."""
    return NewEvent(
        id=event_id(command, ordinal),
        type=event.type_name,
        schema_version=event.schema_version,
        occurred=occurred,
        payload=event.__pydantic_serializer__.to_json(event),
    )
