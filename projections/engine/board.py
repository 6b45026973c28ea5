"""What a board is: a table whose rows follow from one stream at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import domain.rules  # noqa: F401  (registers how trajectories evolve, and their agendas)
from domain.agenda import Agenda, agenda
from domain.fact import Fact
from domain.log import StreamKind
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Trajectory

Row = tuple[object, ...]
"""The values of a table's row, in the order of the board's columns."""


@dataclass(frozen=True)
class Folded:
    """A stream of one event or more, folded up to `position`, with the catalogue folded up to there too.

    Every stream is folded as a trajectory: one of another kind has its facts, and `opened` None.
    """

    trajectory: Trajectory
    catalogue: Catalogue
    position: int

    @property
    def kind(self) -> StreamKind:
        return self.trajectory.facts[0].kind

    @cached_property
    def held(self) -> tuple[Fact, ...]:
        """The facts that hold, as corrected."""
        return facts_that_hold(self.trajectory.facts)

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.trajectory, self.catalogue, self.position)


@dataclass(frozen=True)
class Board:
    """A stream-local table `board.<name>`, defined in `projections/<name>/table.sql`.

    `rows` is a pure fold of one stream: it knows no clock, and no other stream but those of the catalogue. The
    first column holds the stream's id. A new `version` is a change of the table or of what its rows say.
    """

    name: str
    version: int
    columns: tuple[str, ...]
    kinds: frozenset[StreamKind]
    rows: Callable[[Folded], Iterable[Row]]
    uses_catalogue: bool = False

    @property
    def table(self) -> str:
        return f"board.{self.name}"

    def table_sql(self) -> str:
        """Return the statements that create the table and its indexes."""
        return (files("projections") / self.name / "table.sql").read_text(encoding="utf-8")
