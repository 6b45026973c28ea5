"""What was stored once can be read for ever: a golden file for every version, and no silent change of a type."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, JsonValue, create_model

from domain.events import EVENT_TYPES
from domain.evolution import UnknownEventTypeError, Upcasters
from domain.fact import facts_of
from domain.log import RecordedEvent
from tests.golden.samples import EVENT_FILES, HERE, event_json

FINGERPRINTS = HERE / "fingerprints.txt"
"""One event type a line: name, schema version, fingerprint of the type's JSON schema without its texts."""


def stored(name: str, version: int, payload: bytes) -> RecordedEvent:
    """An event as the log hands it out."""
    return RecordedEvent(
        position=1,
        stream=UUID(int=1),
        kind="trajectory",
        version=1,
        id=UUID(int=2),
        type=name,
        schema_version=version,
        command_id=UUID(int=3),
        causation=None,
        actor="BB07",
        municipality="101",
        occurred_on=date(2026, 3, 2),
        occurred_at=None,
        recorded=datetime(2026, 3, 2, 12, tzinfo=UTC),
        payload=payload,
    )


def without_texts(schema: JsonValue) -> JsonValue:
    """Return a JSON schema without titles and descriptions, and with its sets in one order."""
    if isinstance(schema, list):
        return [without_texts(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    texts = {key for key in ("title", "description") if isinstance(schema.get(key), str)}
    return {key: in_one_order(key, without_texts(item)) for key, item in schema.items() if key not in texts}


def in_one_order(key: str, item: JsonValue) -> JsonValue:
    """Return what stands under a key of a schema; the members of a set sorted, since their order says nothing."""
    return sorted(item, key=str) if key in ("enum", "required") and isinstance(item, list) else item


def fingerprint(event_type: type[BaseModel]) -> str:
    canonical = json.dumps(without_texts(event_type.model_json_schema()), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def fixed_fingerprints() -> dict[tuple[str, str], str]:
    lines = (line.split() for line in FINGERPRINTS.read_text(encoding="utf-8").splitlines())
    return {(name, version): digest for name, version, digest in lines}


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_event_type_has_a_golden_file_of_its_version(name: str) -> None:
    version = EVENT_TYPES[name].schema_version
    assert (name, version) in EVENT_FILES, f"write one instance's JSON to tests/golden/events/{name}.v{version}.json"


def test_every_golden_file_is_named_by_type_and_version() -> None:
    assert len(EVENT_FILES) == len(list((HERE / "events").iterdir()))


@pytest.mark.parametrize(("name", "version"), EVENT_FILES)
def test_every_version_ever_stored_is_read_as_events_of_today(name: str, version: int) -> None:
    facts = facts_of(stored(name, version, EVENT_FILES[name, version].read_bytes()))
    assert facts
    assert all(type(fact.event) in EVENT_TYPES.values() for fact in facts)


def test_a_new_version_without_an_upcaster_for_the_old_one_is_found() -> None:
    old = stored("Corrected", 1, EVENT_FILES["Corrected", 1].read_bytes())
    assert facts_of(old)
    with pytest.raises(UnknownEventTypeError):
        facts_of(old, Upcasters())


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_an_event_that_was_read_is_written_as_it_was(name: str) -> None:
    golden = event_json(EVENT_TYPES[name])
    event = EVENT_TYPES[name].model_validate_json(json.dumps(golden))
    assert json.loads(event.model_dump_json()) == golden


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_equal_events_are_stored_as_equal_bytes(name: str) -> None:
    event = EVENT_TYPES[name].model_validate(event_json(EVENT_TYPES[name]))
    again = EVENT_TYPES[name].model_validate_json(event.model_dump_json())
    assert again == event
    assert again.model_dump_json() == event.model_dump_json()


def test_no_event_type_changes_without_a_new_version() -> None:
    now = {(name, f"v{kind.schema_version}"): fingerprint(kind) for name, kind in EVENT_TYPES.items()}
    fixed = fixed_fingerprints()
    changed = [
        f"{name} {version} {digest}"
        for (name, version), digest in now.items()
        if fixed.get((name, version)) != digest
    ]
    assert not changed, (
        "these event types are new or have changed. One that was ever stored needs a new schema_version, an upcaster "
        f"and a golden file; then put these lines into {FINGERPRINTS.name}:\n" + "\n".join(changed)
    )


def test_no_version_that_was_fixed_once_has_gone() -> None:
    golden = {(name, f"v{version}") for name, version in EVENT_FILES}
    assert set(fixed_fingerprints()) == golden, "every version ever fixed keeps its golden file and its fingerprint"


class Before(StrEnum):
    FIRST = "first"


class After(StrEnum):
    FIRST = "first"
    SECOND = "second"


def event_with(**fields: object) -> type[BaseModel]:
    """Return a model with a model within it that has some fields, and the same names whatever they are."""
    within = create_model("Within", **fields)  # type: ignore[call-overload]
    return create_model("Outer", within=(tuple[within, ...], ()))


@pytest.mark.parametrize(
    "other",
    [
        event_with(kind=(After, ...)),
        event_with(kind=(Before | None, None)),
        event_with(kind=(Before, Before.FIRST)),
        event_with(kind=(Before, ...), more=(int, 0)),
        event_with(kind=(Before, Field(alias="sort"))),
        event_with(),
    ],
)
def test_a_change_within_a_model_or_a_code_within_an_event_is_a_change_of_the_event(other: type[BaseModel]) -> None:
    assert fingerprint(other) != fingerprint(event_with(kind=(Before, ...)))
    assert fingerprint(event_with(kind=(Before, ...))) == fingerprint(event_with(kind=(Before, ...)))


def test_a_change_of_a_field_changes_the_fingerprint_and_a_change_of_its_text_does_not() -> None:
    schema: JsonValue = {"description": "One.", "properties": {"title": {"title": "Title", "type": "string"}}}
    other_text: JsonValue = {"description": "Two.", "properties": {"title": {"title": "Heading", "type": "string"}}}
    other_type: JsonValue = {"description": "One.", "properties": {"title": {"title": "Title", "type": "integer"}}}
    assert without_texts(schema) == without_texts(other_text)
    assert without_texts(schema) != without_texts(other_type)


@pytest.mark.parametrize(("name", "version"), [("NeverDefined", 1), ("ContactRegistered", 99)])
def test_a_type_or_version_that_this_program_does_not_know_is_said_to_be_unknown(name: str, version: int) -> None:
    with pytest.raises(UnknownEventTypeError, match=f"{name} version {version} at position 1"):
        facts_of(stored(name, version, b"{}"))
