"""A command sent again is known by its content: equal for equal commands, another for any other."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from domain.base import Occurred
from domain.commands import COMMAND_TYPES, Command
from domain.commands.contacts import RegisterContact
from domain.commands.course import RecordAttempt
from domain.commands.reference import Define
from domain.events import EVENT_TYPES, Event
from domain.labelled import Labelled
from tests.golden.samples import Position, command_json, command_types, event_json, leaves, replaced

OTHER_VALUES: tuple[JsonValue, ...] = (
    *sorted({member.value for codes in Labelled.__subclasses__() for member in codes}),
    str(UUID(int=7)), "other-code", "another-code", "XY99", "ZZ98", "751", "X7", "2026-03-02", "2026-05-08",
    "2026-03-02T10:00:00Z", "2026-05-08T22:00:00Z", "cd" * 32, 2, 3, 4, True, False, None,
)  # fmt: skip
"""Values of every kind that a command's fields hold."""


ELEVEN = datetime(2026, 3, 2, 11, tzinfo=UTC)
POSITIONS = [
    (name, position)
    for name, kind in command_types().items()
    for position, _ in leaves(command_json(kind))
    if position[-1] not in ("handled_by", "community") or name == "Define"
]
"""Every value of every command; who handled a contact, and the community, differ together only (tested apart)."""


def sample_of(name: str) -> Command:
    return COMMAND_TYPES[name].model_validate(command_json(COMMAND_TYPES[name]))


def read(kind: type[Command], json: JsonValue) -> Command | None:
    """Return the command that a JSON says, if its type allows it."""
    try:
        return kind.model_validate(json)
    except ValidationError:
        return None


def others_at(command: Command, position: Position) -> list[Command]:
    """Return the commands that differ from the sample at one position only."""
    kind = type(command)
    changed = (replaced(command_json(kind), position, value) for value in OTHER_VALUES)
    return [other for json in changed if (other := read(kind, json)) is not None and other != command]


@st.composite
def variants(draw: st.DrawFn, kind: type[Command]) -> Command:
    """Draw a command of a type: its sample, with up to two values replaced where the type allows it."""
    json, command = command_json(kind), sample_of(kind.type_name)
    for position in draw(st.lists(st.sampled_from([position for position, _ in leaves(json)]), max_size=2)):
        changed = replaced(json, position, draw(st.sampled_from(OTHER_VALUES)))
        other = read(kind, changed)
        json, command = (json, command) if other is None else (changed, other)
    return command


@pytest.mark.parametrize("name", command_types())
def test_a_command_read_again_has_the_same_content(name: str) -> None:
    command = sample_of(name)
    again = type(command).model_validate_json(command.model_dump_json())
    assert again == command
    assert again.content() == command.content()
    assert len(command.content()) == 32


@pytest.mark.parametrize("event_type", [kind for kind in EVENT_TYPES.values() if "definition" in kind.model_fields])
def test_a_definition_of_each_kind_read_again_is_the_same(event_type: type[Event]) -> None:
    definition = event_type.model_validate(event_json(event_type)).model_dump()["definition"]
    command = Define.model_validate({**dict_of(Define), "definition": definition})
    assert type(command.definition) is event_type.model_fields["definition"].annotation
    assert Define.model_validate_json(command.model_dump_json()) == command


@pytest.mark.parametrize(
    ("name", "position"),
    POSITIONS,
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else value,
)
def test_a_command_that_differs_in_any_field_has_another_content(name: str, position: Position) -> None:
    command = sample_of(name)
    others = others_at(command, position)
    assert others
    assert command.content() not in {other.content() for other in others}


@given(st.data())
def test_two_commands_have_equal_content_if_they_are_equal_and_only_then(data: st.DataObject) -> None:
    kind = COMMAND_TYPES[data.draw(st.sampled_from(sorted(command_types())))]
    drawn = [data.draw(variants(kind)) for _ in range(2)]
    assert (drawn[0] == drawn[1]) == (drawn[0].content() == drawn[1].content())


@pytest.mark.parametrize(
    ("handled_by", "community"), [("bridge-builder", None), ("cti-worker", None), ("cultural-mediator", "romanian")]
)
def test_a_contact_that_somebody_else_handled_is_another_content(handled_by: str, community: str | None) -> None:
    json = replaced(command_json(RegisterContact), ("contact", "handled_by"), handled_by)
    other = RegisterContact.model_validate(replaced(json, ("contact", "community"), community))
    assert other.content() != sample_of("RegisterContact").content()


@given(st.permutations(["housing", "health", "income"]))
def test_the_order_in_which_a_set_was_ticked_is_no_difference(ticked: list[str]) -> None:
    kind = COMMAND_TYPES["ShareInformation"]
    one = kind.model_validate({**dict_of(kind), "information": ["health", "housing", "income"]})
    other = kind.model_validate({**dict_of(kind), "information": ticked})
    assert one.content() == other.content()


def dict_of(kind: type[Command]) -> dict[str, JsonValue]:
    json = command_json(kind)
    assert isinstance(json, dict)
    return json


@given(st.integers(-11, 11))
def test_the_same_instant_in_another_zone_is_no_difference(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    one, other = (
        RecordAttempt.model_validate({**dict_of(RecordAttempt), "occurred": Occurred.at_instant(instant)})
        for instant in (ELEVEN, ELEVEN.astimezone(zone))
    )
    assert one == other
    assert one.content() == other.content()


def test_two_types_with_equal_fields_have_different_content() -> None:
    names = ("PlaceHold", "LiftHold", "Resume", "ReopenTrajectory")
    commands = [COMMAND_TYPES[name].model_validate(dict_of(COMMAND_TYPES["PlaceHold"])) for name in names]
    assert len({command.content() for command in commands}) == len(names)
