"""The boards' store in memory, for tests and for trying out ideas: PostgreSQL's promises, without a disk."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from projections.engine.board import Board, Row
from projections.engine.build import (
    Build,
    BuildState,
    CannotSwitchError,
    Chunk,
    FencedError,
    Held,
    Parked,
    Shard,
    Step,
)
from projections.engine.store import Differences


@dataclass
class _Kept:
    """A build with its rows."""

    board: Board
    number: int
    state: BuildState = BuildState.BUILDING
    position: int = 0
    recorded: datetime | None = None
    epoch: int = 0
    rows: tuple[Row, ...] = ()
    shards: dict[int, Shard] = field(default_factory=dict)
    parked: dict[UUID, Parked] = field(default_factory=dict)
    again: bool = False

    @property
    def built(self) -> float:
        whole = sum(shard.last - shard.first for shard in self.shards.values())
        done = sum(shard.done - shard.first for shard in self.shards.values())
        return 1.0 if self.state is not BuildState.BUILDING else done / whole if whole else 0.0

    def remove(self, streams: Set[object]) -> None:
        self.rows = tuple(row for row in self.rows if row[0] not in streams)
        self.parked = {stream: item for stream, item in self.parked.items() if stream not in streams}
        self.again = self.again and bool(self.parked)

    def add(self, rows: tuple[Row, ...], parked: Mapping[UUID, Parked]) -> None:
        self.rows += rows
        self.parked |= parked

    def as_build(self) -> Build:
        return Build(
            self.board.name,
            self.number,
            self.board.version,
            self.state,
            self.position,
            self.recorded,
            len(self.parked),
            self.built,
        )


class InMemoryBoards:
    """A `BoardStore`. Not for threads: one event loop at a time."""

    def __init__(self) -> None:
        self._builds: dict[int, _Kept] = {}
        self._numbers = count(1)
        self._owners: dict[int, object] = {}

    def rows(self, board: str) -> list[Row]:
        """Return what pages read: the rows of the live build, in no order."""
        return [row for kept in self._of(board) if kept.state is BuildState.LIVE for row in kept.rows]

    def release(self, number: int) -> None:
        """Take a build out of the hands of its session without its knowing, as when a lock is lost."""
        self._owners.pop(number, None)

    async def set_up(self, boards: Sequence[Board]) -> None:
        """Begin the first build of boards that have none."""
        for board in boards:
            if not self._of(board.name):
                await self.begin(board)

    async def builds(self) -> tuple[Build, ...]:
        """Return every build, by board and number."""
        kept = sorted(self._builds.values(), key=lambda item: (item.board.name, item.number))
        return tuple(item.as_build() for item in kept)

    async def begin(self, board: Board) -> int:
        """Begin a new build beside the live one; return its number, which no other build ever had."""
        number = next(self._numbers)
        self._builds[number] = _Kept(board, number)
        return number

    @asynccontextmanager
    async def session(self) -> AsyncIterator["InMemorySession"]:
        """Give a session to a block."""
        session = InMemorySession(self)
        try:
            yield session
        finally:
            for number in [number for number, owner in self._owners.items() if owner is session]:
                del self._owners[number]

    async def differences(self, board: str, one: int, other: int) -> Differences | None:
        """Compare two builds in their common columns; None if they do not stand at the same position now."""
        left, right = self._found(board, one), self._found(board, other)
        if left.position != right.position or BuildState.BUILDING in (left.state, right.state):
            return None
        columns = [name for name in left.board.columns if name in right.board.columns]
        mine, theirs = (Counter(_only(kept, columns)) for kept in (left, right))
        missing, surplus = theirs - mine, mine - theirs
        streams = sorted({row[0] for row in (*missing, *surplus)}, key=repr)
        rows, only = (mine.total(), theirs.total()), (surplus.total(), missing.total())
        return Differences(left.position, rows, only, tuple(streams[:20]))  # type: ignore[arg-type]

    async def switch(self, board: str, number: int) -> None:
        """Let pages read another build from one moment to the next; the one that was live is kept as the former."""
        chosen = self._found(board, number)
        live = next((kept for kept in self._of(board) if kept.state is BuildState.LIVE), None)
        if chosen.state is BuildState.BUILDING:
            raise CannotSwitchError("udgaven er ikke bygget færdig", "the build is not whole")
        if live is not None and live is not chosen:
            self._refuse_worse(chosen, live)
            for kept in [kept for kept in self._of(board) if kept.state is BuildState.FORMER and kept is not chosen]:
                del self._builds[kept.number]
            live.state = BuildState.FORMER
        chosen.state = BuildState.LIVE

    async def drop(self, board: str, number: int) -> None:
        """Drop a build. Raises CannotSwitchError for the live one."""
        if self._found(board, number).state is BuildState.LIVE:
            raise CannotSwitchError("udgaven vises; skift først", "the build is live; switch first")
        del self._builds[number]

    async def ask_again(self, board: str) -> int:
        """Ask the runner of a board's builds to try parked streams again; return how many there are."""
        for kept in self._of(board):
            kept.again = bool(kept.parked)
        return sum(len(kept.parked) for kept in self._of(board))

    def _refuse_worse(self, chosen: _Kept, live: _Kept) -> None:
        if chosen.position < live.position:
            raise CannotSwitchError("udgaven er bagud; vent", "the build is behind; wait")
        if chosen.parked.keys() - live.parked.keys():
            raise CannotSwitchError("udgaven mangler strømme", "the build lacks streams")

    def _of(self, board: str) -> list[_Kept]:
        return [kept for kept in self._builds.values() if kept.board.name == board]

    def _found(self, board: str, number: int) -> _Kept:
        kept = self._builds.get(number)
        if kept is None or kept.board.name != board:
            raise CannotSwitchError("der er ingen sådan udgave", "there is no such build")
        return kept

    def kept(self, held: Held) -> _Kept | None:
        """Return a build, whoever has it now; None if it was dropped."""
        return self._builds.get(held.number)

    def guarded(self, held: Held) -> _Kept:
        """Return a build that nobody has taken since. Raises FencedError."""
        kept = self.kept(held)
        if kept is None or kept.epoch != held.epoch:
            raise FencedError(held)
        return kept

    def take(self, number: int, owner: object) -> int | None:
        """Give a build to an owner if it is free; return its epoch."""
        if number not in self._builds or self._owners.setdefault(number, owner) is not owner:
            return None
        self._builds[number].epoch += 1
        return self._builds[number].epoch

    def first_live(self, kept: _Kept) -> bool:
        """Tell whether a build's board has no live one."""
        return all(other.state is not BuildState.LIVE for other in self._of(kept.board.name))


class InMemorySession:
    """A session over builds in memory."""

    def __init__(self, boards: InMemoryBoards) -> None:
        self._boards = boards

    async def take(self, board: Board, number: int) -> Held | None:
        """Take a build unless another session has it. From then on, whoever had it before cannot write it."""
        epoch = self._boards.take(number, self)
        return None if epoch is None else Held(board, number, epoch)

    async def is_whole(self, held: Held) -> bool:
        """Tell whether a build is finished. Raises FencedError if it was dropped."""
        return self._boards.guarded(held).state is not BuildState.BUILDING

    async def position(self, held: Held) -> int:
        """Return the position that a build has come to. Raises FencedError if it was dropped."""
        return self._boards.guarded(held).position

    async def plan(self, held: Held, position: int, recorded: datetime | None, shards: Sequence[Shard]) -> None:
        """Say to which position a build is made, when the event there was recorded, and in which parts."""
        ((kept, _),) = self._standing({held: Step(0, position, recorded)})
        kept.position, kept.recorded = position, recorded
        kept.shards = {shard.number: shard for shard in shards}

    async def shards(self, held: Held) -> tuple[Shard, ...]:
        """Return the shards of a build in the making."""
        kept = self._boards.kept(held)
        return tuple(kept.shards.values()) if kept else ()

    async def parked(self, held: Held) -> tuple[Parked, ...]:
        """Return the streams of a build that are parked."""
        kept = self._boards.kept(held)
        return tuple(kept.parked.values()) if kept else ()

    async def asked_again(self, held: Sequence[Held]) -> bool:
        """Tell whether somebody asks to try parked streams of some builds again."""
        return any(kept.again for kept in map(self._boards.kept, held) if kept)

    async def alive(self, held: Sequence[Held]) -> None:
        """Note that the runner of some builds lives: nobody asks here."""

    @asynccontextmanager
    async def moving(self, steps: Mapping[Held, Step]) -> AsyncIterator["InMemoryPen"]:
        """Give a block a pen; its rows and the steps are there together once the block has ended."""
        self._standing(steps)
        pen = InMemoryPen()
        yield pen
        for kept, step in self._standing(steps):
            kept.position, kept.recorded = step.end, step.recorded or kept.recorded
        pen.write(self._boards)

    @asynccontextmanager
    async def filling(self, held: Held, chunk: Chunk) -> AsyncIterator["InMemoryPen"]:
        """Give a block a pen for a part of a shard, likewise."""
        self._unfilled(held, chunk)
        pen = InMemoryPen()
        yield pen
        kept = self._unfilled(held, chunk)
        kept.shards[chunk.shard] = replace(kept.shards[chunk.shard], done=chunk.end)
        pen.write(self._boards)

    async def finish(self, held: Held) -> None:
        """Make a build whose shards are all done ready; it goes live if its board has no live build."""
        kept = self._boards.guarded(held)
        if kept.state is not BuildState.BUILDING or not all(shard.is_done for shard in kept.shards.values()):
            raise FencedError(held)
        kept.state = BuildState.LIVE if self._boards.first_live(kept) else BuildState.READY
        kept.shards = {}

    def _standing(self, steps: Mapping[Held, Step]) -> list[tuple[_Kept, Step]]:
        """Return the builds, each of which stands where its step starts. Raises FencedError."""
        found = [(self._boards.guarded(held), held, step) for held, step in steps.items()]
        for kept, held, step in found:
            if kept.position != step.start:
                raise FencedError(held)
        return [(kept, step) for kept, _, step in found]

    def _unfilled(self, held: Held, chunk: Chunk) -> _Kept:
        kept = self._boards.guarded(held)
        if kept.shards[chunk.shard].done != chunk.start:
            raise FencedError(held)
        return kept


class InMemoryPen:
    """Remembers what is to be written, and writes all of it at once."""

    def __init__(self) -> None:
        self._changes: list[tuple[Held, Callable[[_Kept], None]]] = []

    async def remove(self, held: Held, streams: Sequence[UUID]) -> None:
        """Remove the rows of some streams, and that they are parked."""
        gone = set(streams)
        self._changes.append((held, lambda kept: kept.remove(gone)))

    async def remove_all(self, held: Held) -> None:
        """Remove every row; readers see the old ones until the transaction ends."""
        self._changes.append((held, lambda kept: kept.remove({row[0] for row in kept.rows} | kept.parked.keys())))

    async def add(self, held: Held, rows: Sequence[Row], parked: Iterable[Parked] = ()) -> None:
        """Add rows, and streams that are parked."""
        new, found = tuple(rows), {item.stream: item for item in parked}
        self._changes.append((held, lambda kept: kept.add(new, found)))

    def write(self, boards: InMemoryBoards) -> None:
        """Carry everything out; nothing awaits in between."""
        for held, change in self._changes:
            change(boards.guarded(held))


def _only(kept: _Kept, columns: Sequence[str]) -> list[Row]:
    places = [kept.board.columns.index(name) for name in columns]
    return [tuple(_hashable(row[place]) for place in places) for row in kept.rows]


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
