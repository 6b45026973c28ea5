"""The port of what the night does with the vault: it erases what is kept too long, and makes erasings final."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory


class Housekeeping(Protocol):
    """Every step may be done again, by a run that is tried again or by the next night's."""

    async def begin(self, now: datetime) -> None:
        """Destroy keys whose time has passed; tell the log of erasings that it missed, and of those now final."""

    async def keep(self, trajectories: Sequence[Trajectory], catalogue: Catalogue, now: datetime) -> None:
        """Erase what of some trajectories is kept too long, and deliver it to the archive before."""

    async def finish(self, now: datetime) -> None:
        """Rotate the keys if anything was erased, and drop what of the access log is kept too long."""


class NothingKept:
    """The housekeeping of an installation without a vault: a clock on its own."""

    async def begin(self, now: datetime) -> None:
        """Do nothing."""

    async def keep(self, trajectories: Sequence[Trajectory], catalogue: Catalogue, now: datetime) -> None:
        """Do nothing."""

    async def finish(self, now: datetime) -> None:
        """Do nothing."""
