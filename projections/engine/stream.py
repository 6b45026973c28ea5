"""A stream as far as it can be folded, and a board's rows of it as far as the board can fold it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.fact import fact_of
from domain.log import RecordedEvent, StreamKind
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import evolve, fold
from domain.trajectory.state import Trajectory
from projections.engine.board import Board, Folded, Row


@dataclass(frozen=True, slots=True)
class Parked:
    """The first event of a stream that could not be folded, and the class of the error; its text is not kept."""

    stream: UUID
    position: int
    error: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream folded up to its newest event, or up to the one before an event that cannot be read."""

    kind: StreamKind
    trajectory: Trajectory
    parked: Parked | None = None


def fold_stream(events: Iterable[RecordedEvent], trajectory: Trajectory, kind: StreamKind) -> Stream:
    """Return a stream with further events, in version order."""
    for event in events:
        try:
            trajectory = evolve(trajectory, fact_of(event))
        except Exception as error:
            return Stream(kind, trajectory, Parked(event.stream, event.position, type(error).__name__))
    return Stream(kind, trajectory)


def rows_of(board: Board, stream: Stream, folded: Folded) -> tuple[list[Row], Parked | None]:
    """Return a board's rows of the longest beginning of a stream that it can fold, and what it stumbled at.

    They follow from the stream alone, so they are the same whichever pages they were brought by.
    """
    parked = stream.parked
    while folded.trajectory.facts:
        try:
            return list(board.rows(folded)), parked
        except Exception as error:
            parked = Parked(folded.trajectory.id, folded.trajectory.position, type(error).__name__)
            folded = _without_the_last_event(folded)
    return [], parked


def _without_the_last_event(folded: Folded) -> Folded:
    trajectory = folded.trajectory
    return Folded(fold(trajectory.id, trajectory.facts[:-1]), folded.catalogue, folded.position)


def rows_by_board(
    boards: Iterable[Board], streams: Sequence[Stream], catalogue: Catalogue, position: int
) -> Iterator[tuple[Board, list[Row], list[Parked]]]:
    """Yield each board's rows of some streams; the boards share what is folded of a stream."""
    shared = [(stream, Folded(stream.trajectory, catalogue, position)) for stream in streams]
    for board in boards:
        rows: list[Row] = []
        stumbled: list[Parked] = []
        for stream, folded in shared:
            if stream.kind in board.kinds:
                found, parked = rows_of(board, stream, folded)
                rows += found
                stumbled += [parked] if parked else []
        yield board, rows, stumbled
