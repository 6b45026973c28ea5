"""A build: one table of a board, as folded by one version of it, with how far it has come.

A board may have several builds: the one that pages read (live), one that is made beside it, and the one that was
live before. Source: design section 6.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from projections.engine.board import Board


class BuildState(StrEnum):
    """`building`: streams are still folded in; `ready`: whole, beside the live one; `former`: for the way back."""

    BUILDING = "building"
    READY = "ready"
    LIVE = "live"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Build:
    """A build as its checkpoint tells it: it holds exactly what the log says up to `position`.

    While it is building, `position` is where it is being built to, and `built` how much of that way is done (0 to 1).
    `recorded` is when the event at the position was recorded, None before the first. `parked` is a number of streams.
    """

    board: str
    number: int
    version: int
    state: BuildState
    position: int
    recorded: datetime | None
    parked: int
    built: float = 1.0

    @property
    def is_whole(self) -> bool:
        return self.state is not BuildState.BUILDING

    def is_of(self, board: Board) -> bool:
        """Tell whether this program's board, in its version, can carry the build on."""
        return (self.board, self.version) == (board.name, board.version)


@dataclass(frozen=True, slots=True)
class Held:
    """A build in the hands of one runner. Whoever takes it next gets a higher epoch, and this one writes no more."""

    board: Board
    number: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Step:
    """From which position a build goes to which, never back; when the event there was recorded, if there is one."""

    start: int
    end: int
    recorded: datetime | None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a build never goes back")


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a build in the making: the streams that began above `first` and at `last` or lower.

    Those that began at `done` or lower are in the table.
    """

    number: int
    first: int
    last: int
    done: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.last


@dataclass(frozen=True, slots=True)
class Chunk:
    """From where a shard goes to where."""

    shard: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parked:
    """The first event of a stream that could not be folded, and the class of the error; its text is not kept."""

    stream: UUID
    position: int
    error: str


class BoardNotSetUpError(LookupError):
    """The board has no live build in this version, and none on the way to be its first."""

    def __init__(self, board: Board) -> None:
        super().__init__(
            f"tavlen {board.name} version {board.version} er ikke oprettet; kør opsætningen af tavlerne / "
            f"board {board.name} version {board.version} is not set up; run the set-up of the boards"
        )


class FencedError(RuntimeError):
    """Another runner has taken the build, moved it or dropped it meanwhile; nothing was written."""

    def __init__(self, held: Held) -> None:
        super().__init__(
            f"tavlen {held.board.name} føres af en anden proces / another process runs board {held.board.name}"
        )


class CannotSwitchError(ValueError):
    """A build cannot go live; the text says why and what to do, in Danish and in English."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(f"{danish} / {english}")
        self.danish, self.english = danish, english
