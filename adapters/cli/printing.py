"""What the command line prints: results in Danish to stdout, trouble in Danish and English to stderr."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table

from adapters.cli.trouble import Words

PIPED = 400
"""How wide a table may be that is not on a terminal: wide enough that no line is broken."""


READABLE = 24
"""How narrow a column of words may become before the rows are told one by one instead."""

GAP = 3
"""What stands between two columns."""

BETWEEN = " · "

Row = Sequence[str]


def say(text: str = "") -> None:
    """Print a line of a result."""
    _stdout().print(text, markup=False, highlight=False, soft_wrap=True)


def complain(words: Iterable[Words]) -> None:
    """Print what is wrong, Danish first, then English."""
    console = Console(stderr=True)
    told = tuple(words)
    for text in (*(line.da for line in told), *(line.en for line in told)):
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def show_table(title: str, columns: Row, rows: Iterable[Row], *, numbers: Row = ()) -> None:
    """Print a table, or that there is nothing; the columns in `numbers` are aligned to the right.

    Where a terminal is too narrow, the rows are told one by one: no column is ever cut off.
    """
    filled = [tuple(row) for row in rows]
    if not filled:
        return say(f"{title}: intet")
    say(title)
    if fits(columns, filled):
        _stdout().print(_table(columns, filled, numbers), markup=False, highlight=False)
    else:
        for row in filled:
            say("\n" + "\n".join(_told(columns, row, _stdout().width)))


def fits(columns: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a table is readable in the width there is."""
    least = (_least(column, [row[place] for row in rows]) for place, column in enumerate(columns))
    return sum(least) + GAP * len(columns) <= _stdout().width


def _least(column: str, cells: Row) -> int:
    widest = max(map(len, cells))
    if not _is_whole(cells):
        widest = min(widest, READABLE)
    return max(widest, *map(len, column.split() or [""]))


def _is_whole(cells: Row) -> bool:
    """Tell whether a column holds codes, ids or numbers, which stay on one line."""
    return not any(" " in cell for cell in cells)


def _table(columns: Row, rows: Sequence[Row], numbers: Row) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        whole = _is_whole([row[place] for row in rows]) and " " not in column
        justify: JustifyMethod = "right" if column in numbers else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*row)
    return table


def _told(columns: Row, row: Row, width: int) -> Iterator[str]:
    """Yield the lines of one row: what its columns hold, as many to a line as there is room for."""
    line = ""
    for part in (f"{column}: {cell}" if column else cell for column, cell in zip(columns, row, strict=True) if cell):
        if line and len(line) + len(BETWEEN) + len(part) > width:
            yield from textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False)
            line = f"  {part}"
        else:
            line = f"{line}{BETWEEN}{part}" if line else part
    yield from textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False)


def _stdout() -> Console:
    console = Console()
    if not console.is_terminal:
        console.width = PIPED
    return console
