"""Pages of a board as it stood earlier: which day is asked for, and how much of it a process does at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from adapters.earlier import Earlier, View, cut_of, present, told, view_at
from adapters.services import Services
from adapters.web.asking import TheServices
from adapters.web.errors import NotNowError, UnusableError
from adapters.web.language import Language
from domain.refusal import Refusal
from projections.engine.board import Board

LONGEST_SECONDS = 20.0
"""How long the log may be folded for one page."""

NOT_A_DAY = Refusal(
    "not-a-day",
    "Datoen kan ikke bruges. Skriv den som 2026-01-31.",
    "The date cannot be used. Write it as 2026-01-31.",
)
ONE_AT_A_TIME = Refusal(
    "one-at-a-time",
    "En anden ser lige nu på en tavle, som den var før. Prøv igen om lidt.",
    "Somebody else is looking at a board as it was. Try again in a moment.",
)
TOO_LONG = Refusal(
    "too-long",
    "Loggen er for lang til at vise tavlen her, som den var før. Brug »exitspor board« med --known eller --happened.",
    'The log is too long to show the board as it was here. Use "exitspor board" with --known or --happened.',
)


@dataclass(frozen=True, slots=True)
class Window:
    """Where a page looks at a board: as it is, or as it stood earlier."""

    services: Services
    earlier: Earlier
    replay: asyncio.Lock

    @property
    def query(self) -> dict[str, str]:
        days = {"known": self.earlier.known, "happened": self.earlier.happened}
        return {name: str(day) for name, day in days.items() if day is not None}

    def told(self, view: View, language: Language) -> str | None:
        """Say which earlier time a view is of; None if it is of now."""
        return None if view.cut is None else told(view.cut, self.earlier, language)

    @asynccontextmanager
    async def looking(self, board: Board) -> AsyncIterator[View]:
        """Give a block the board. Raises UnusableError for a day that there is not, NotNowError."""
        if self.earlier.is_now:
            yield await present(self.services)
            return
        if self.replay.locked():
            raise NotNowError(ONE_AT_A_TIME)
        async with self.replay, AsyncExitStack() as stack:
            yield await self._folded(stack, board)

    async def _folded(self, stack: AsyncExitStack, board: Board) -> View:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                cut = await cut_of(self.services, self.earlier)
                if isinstance(cut, Refusal):
                    raise UnusableError(cut)
                return await stack.enter_async_context(view_at(self.services, (board,), cut))
        except TimeoutError:
            raise NotNowError(TOO_LONG) from None


async def window_of(
    request: Request, services: TheServices, known: str | None = None, happened: str | None = None
) -> Window:
    """Read the two days of a GET form; an empty one means now. Raises UnusableError."""
    return Window(services, Earlier(_day(known), _day(happened)), request.app.state.replay)


TheWindow = Annotated[Window, Depends(window_of)]


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnusableError(NOT_A_DAY) from None
