"""What a command is: who, what, when it happened, and an id under which it can be sent again."""

import hashlib
import json
from typing import ClassVar
from uuid import UUID

from domain.base import Frozen, MunicipalityCode, Occurred, StaffCode

COMMAND_TYPES: dict[str, "type[Command]"] = {}
"""Every command type by its name; filled by importing `domain.commands`."""


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class Command(Frozen):
    """Something that somebody wants to have happened. `occurred` is when it happened, not when it is sent."""

    type_name: ClassVar[str]

    command_id: UUID
    actor: StaffCode
    municipality: MunicipalityCode
    occurred: Occurred
    causation: UUID | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.type_name = cls.__name__
        COMMAND_TYPES[cls.type_name] = cls

    def content(self) -> bytes:
        """Return the SHA-256 of the canonical content: equal for a resend, different for anything else."""
        canonical = _CANONICAL.encode(self.model_dump(mode="json"))
        return hashlib.sha256(f"{self.type_name}:{canonical}".encode()).digest()


class TrajectoryCommand(Command):
    """A command about one trajectory."""

    trajectory: UUID
