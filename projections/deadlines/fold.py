"""What is due in a trajectory: the obligations of its agenda, computed in `domain/`. Source: design section 4."""

from collections.abc import Iterable

from projections.deadlines.row import DeadlineRow, row_of
from projections.engine.board import OBLIGATIONS_READ, Board, Folded


def rows(folded: Folded) -> Iterable[DeadlineRow]:
    """One row for each obligation; a closed trajectory may have some too."""
    trajectory = folded.trajectory
    return [row_of(trajectory.id, trajectory.programme, item) for item in folded.obligations]


DEADLINES = Board(
    name="deadlines",
    version=2,
    columns=DeadlineRow._fields,
    kinds=frozenset({"trajectory"}),
    rows=rows,
    reads=OBLIGATIONS_READ,
)
