"""A figure that was measured, its goal, and the line that tells of both."""

from collections.abc import Iterable
from dataclasses import dataclass

NAME_WIDTH = 58


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must be at least, or at most."""

    limit: float
    at_most: bool = False

    def is_met_by(self, value: float) -> bool:
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {number(self.limit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours beside theirs, in `unit`. Judged is the ratio ours / theirs; without theirs, ours.

    Without a goal nothing is judged: the rate is only told.
    """

    name: str
    ours: float
    theirs: float | None
    goal: Goal | None
    unit: str

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def is_ok(self) -> bool:
        return self.goal is None or self.goal.is_met_by(self.ours if self.ratio is None else self.ratio)

    def line(self) -> str:
        theirs = "-" if self.theirs is None else number(self.theirs)
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = "" if self.goal is None else "ok" if self.is_ok else "short"
        goal = "-" if self.goal is None else str(self.goal)
        name = f"{self.name} ({self.unit})"
        return _columns(name, number(self.ours), theirs, ratio, goal, verdict)


def heading() -> str:
    """Return the names of the columns."""
    return _columns("name", "ours", "theirs", "ratio", "goal", "")


def exit_code(figures: Iterable[Figure]) -> int:
    """Return 0 if every figure meets its goal, else 1."""
    return 0 if all(figure.is_ok for figure in figures) else 1


def number(value: float) -> str:
    """Write a number with as many digits as it is worth."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _columns(*cells: str) -> str:
    name, ours, theirs, ratio, goal, verdict = cells
    return f"{name:<{NAME_WIDTH}} {ours:>11} {theirs:>11} {ratio:>8} {goal:>10}  {verdict}".rstrip()
