"""What the command line prints: results in Danish to stdout, trouble in Danish and English to stderr."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table

from adapters.cli.trouble import Words

PIPED = 400
"""How wide a table may be that is not on a terminal: wide enough that no line is broken."""


def say(text: str = "") -> None:
    """Print a line of a result."""
    _stdout().print(text, markup=False, highlight=False, soft_wrap=True)


def complain(words: Iterable[Words]) -> None:
    """Print what is wrong, Danish first, then English."""
    console = Console(stderr=True)
    told = tuple(words)
    for text in (*(line.da for line in told), *(line.en for line in told)):
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[str] = ()
) -> None:
    """Print a table, or that there is nothing; the columns in `numbers` are aligned to the right."""
    table, filled = Table(box=box.SIMPLE_HEAD, pad_edge=False), [tuple(row) for row in rows]
    if not filled:
        return say(f"{title}: intet")
    say(title)
    for place, column in enumerate(columns):
        # Codes and ids stay whole as long as a column of words can give way.
        whole = not any(" " in row[place] for row in filled)
        justify: JustifyMethod = "right" if column in numbers else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=whole)
    for row in filled:
        table.add_row(*row)
    _stdout().print(table, markup=False, highlight=False)


def _stdout() -> Console:
    console = Console()
    if not console.is_terminal:
        console.width = PIPED
    return console
