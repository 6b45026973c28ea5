"""The command about team supervision. Source: domain section 7."""

from uuid import UUID

from pydantic import Field

from domain.base import Code
from domain.commands.base import Command
from domain.help_codes import SessionKind


class HoldSupervision(Command):
    """Record a session of team supervision: which trajectories were discussed."""

    stream: UUID
    centre: Code
    kind: SessionKind
    trajectories: tuple[UUID, ...] = Field(min_length=1, max_length=500)
