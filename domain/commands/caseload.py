"""Handing over a worker's trajectories in one step. Source: domain section 7."""

from uuid import UUID

from pydantic import Field

from domain.base import StaffCode
from domain.commands.base import Command

MOST_MOVED = 1_000
"""How many trajectories one command may name."""


class MoveCaseload(Command):
    """Move trajectories of a worker to another, or to the queue of their centre (`to` absent), all or nothing.

    `leaves` says that the worker leaves the service in the same step: then every trajectory must be named.
    """

    worker: StaffCode
    to: StaffCode | None = None
    trajectories: tuple[UUID, ...] = Field(default=(), max_length=MOST_MOVED)
    leaves: bool = False


class TakeLeave(Command):
    """A worker goes on leave: the deputy answers for everything until the worker is back (`deputy` absent)."""

    worker: StaffCode
    deputy: StaffCode | None = None
