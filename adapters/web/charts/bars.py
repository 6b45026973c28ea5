"""A bar chart of Table 1: one group a period, one bar for each row of the table."""

from dataclasses import dataclass

from projections.contacts.table_one import TableOne

ROW = 26
"""Height of a bar with the space beneath it, in pixels."""

HEADING = 24
GAP = 14
LONGEST = 82.0
"""Per cent of the width that the longest bar takes, so that its figure fits beside it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: which row of the table it shows (from 1), its figure, its top in pixels and its width in per cent."""

    series: int
    figure: int
    top: int
    width: float


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of a period beneath its name; none where the period has no figures."""

    name: str
    top: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    groups: tuple[Group, ...]
    height: int


def bar_chart(table: TableOne) -> BarChart:
    """Draw Table 1; a cell without a figure has no bar."""
    figures = [cell.contacts for row in table.rows for cell in row.cells if cell.contacts is not None]
    longest = max(figures, default=0) or 1
    groups, top = [], 0
    for place, period in enumerate(table.periods):
        bars, bottom = [], top + HEADING
        for series, row in enumerate(table.rows, start=1):
            figure = row.cells[place].contacts
            if figure is not None:
                bars.append(Bar(series, figure, bottom, round(LONGEST * figure / longest, 2)))
                bottom += ROW
        groups.append(Group(period.name, top, tuple(bars)))
        top = bottom + GAP
    return BarChart(tuple(groups), top)
