"""What a board is: a table whose rows follow from one stream at a time."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import domain.rules  # noqa: F401  (registers how trajectories evolve, and their agendas)
from domain.agenda import Obligation, obligations_of
from domain.events import Event
from domain.events.reference import ProgrammeDefined, StaffDefined, TimingDefined
from domain.fact import Fact
from domain.log import RecordedEvent, StreamKind
from domain.reference.catalogue import SHELVES, Catalogue
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Trajectory

Row = tuple[object, ...]
"""The values of a table's row, in the order of the board's columns."""

OBLIGATIONS_READ: frozenset[type[Event]] = frozenset({ProgrammeDefined, StaffDefined, TimingDefined})
"""What of the catalogue an obligation depends on."""

_KNOWN = frozenset(event_type.type_name for event_type in SHELVES)


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
    def obligations(self) -> tuple[Obligation, ...]:
        """What people have to do in it, the soonest due first."""
        return obligations_of(self.trajectory, self.catalogue)


@dataclass(frozen=True)
class Board:
    """A stream-local board, whose rows pages read from `board.<name>`: a view of the live one of its builds.

    `rows` is a pure fold of one stream: it knows no clock, and no other stream but those of the catalogue that
    `reads` names. The first column holds the stream's id. A new `version` is a change of the table
    (`projections/<name>/table.sql`) or of what its rows say.
    """

    name: str
    version: int
    columns: tuple[str, ...]
    kinds: frozenset[StreamKind]
    rows: Callable[[Folded], Iterable[Row]]
    reads: frozenset[type[Event]] = frozenset()

    def is_changed_by(self, event: RecordedEvent) -> bool:
        """Tell whether an event may change rows of streams that it does not belong to.

        A lawful order blanks payloads anywhere; a reference event concerns the boards that read what it defines. One
        of a type that this program does not know may define anything.
        """
        if event.kind == "order":
            return True
        return event.kind == "reference" and bool(self.reads) and (event.type not in _KNOWN or self._reads(event))

    def _reads(self, event: RecordedEvent) -> bool:
        return any(event_type.type_name == event.type for event_type in self.reads)

    def table(self, number: int) -> str:
        """Return the name of a build's table."""
        return f"board.{self.name}_{number}"

    def table_sql(self, table: str) -> str:
        """Return the statement that creates a table for the board's rows."""
        return self._sql[0].replace(f"board.{self.name}", table)

    def index_sql(self, number: int) -> str:
        """Return the statements that create the indexes of a build's table."""
        named = re.sub(rf"INDEX {self.name}_", f"INDEX {self.name}_{number}_", "".join(self._sql[1:]))
        return named.replace(f"board.{self.name}", self.table(number))

    @cached_property
    def _sql(self) -> list[str]:
        text = (files("projections") / self.name / "table.sql").read_text(encoding="utf-8")
        return re.findall(r"CREATE [^;]+;\s*", text)
