"""A stream as far as it can be folded, and a board's rows of it as far as the board can fold it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.fact import Fact, facts_of
from domain.log import RecordedEvent, StreamKind
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import evolve, fold
from domain.trajectory.state import Trajectory
from projections.engine.board import Board, Folded, Row
from projections.engine.build import Parked


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream folded up to its newest event, or up to the one before an event that cannot be read."""

    kind: StreamKind
    trajectory: Trajectory
    parked: Parked | None = None


def fold_stream(events: Sequence[RecordedEvent], trajectory: Trajectory, kind: StreamKind) -> Stream:
    """Return a stream with further events, in version order."""
    facts, parked = _read(events)
    try:
        return Stream(kind, _with(trajectory, facts), parked)
    except Exception:
        return _one_by_one(facts, Stream(kind, trajectory, parked))


def fold_streams(events: Sequence[RecordedEvent]) -> list[Stream]:
    """Return whole streams, whose events come one stream after the other, each in version order from 1."""
    begin = [place for place, event in enumerate(events) if event.version == 1]
    streams = [events[first:last] for first, last in pairwise((*begin, len(events)))]
    return [fold_stream(found, Trajectory(found[0].stream), found[0].kind) for found in streams]


def _read(events: Sequence[RecordedEvent]) -> tuple[list[Fact], Parked | None]:
    try:
        return [fact for event in events for fact in facts_of(event)], None
    except Exception:
        return _read_as_far_as_possible(events)


def _read_as_far_as_possible(events: Iterable[RecordedEvent]) -> tuple[list[Fact], Parked | None]:
    facts: list[Fact] = []
    for event in events:
        try:
            facts.extend(facts_of(event))
        except Exception as error:
            return facts, Parked(event.stream, event.position, type(error).__name__)
    return facts, None


def _with(trajectory: Trajectory, facts: Sequence[Fact]) -> Trajectory:
    if not trajectory.facts:
        return fold(trajectory.id, facts)
    for fact in facts:
        trajectory = evolve(trajectory, fact)
    return trajectory


def _one_by_one(facts: Iterable[Fact], stream: Stream) -> Stream:
    """Return a stream up to the fact at which its fold fails."""
    trajectory = stream.trajectory
    for fact in facts:
        try:
            trajectory = evolve(trajectory, fact)
        except Exception as error:
            return Stream(stream.kind, trajectory, Parked(fact.stream, fact.position, type(error).__name__))
    return Stream(stream.kind, trajectory, stream.parked)


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
    facts = folded.trajectory.facts
    before = [fact for fact in facts if fact.version < facts[-1].version]
    return Folded(fold(folded.trajectory.id, before), folded.catalogue, folded.position)


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
