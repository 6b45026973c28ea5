"""Boards as they stood earlier, for pages, command line and reports: what may be asked, and how it is said."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Connection, Pool

from adapters.services import Services
from adapters.web.language import Language
from domain.calendar import civil_date
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from projections.engine.as_of import boards_as_of
from projections.engine.board import Board
from projections.engine.catalogue import CatalogueAt
from projections.engine.cut import BeyondTheLogError, Cut, cut_at

BEYOND_THE_LOG = Refusal(
    "beyond-the-log",
    "Loggen har ingen hændelse ved den plads. Vælg en plads, den er nået til.",
    "The log has no event at that position. Choose one that it has come to.",
)
NOT_OVER_YET = Refusal(
    "not-over-yet",
    "Den dag er ikke kommet endnu. Vælg i dag eller en dag før.",
    "That day has not come yet. Choose today or a day before.",
)
NOTHING_KNOWN_YET = Refusal(
    "nothing-known-yet",
    "Der var intet registreret endnu den dag. Vælg en senere dag.",
    "Nothing was registered yet on that day. Choose a later day.",
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Which time is asked for: what was known at a position or when a day ended, and what had happened by a day."""

    known: int | date | None = None
    happened: date | None = None

    @property
    def is_now(self) -> bool:
        return self.known is None and self.happened is None


@dataclass(frozen=True, slots=True)
class View:
    """Where boards are asked, the instant at which overdue is judged, and the catalogue as it was then.

    `cut` is None where they are shown as they are.
    """

    connection: Connection | Pool
    now: datetime
    catalogue: Catalogue
    cut: Cut | None = None

    @property
    def as_of(self) -> int | None:
        """The position at which a trajectory's own page shows it as this view does, if there is one."""
        return None if self.cut is None or self.cut.happened is not None else self.cut.position


async def cut_of(services: Services, earlier: Earlier) -> Cut | Refusal:
    """Return the cut that is asked for, or why there is none."""
    now = services.clock()
    days = [day for day in (earlier.known, earlier.happened) if isinstance(day, date)]
    if any(day > civil_date(now) for day in days):
        return NOT_OVER_YET
    try:
        cut = await cut_at(services.log, now, known=earlier.known, happened=earlier.happened)
    except BeyondTheLogError:
        return BEYOND_THE_LOG
    return cut if cut.position else NOTHING_KNOWN_YET


async def present(services: Services) -> View:
    """Return the boards as they are."""
    return View(services.pool, services.clock(), await services.catalogue())


@asynccontextmanager
async def view_at(
    services: Services, boards: Sequence[Board], cut: Cut, progress: Callable[[float], None] = lambda done: None
) -> AsyncIterator[View]:
    """Give a block some boards as they stood at a cut; they are gone after it."""
    catalogue = await CatalogueAt(services.log).at(cut.position)
    async with boards_as_of(services.pool, services.log, boards, cut, progress) as connection:
        yield View(connection, cut.now, catalogue, cut)


def told(cut: Cut, earlier: Earlier, language: Language) -> str:
    """Say which cut it is, as the end of a sentence that begins with what is shown."""
    known = _known(cut, earlier, language)
    if cut.happened is None:
        return language.text(f"som det {known}", f"as it {known}")
    day = language.date(cut.happened)
    return language.text(
        f"som sagerne stod, da {day} var gået, efter det, der {known}",
        f"as it stood when {day} had passed, by what {known}",
    )


def _known(cut: Cut, earlier: Earlier, language: Language) -> str:
    at = language.text(f"plads {cut.position} i loggen", f"position {cut.position} of the log")
    if earlier.known is None:
        return language.text(f"er kendt nu ({at})", f"is known now ({at})")
    if isinstance(earlier.known, date):
        day = language.date(earlier.known)
        return language.text(f"var kendt, da {day} var gået ({at})", f"was known when {day} had passed ({at})")
    return language.text(f"var kendt ved {at}", f"was known at {at}")
