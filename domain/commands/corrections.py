"""Commands that correct or withdraw a recorded fact of any stream. Source: domain section 5."""

from uuid import UUID

from pydantic import JsonValue

from domain.base import Occurred
from domain.commands.base import Command
from domain.trajectory_codes import WithdrawReason


class CorrectDate(Command):
    """A fact happened at another time; what follows from it moves."""

    stream: UUID
    event: UUID
    happened: Occurred


class CorrectField(Command):
    """A coded field of a fact had another value; a dot leads into a nested form (``contact.language``)."""

    stream: UUID
    event: UUID
    field: str
    value: JsonValue


class WithdrawFact(Command):
    """A fact does not hold and never did (fejlregistreret)."""

    stream: UUID
    event: UUID
    reason: WithdrawReason


class MoveContact(Command):
    """A contact was registered on the wrong stream: it is withdrawn there and registered in `trajectory`."""

    stream: UUID
    event: UUID
    trajectory: UUID
