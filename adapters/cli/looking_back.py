"""`--known` and `--happened`: boards and reports as they stood earlier, on a terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

import typer

from adapters.cli.bars import share_bar
from adapters.cli.common import day_of
from adapters.cli.printing import say
from adapters.cli.trouble import RefusedError, Words
from adapters.earlier import Earlier, View, cut_of, present, told, view_at
from adapters.services import Services
from adapters.web.boards import board_state
from adapters.web.language import DANISH
from domain.refusal import Refusal
from projections.engine.board import Board

Known = Annotated[
    str | None,
    typer.Option("--known", metavar="POSITION|DATE", help="What was known then (kendt): a position, or a day's end."),
]
Happened = Annotated[
    str | None, typer.Option("--happened", metavar="DATE", help="What had happened when that day ended (sket).")
]
LONGEST_POSITION = 15

BAD_KNOWN = Words(
    "--known: angiv en plads i loggen, som 1234, eller en dato, som 2026-01-31.",
    "--known: give a position of the log, such as 1234, or a date, such as 2026-01-31.",
)
BAD_HAPPENED = Words(
    "--happened: angiv en dato som 2026-01-31.",
    "--happened: give a date such as 2026-01-31.",
)


def earlier_of(known: str | None, happened: str | None) -> Earlier:
    """Return which time was asked for. Raises BadInputError."""
    day = None if happened is None else day_of(happened, BAD_HAPPENED)
    return Earlier(None if known is None else _point_of(known), day)


def _point_of(text: str) -> int | date:
    if text.isdecimal() and len(text) <= LONGEST_POSITION:
        return int(text)
    return day_of(text, BAD_KNOWN)


@asynccontextmanager
async def looking(services: Services, earlier: Earlier, *boards: Board) -> AsyncIterator[View]:
    """Give a block some boards as they are or as they stood, and tell what they then lack. Raises RefusedError."""
    if earlier.is_now:
        for board in boards:
            await _tell_state(services, board)
        yield await present(services)
        return
    cut = await cut_of(services, earlier)
    if isinstance(cut, Refusal):
        raise RefusedError(cut)
    bar, tell = share_bar("Loggen foldes")
    try:
        async with view_at(services, boards, cut, tell) as view:
            bar.stop()
            say(f"Vist, {told(cut, earlier, DANISH)}.")
            yield view
    finally:
        bar.stop()


async def _tell_state(services: Services, board: Board) -> None:
    """Wait up to two seconds for a board to hold all that is in the log, and tell what it then lacks."""
    state = await board_state(services, board, await services.log.head())
    if state.behind:
        say(f"Tavlen {board.name} er {state.behind} hændelser bagud.")
    if not state.freshness.is_complete:
        count = len(state.freshness.parked)
        say(f"Tavlen {board.name} er ikke fuldstændig: {count} strømme kan ikke læses af dette program.")
