"""The port of the timer engine: whoever wakes a trajectory's clock when its earliest timer is due."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from domain.agenda import Agenda


class TimerEngine(Protocol):
    """What the driver needs of an engine. Every call may be made again; an older agenda changes nothing.

    A call raises if the engine is away; the driver waits and tries again.
    """

    async def apply(self, agenda: Agenda) -> None:
        """Let the trajectory's clock hold this agenda: an open trajectory's is started if there is none.

        A closed trajectory's clock ends, if there is one; none is ever started.
        """

    async def restart(self, agenda: Agenda) -> None:
        """Give up the trajectory's clock, whatever state it is in, and start a new one if it is open."""

    async def running(self) -> Mapping[UUID, bool]:
        """Return which trajectories have a clock, and whether this program can still read what it holds."""
