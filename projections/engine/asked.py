"""What a page asks of a board, as a condition of SQL with only the filters that are set.

A condition that says `$1 IS NULL OR ...` is planned for every filter at once, and then no index fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access.scope import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions that must all hold, and the arguments of their placeholders, numbered from `$1`."""

    conditions: tuple[str, ...] = ()
    arguments: tuple[object, ...] = ()

    @property
    def condition(self) -> str:
        return " AND ".join(self.conditions) or "true"

    def add(self, condition: str, *values: object) -> "Asked":
        """Add a condition, with `{}` in it for each value."""
        first = len(self.arguments) + 1
        places = [f"${number}" for number in range(first, first + len(values))]
        return Asked((*self.conditions, condition.format(*places)), (*self.arguments, *values))

    def equal(self, column: str, value: object | None) -> "Asked":
        """Add that a column has a value, unless it is None."""
        return self if value is None else self.add(f"{column} = {{}}", value)

    def within(self, scope: Scope) -> "Asked":
        """Add that a row, which has a centre, a worker and a trajectory, is one that a scope shows."""
        asked = self
        if scope.centres is not None:
            near = "(centre = ANY ({}::text[]) OR worker = ANY ({}::text[]))"
            asked = asked.add(near, sorted(scope.centres), sorted(scope.people))
        if scope.trajectories is not None:
            asked = asked.add("trajectory = ANY ({}::uuid[])", list(scope.trajectories))
        return asked

    def above(self, columns: Sequence[str], values: Sequence[object]) -> "Asked":
        """Add that columns, taken as one, come after some values."""
        places = ", ".join("{}" for _ in values)
        return self.add(f"({', '.join(columns)}) > ({places})", *values)
