"""No event and no command can hold a name, a CPR number or free text: its types cannot. Source: domain section 5.

What a type accepts is read from its JSON schema, and tried with canaries in every value of its golden JSON.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import isclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter, ValidationError

from domain.base import BatchMark, Code, Digest, Frozen, LocalTime, MunicipalityCode, StaffCode
from domain.commands import Command
from domain.events import EVENT_TYPES, Event
from domain.events.corrections import Corrected
from domain.reference import definitions
from domain.reference.definitions import PublicName
from tests.golden.samples import Position, command_types, leaves, replaced, samples

SCHEMAS: dict[str, dict[str, Any]] = {
    name: model.model_json_schema() for name, model in (*EVENT_TYPES.items(), *command_types().items())
}
CODE_TYPES: tuple[Any, ...] = (Code, StaffCode, MunicipalityCode, Digest, BatchMark, LocalTime)
CODES = {TypeAdapter(kind).json_schema()["pattern"] for kind in CODE_TYPES}
PUBLIC_NAME = TypeAdapter[str](PublicName).json_schema()["pattern"]
DEFINITIONS = {
    name for name, kind in vars(definitions).items() if isclass(kind) and kind.__module__ == definitions.__name__
}
"""The models of reference data, which are public and concern no citizen."""

CHECKED_ELSEWHERE = {
    "Corrected.type": "the name of an event type, and nothing else: its own validator",
    "CorrectField.field": "a command only: the corrected event's own type checks it before an event is raised",
    "CorrectField.value": "a command only: the corrected event's own type checks it before an event is raised",
}
FORMATS = {"uuid", "date", "date-time"}
SMALLEST_CPR = 101_000_000
"""The smallest CPR number, 010100-0000, read as a number."""

CPR_NUMBERS = ("010190-1234", "0101901234", "010190 1234", "0101952000")
"""As written, and one that is a whole number of days in seconds: a lenient date would take it."""
NAME = "Karla Kanariefugl"


@dataclass(frozen=True)
class Value:
    """One value that a model accepts: its place (model and field) and its JSON schema."""

    model: str
    place: str
    schema: dict[str, Any]


def values_of(schema: dict[str, Any], name: str) -> Iterator[Value]:
    """Yield every value that a model and the models within it accept."""
    inner = schema.get("$defs", {})
    for model, part in {name: schema, **{model: part for model, part in inner.items() if part}}.items():
        yield from _values(part, inner, model, model)


def _values(schema: dict[str, Any], inner: dict[str, Any], model: str, place: str) -> Iterator[Value]:
    if "$ref" in schema:
        # Another model is read where it is defined; one that says nothing accepts anything, and belongs here.
        yield from [] if inner[schema["$ref"].removeprefix("#/$defs/")] else [Value(model, place, {})]
        return
    for field, part in schema.get("properties", {}).items():
        yield from _values(part, inner, model, f"{place}.{field}")
    parts = [*schema.get("anyOf", ()), *schema.get("prefixItems", ()), *filter(None, [schema.get("items")])]
    for part in parts:
        yield from _values(part, inner, model, place)
    if not parts and not schema.get("properties"):
        yield Value(model, place, schema)


def is_closed(value: Value) -> bool:
    """Tell whether a value is a code, a reference, a date, a number or a yes or no: nothing that could be a text."""
    schema = value.schema
    match schema.get("type"):
        case "boolean" | "null" | "integer":
            return True
        case "object":
            return schema.get("additionalProperties") is False
        case "string":
            known = CODES | ({PUBLIC_NAME} if value.model in DEFINITIONS else set())
            closed = "enum" in schema or "const" in schema or schema.get("format") in FORMATS
            return closed or schema.get("pattern") in known
        case _:
            return False


def open_places(schema: dict[str, Any], name: str) -> set[str]:
    """Return the fields that could hold a text."""
    return {value.place for value in values_of(schema, name) if not is_closed(value)}


def refusal_of(model: type[Event] | type[Command], content: JsonValue) -> str | None:
    """Return what the model says against a content, None if it accepts it."""
    try:
        model.model_validate_json(json.dumps(content))
    except ValidationError as error:
        return f"{error} {error!r}"
    return None


def may_hold(canary: str, model: type[Event] | type[Command], position: Position) -> bool:
    """Tell whether a value may hold a canary: a public thing's name, or what another type checks."""
    is_public_name = canary == NAME and position[-1] in PUBLIC_FIELDS
    return is_public_name or f"{model.type_name}.{position[0]}" in CHECKED_ELSEWHERE.keys() - {"Corrected.type"}


def is_wide(number: dict[str, Any]) -> bool:
    """Tell whether a whole number has no bounds, or bounds that let a CPR number in."""
    bounds = (number.get("minimum", number.get("exclusiveMinimum")), number.get("maximum"))
    return any(bound is None or abs(bound) >= SMALLEST_CPR for bound in bounds)


PUBLIC_FIELDS = {
    value.place.split(".")[1]
    for name, schema in SCHEMAS.items()
    for value in values_of(schema, name)
    if value.schema.get("pattern") == PUBLIC_NAME
}
"""The fields that hold the name of a public thing."""

POSITIONS = [
    (model, content, position)
    for model, content in samples()
    for position, value in leaves(content)
    if isinstance(value, str) or value is None
]
"""Every value of every event and command that is a text in its JSON, or could be given one."""


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_field_of_an_event_or_a_command_is_a_free_text(name: str) -> None:
    assert open_places(SCHEMAS[name], name) <= CHECKED_ELSEWHERE.keys()


def test_what_is_checked_elsewhere_is_named_field_by_field() -> None:
    found = {place for name, schema in SCHEMAS.items() for place in open_places(schema, name)}
    assert found == CHECKED_ELSEWHERE.keys()
    assert {place for place in found if place.split(".")[0] in EVENT_TYPES} == {"Corrected.type"}


def test_a_free_text_is_found_wherever_it_hides() -> None:
    class Inner(Frozen):
        words: str

    class Loose(Frozen):
        note: str
        notes: tuple[str, ...]
        either: Code | str | None
        pair: tuple[Code, str]
        mapping: dict[str, str]
        anything: JsonValue
        inner: Inner | None
        name: PublicName
        code: Code

    assert open_places(Loose.model_json_schema(), "Loose") == {
        "Loose.note", "Loose.notes", "Loose.either", "Loose.pair", "Loose.mapping", "Loose.anything", "Loose.name",
        "Inner.words",
    }  # fmt: skip


def test_no_whole_number_is_wide_enough_for_a_cpr_number() -> None:
    numbers = [
        value
        for name, schema in SCHEMAS.items()
        for value in values_of(schema, name)
        if value.schema.get("type") == "integer"
    ]
    assert {number.place for number in numbers if is_wide(number.schema)} == set()


@pytest.mark.parametrize("name", [NAME, "Karla", "Event", "", *CPR_NUMBERS])
def test_a_correction_names_a_known_event_type_only(name: str) -> None:
    content: JsonValue = {"event": "5e1f0000-0000-4000-8000-000000000004", "type": name, "content": {}}
    refusal = refusal_of(Corrected, content)
    assert refusal is not None
    assert "Karla" not in refusal


@pytest.mark.parametrize("canary", [*CPR_NUMBERS, NAME])
def test_no_value_takes_a_cpr_number_or_a_name(canary: str) -> None:
    taken = [
        f"{model.type_name} {position}"
        for model, content, position in POSITIONS
        if not may_hold(canary, model, position) and refusal_of(model, replaced(content, position, canary)) is None
    ]
    assert taken == []


@pytest.mark.parametrize("canary", [*CPR_NUMBERS, NAME])
def test_no_refusal_shows_what_was_written(canary: str) -> None:
    refusals = [refusal_of(model, replaced(content, position, canary)) for model, content, position in POSITIONS]
    told = [refusal for refusal in refusals if refusal is not None]
    assert len(told) > len(POSITIONS) // 2
    assert not [refusal for refusal in told if canary in refusal]


@given(st.sampled_from(POSITIONS), st.sampled_from([*CPR_NUMBERS, NAME]), st.text(max_size=20), st.text(max_size=20))
def test_a_cpr_number_or_a_name_within_any_text_is_refused_and_not_shown(
    place: tuple[type[Event] | type[Command], JsonValue, Position], canary: str, before: str, after: str
) -> None:
    model, content, position = place
    refusal = refusal_of(model, replaced(content, position, before + canary + after))
    assert refusal is None or canary not in refusal
    assert refusal is not None or may_hold(canary, model, position)
