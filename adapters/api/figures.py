"""Figures: Table 1 of one programme. Figures of two programmes are never added."""

from fastapi import APIRouter

from adapters.api.answers import RESPONSES
from adapters.web.asking import TheDesk
from adapters.web.guarding import only_with
from adapters.web.selection import TheSelection
from domain.access.codes import Action
from domain.base import Code, Frozen
from domain.contact_codes import Community, HandledBy
from projections.contacts.table_one import Cell, Source, TableRow

router = APIRouter(tags=["figures"], responses=RESPONSES, dependencies=[only_with(Action.SEE_AGGREGATES)])


class Figure(Frozen):
    """Enquiries, and how many of them were first contacts; null where it is not known."""

    contacts: int | None
    first_contacts: int | None
    source: Source


class Row(Frozen):
    """A row by who handled the enquiries, with a figure for each period; that of totals has no `handled_by`."""

    handled_by: HandledBy | None
    community: Community | None
    figures: tuple[Figure, ...]
    total: Figure


class Table(Frozen):
    """Table 1: `periods` head the columns."""

    programme: Code
    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


@router.get("/figures/table-one", operation_id="table-one")
async def table_one(desk: TheDesk, selection: TheSelection) -> Table:
    """Return enquiries by who handled them and by reporting period."""
    table = selection.table
    return Table(
        programme=table.programme,
        periods=tuple(period.code for period in table.periods),
        rows=tuple(map(_row, table.rows)),
        total=_row(table.total),
    )


def _row(row: TableRow) -> Row:
    return Row(
        handled_by=row.who and row.who.handled_by,
        community=row.who and row.who.community,
        figures=tuple(map(_figure, row.cells)),
        total=_figure(row.total),
    )


def _figure(cell: Cell) -> Figure:
    return Figure(contacts=cell.contacts, first_contacts=cell.first_contacts, source=cell.source)
