"""The fields of every event type, read from the models: what each can hold, and how personal it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from adapters.privacy.classes import DataClass
from domain.base import StaffCode
from domain.events import EVENT_TYPES
from domain.labelled import Labelled
from domain.reference.catalogue import SHELVES
from domain.span import Span

_STAFF = TypeAdapter[str](StaffCode).json_schema()["pattern"]

ABOUT_STAFF = frozenset({"StaffDefined", "NoticePreferenceDefined"})
ABOUT_NOBODY = frozenset(
    {kind.type_name for kind in SHELVES}
    | {"VipCardsHandedOut", "CardBatchMade", "PaperPrepared", "OccasionDone", "PayloadsBlanked"}
)
"""Reference data, cards and duties concern no citizen."""


class Holds(Labelled):
    """What a field can hold; there is none that is a text about somebody."""

    REFERENCE = "reference", "nummer", "id"
    DATE = "date", "dato eller tidspunkt", "date or instant"
    CODE = "code", "kode", "code"
    STAFF = "staff", "medarbejderkode", "staff code"
    NUMBER = "number", "tal", "number"
    LENGTH = "length", "længde af tid", "length of time"
    YES_NO = "yes-no", "ja eller nej", "yes or no"
    CONTENT = "content", "en anden hændelses felter", "the fields of another event"
    DEFINITION = "definition", "offentligt navn", "public name"


@dataclass(frozen=True, slots=True)
class EventField:
    """A field of an event, with the fields of the models within it as ``field.inner``."""

    event: str
    name: str
    holds: Holds
    data: DataClass


def event_fields() -> tuple[EventField, ...]:
    """Return every field of every event type, by type in the order of the register."""
    return tuple(field for name in EVENT_TYPES for field in _fields_of(name))


def _fields_of(name: str) -> Iterator[EventField]:
    schema = EVENT_TYPES[name].model_json_schema()
    for path, holds in dict(_leaves(schema, schema.get("$defs", {}), "")).items():
        yield EventField(name, path, holds, _class_of(name, holds))


def _class_of(event: str, holds: Holds) -> DataClass:
    if event in ABOUT_STAFF or holds is Holds.STAFF:
        return DataClass.STAFF
    if event in ABOUT_NOBODY or holds is Holds.DEFINITION:
        return DataClass.TECHNICAL
    return DataClass.PSEUDONYM if holds is Holds.REFERENCE else DataClass.ARTICLE_9


def _leaves(schema: Mapping[str, Any], models: Mapping[str, Any], path: str) -> Iterator[tuple[str, Holds]]:
    """Yield the values that a JSON schema accepts, with their places; what is absent is no value."""
    if "$ref" in schema:
        model = schema["$ref"].removeprefix("#/$defs/")
        if model == Span.__name__:
            yield path, Holds.LENGTH
        else:
            yield from _leaves(models[model], models, path)
        return
    for name, inner in schema.get("properties", {}).items():
        yield from _leaves(inner, models, f"{path}.{name}" if path else name)
    parts = [*schema.get("anyOf", ()), *schema.get("prefixItems", ()), *filter(None, [schema.get("items")])]
    for part in parts:
        yield from _leaves(part, models, path)
    if not parts and path and not schema.get("properties") and schema.get("type") != "null":
        yield path, _held(schema)


def _held(schema: Mapping[str, Any]) -> Holds:
    match schema:
        case {"type": "object"}:
            return Holds.CONTENT
        case {"type": "boolean"}:
            return Holds.YES_NO
        case {"type": "integer"} | {"type": "number"}:
            return Holds.NUMBER
        case {"format": "uuid"}:
            return Holds.REFERENCE
        case {"format": "date" | "date-time"}:
            return Holds.DATE
        case {"pattern": pattern} if pattern == _STAFF:
            return Holds.STAFF
        case {"maxLength": length} if length > MOST_OF_A_CODE:
            return Holds.DEFINITION
        case _:
            return Holds.CODE


MOST_OF_A_CODE = 64
"""No code is longer; the name of a public thing may be."""
