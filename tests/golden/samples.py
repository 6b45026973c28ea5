"""The golden JSON of every event type and version, and a sample of every command; and the values inside a JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from domain.commands import COMMAND_TYPES, Command, TrajectoryCommand
from domain.commands.recurring import DutyCommand
from domain.events import EVENT_TYPES, Event

HERE = Path(__file__).parent
EVENT_FILES = {
    (match[1], int(match[2])): path
    for path in sorted((HERE / "events").glob("*.json"))
    if (match := re.fullmatch(r"([A-Za-z]+)\.v([0-9]+)\.json", path.name))
}
"""The golden file of each event type's name and schema version."""

BASES = (TrajectoryCommand, DutyCommand)
"""What commands are made of, which nobody gives."""

Position = tuple[str | int, ...]
"""Where a value stands in a JSON: the keys and indexes that lead to it."""


def event_json(event_type: type[Event]) -> JsonValue:
    """Return the golden JSON of an event type in its present version."""
    return _read(EVENT_FILES[event_type.type_name, event_type.schema_version])


def command_types() -> Mapping[str, type[Command]]:
    """Return the commands that can be given, by name."""
    return {name: command for name, command in COMMAND_TYPES.items() if command not in BASES}


def command_json(command_type: type[Command]) -> JsonValue:
    """Return the sample of a command type: every field that may be absent is given."""
    return _read(HERE / "commands" / f"{command_type.type_name}.json")


def samples() -> tuple[tuple[type[Event] | type[Command], JsonValue], ...]:
    """Return every event and command type with its JSON."""
    events = ((event_type, event_json(event_type)) for event_type in EVENT_TYPES.values())
    return (*events, *((command_type, command_json(command_type)) for command_type in command_types().values()))


def leaves(value: JsonValue, position: Position = ()) -> Iterator[tuple[Position, JsonValue]]:
    """Yield every value of a JSON that is no object and no array, with its position."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*position, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*position, index))
    else:
        yield position, value


def replaced(value: JsonValue, position: Position, new: JsonValue) -> JsonValue:
    """Return the JSON with another value at a position."""
    if not position:
        return new
    first, *rest = position
    if isinstance(value, dict):
        return {key: replaced(item, tuple(rest), new) if key == first else item for key, item in value.items()}
    assert isinstance(value, list)
    return [replaced(item, tuple(rest), new) if index == first else item for index, item in enumerate(value)]


def _read(path: Path) -> JsonValue:
    content: JsonValue = json.loads(path.read_text(encoding="utf-8"))
    return content
