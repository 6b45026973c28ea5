"""The port of the timer engine: whoever wakes a trajectory's clock when its earliest timer is due."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.agenda import Agenda


class EngineAwayError(ConnectionError):
    """The engine cannot be reached now, or is too busy. The same call may be made again."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a running clock says of itself: the digest (`AgendaSent.digest`) of the agenda that it holds, and the
    rebuild that started it. It may be some seconds old.
    """

    digest: str
    rebuild: UUID | None = None


class TimerEngine(Protocol):
    """What the driver needs of an engine. Every call may be made again; an older agenda changes nothing.

    A call raises EngineAwayError if the engine is away; the driver waits and tries again. An agenda that `is_open` is
    one that has a clock.
    """

    async def apply(self, agenda: Agenda) -> None:
        """Let the trajectory's clock hold this agenda: an open one's is started if there is none.

        One that is not open ends its clock, if there is one; none is ever started.
        """

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        """Give up the trajectory's clock, whatever state it is in, and start a new one if it is open."""

    async def running(self) -> Mapping[UUID, Held | None]:
        """Return which trajectories have a clock, and what it holds.

        None is a clock that is not of this program: its key is gone, or its code is of another release.
        """

    async def stuck(self) -> Set[UUID]:
        """Return the trajectories whose clock runs but fails again and again, in its own code or on what it holds."""
