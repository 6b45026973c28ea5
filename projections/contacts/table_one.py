"""Table 1: enquiries by who handled them and by reporting period. Source: domain section 8, seeds 002 and 004.

A period whose figures were published shows these; another is counted from events, by the date on which the
contacts happened. Figures of two programmes are never added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from domain.contact_codes import Community, HandledBy
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period

Source = Literal["published", "events", "both", "not-stated"]
"""Where a figure comes from. ``not-stated`` (ikke oplyst): nothing was published, or no bounds are known."""


class Who(NamedTuple):
    """Who handled the enquiries of a row; a cultural mediator's row is that of a community."""

    handled_by: HandledBy
    community: Community | None = None


class Count(NamedTuple):
    """Enquiries counted from events, and how many of them were first contacts."""

    contacts: int
    first_contacts: int


class Cell(NamedTuple):
    """A figure of the table; None where there is none. First contacts are known only where all are counted."""

    contacts: int | None
    first_contacts: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: a cell for each period, and the row's total. `who` is None for the row of totals."""

    who: Who | None
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class TableOne:
    """Table 1 of one programme. `periods` head the columns and hold their footnotes (`footnote_da`, `_en`)."""

    programme: str
    periods: tuple[Period, ...]
    rows: tuple[TableRow, ...]
    total: TableRow


Counts = Mapping[tuple[str, Who], Count]
"""What was counted, by period code and by who handled the contact."""

Published = Mapping[tuple[str, Who], int]
"""What was published, by period code and by who handled the contact."""

NOT_STATED = Cell(None, None, "not-stated")
NONE_COUNTED = Cell(0, 0, "events")
BRIDGE_BUILDERS = Who(HandledBy.BRIDGE_BUILDER)


def make_table(catalogue: Catalogue, programme: str, periods: Iterable[Period], counts: Counts) -> TableOne:
    """Put Table 1 together. Raises ValueError for a period of another programme."""
    columns = tuple(sorted(periods, key=lambda period: period.order))
    if any(period.programme != programme for period in columns):
        raise ValueError("perioden hører til et andet program / the period belongs to another programme")
    published = published_totals(catalogue, programme)
    filled = [_column(period, published, counts) for period in columns]
    rows = tuple(_row(who, [column[who] for column in filled]) for who in _order(filled))
    totals = [_sum([row.cells[place] for row in rows]) for place in range(len(columns))]
    return TableOne(programme, columns, rows, _row(None, totals))


def published_totals(catalogue: Catalogue, programme: str) -> Published:
    """Return a programme's published figures; of two for the same cell the one defined last."""
    return {
        (total.period, Who(total.handled_by, total.community)): total.contacts
        for total in catalogue.totals.values()
        if total.programme == programme
    }


def is_counted(period: Period, published: Published) -> bool:
    """Tell whether a period is counted from events: nothing was published for it, and both bounds are known."""
    was_published = any(code == period.code for code, _ in published)
    return not was_published and period.first is not None and period.last is not None


def _column(period: Period, published: Published, counts: Counts) -> defaultdict[Who, Cell]:
    """Return a period's cells, and what stands in those that have no figure."""
    if is_counted(period, published):
        counted = {who: Cell(*count, "events") for (code, who), count in counts.items() if code == period.code}
        return defaultdict(lambda: NONE_COUNTED, counted)
    stated = {who: Cell(n, None, "published") for (code, who), n in published.items() if code == period.code}
    return defaultdict(lambda: NOT_STATED, stated)


def _order(columns: Sequence[Mapping[Who, Cell]]) -> list[Who]:
    """Return the rows: bridge builders always, each community of mediators and CTI workers where there are any."""
    seen = {BRIDGE_BUILDERS, *(who for column in columns for who in column)}
    return [
        Who(handled_by, community)
        for handled_by in HandledBy
        for community in (None, *Community)
        if Who(handled_by, community) in seen
    ]


def _row(who: Who | None, cells: Sequence[Cell]) -> TableRow:
    return TableRow(who, tuple(cells), _sum(cells))


def _sum(cells: Sequence[Cell]) -> Cell:
    """Add the figures that there are; first contacts only if they are known for each of them."""
    stated = [cell for cell in cells if cell.contacts is not None]
    if not stated:
        return NOT_STATED
    sources = {cell.source for cell in stated}
    first = [cell.first_contacts for cell in stated if cell.first_contacts is not None]
    return Cell(
        sum(cell.contacts for cell in stated if cell.contacts is not None),
        sum(first) if len(first) == len(stated) else None,
        sources.pop() if len(sources) == 1 else "both",
    )
