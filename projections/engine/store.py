"""The port of the boards' store: builds with their rows, checkpoints and runners.

Rows and checkpoint move together or not at all, and only for the runner that took the build last. Proved by
`tests/conformance/boards.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from projections.engine.board import Board, Row
from projections.engine.build import Build, Chunk, Held, Parked, Shard, Step


@dataclass(frozen=True, slots=True)
class Differences:
    """Two builds of a board at one position: their rows, rows that only one of them has, and streams of these."""

    position: int
    rows: tuple[int, int]
    only: tuple[int, int]
    streams: tuple[UUID, ...]

    @property
    def are_none(self) -> bool:
        return self.only == (0, 0)


class Pen(Protocol):
    """Writes rows within a transaction."""

    async def remove(self, held: Held, streams: Sequence[UUID]) -> None:
        """Remove the rows of some streams, and that they are parked."""

    async def remove_all(self, held: Held) -> None:
        """Remove every row; readers see the old ones until the transaction ends."""

    async def add(self, held: Held, rows: Sequence[Row], parked: Iterable[Parked] = ()) -> None:
        """Add rows, and streams that are parked."""


class Session(Protocol):
    """The builds in the hands of one runner; they are free again when the session ends, in whatever way."""

    async def take(self, board: Board, number: int) -> Held | None:
        """Take a build unless another session has it. From then on, whoever had it before cannot write it."""

    async def is_whole(self, held: Held) -> bool:
        """Tell whether a build is finished. Raises FencedError if it was dropped."""

    async def position(self, held: Held) -> int:
        """Return the position that a build has come to. Raises FencedError if it was dropped."""

    async def plan(self, held: Held, position: int, recorded: datetime | None, shards: Sequence[Shard]) -> None:
        """Say to which position a build is made, when the event there was recorded, and in which parts."""

    async def shards(self, held: Held) -> tuple[Shard, ...]:
        """Return the shards of a build in the making."""

    async def parked(self, held: Held) -> tuple[Parked, ...]:
        """Return the streams of a build that are parked."""

    async def asked_again(self, held: Sequence[Held]) -> bool:
        """Tell whether somebody asks to try parked streams of some builds again."""

    async def alive(self, held: Sequence[Held]) -> None:
        """Note that the runner of some builds lives."""

    def moving(self, steps: Mapping[Held, Step]) -> AbstractAsyncContextManager[Pen]:
        """Give a block a pen; its rows and the steps are there together once the block has ended.

        Raises FencedError, before anything is written, for a build that does not stand where its step starts, or
        that another session has taken.
        """

    def filling(self, held: Held, chunk: Chunk) -> AbstractAsyncContextManager[Pen]:
        """Give a block a pen for a part of a shard, likewise. It needs the epoch alone, so shards may go at once."""

    async def finish(self, held: Held) -> None:
        """Make a build whose shards are all done ready; it goes live if its board has no live build."""


class BoardStore(Protocol):
    """Where builds are kept."""

    async def set_up(self, boards: Sequence[Board]) -> None:
        """Make the store ready, and begin the first build of boards that have none. May be run at any time."""

    async def builds(self) -> tuple[Build, ...]:
        """Return every build, by board and number."""

    async def begin(self, board: Board) -> int:
        """Begin a new build beside the live one; return its number, which no other build ever had."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Give a session to a block."""

    async def differences(self, board: str, one: int, other: int) -> Differences | None:
        """Compare two builds in their common columns; None if they do not stand at the same position now.

        None too while one of them is building. Raises CannotSwitchError for one that is not there.
        """

    async def switch(self, board: str, number: int) -> None:
        """Let pages read another build from one moment to the next; the one that was live is kept as the former.

        Raises CannotSwitchError for one that is not whole, is behind the live one, or lacks streams that it has.
        """

    async def drop(self, board: str, number: int) -> None:
        """Drop a build. Raises CannotSwitchError for the live one."""

    async def ask_again(self, board: str) -> int:
        """Ask the runner of a board's builds to try parked streams again; return how many there are."""
