"""What is sent of a command: its own fields, without those that follow from who is signed in."""

import re
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError, create_model
from pydantic.fields import FieldInfo

from domain.access.who import Who
from domain.base import Frozen
from domain.commands import Command
from domain.commands.corrections import CorrectField
from domain.refusal import Refusal

FROM_THE_SESSION = frozenset({"actor", "municipality", "causation"})
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]+(\.[a-z_0-9]+)*$", max_length=80)]
"""A field of a fact; a dot leads into a nested form."""

NOT_FITTING = Refusal(
    "unusable",
    "Værdierne passer ikke sammen. Se beskrivelsen i openapi.json.",
    "The values do not fit together. See the description in openapi.json.",
)


def name_of(command_type: type[Command]) -> str:
    """Return a command's name in an address, such as ``open-trajectory``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", command_type.type_name).lower()


@cache
def body_of(command_type: type[Command]) -> type[Frozen]:
    """Return the model of what is sent of a command. The command id is the sender's: sent again, it does nothing."""
    fields: dict[str, Any] = {
        name: _field(command_type, name, field)
        for name, field in command_type.model_fields.items()
        if name not in FROM_THE_SESSION
    }
    made: type[Frozen] = create_model(command_type.type_name, __base__=Frozen, __doc__=command_type.__doc__, **fields)
    return made


def _field(command_type: type[Command], name: str, field: FieldInfo) -> tuple[Any, FieldInfo]:
    if command_type is CorrectField and name == "field":
        return FieldPath, Field()
    return field.rebuild_annotation(), field


def command_of(command_type: type[Command], body: Frozen, who: Who, **further: UUID) -> Command | Refusal:
    """Return the command that somebody sent."""
    content = {name: getattr(body, name) for name in type(body).model_fields}
    try:
        return command_type(actor=who.code, municipality=who.municipality, **content, **further)
    except ValidationError:
        return NOT_FITTING
