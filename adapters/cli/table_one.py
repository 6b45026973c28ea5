"""Table 1 on a terminal, with its footnotes and where its figures come from."""

from adapters.cli.printing import Row, fits, say, show_table
from adapters.report.danish import danish_number
from adapters.report.table_one import NOT_STATED, caption, footnotes, heading, names_of, periods_by_source, row_text
from projections.contacts.table_one import Cell, TableOne

TOTAL = "I alt"


def show_table_one(table: TableOne, programme: str) -> None:
    """Print Table 1 of one programme; where its periods do not fit side by side, below one another."""
    notes = footnotes(table.periods)
    columns: Row = ("", *(heading(period, notes) for period in table.periods), TOTAL)
    rows: list[Row] = [
        (row_text(row.who).da, *map(_figure, (*row.cells, row.total))) for row in (*table.rows, table.total)
    ]
    if not fits(columns, rows):
        turned: list[Row] = [*zip(columns, *rows, strict=True)]
        columns, rows = turned[0], turned[1:]
    show_table(f"{caption(table.programme).da} ({programme})", columns, rows, numbers=columns[1:])
    for note in notes.values():
        say(f"{note.mark}{note.text.da}")
    _tell_sources(table)


def _figure(cell: Cell) -> str:
    return NOT_STATED.da if cell.contacts is None else danish_number(cell.contacts)


def _tell_sources(table: TableOne) -> None:
    published, counted = (names_of(periods_by_source(table, source)).da for source in ("published", "events"))
    if published:
        say(f"Tallene for {published} er offentliggjorte tal; der er ingen hændelser bag dem.")
    if counted:
        say(f"Tallene for {counted} er talt fra registrerede henvendelser.")
