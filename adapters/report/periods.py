"""Which reporting periods a report covers: those of the programme from one year or period to another."""

from datetime import date

from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from domain.refusal import Refusal

UNKNOWN_PERIOD = Refusal(
    "unknown-period",
    "Programmet har ingen opgørelsesperiode for det år. Vælg et år fra listen.",
    "The programme has no reporting period for that year. Choose a year from the list.",
)
PERIODS_TURNED_ROUND = Refusal(
    "periods-turned-round",
    "Den sidste periode ligger før den første. Byt om på dem.",
    "The last period lies before the first. Change them round.",
)
FIRST_YEAR = 2008
"""The year of the oldest figures. Source: seed 002."""


def periods_of(catalogue: Catalogue, programme: str, *, today: date) -> tuple[Period, ...]:
    """Return a programme's periods in order: those defined, then calendar years up to today's."""
    defined = [period for period in catalogue.periods.values() if period.programme == programme]
    newest = max((period.last.year for period in defined if period.last), default=FIRST_YEAR - 1)
    order = max((period.order for period in defined), default=0)
    years = range(newest + 1, today.year + 1)
    following = [_calendar_year(programme, year, order + number) for number, year in enumerate(years, start=1)]
    return (*sorted(defined, key=lambda period: period.order), *following)


def choose_periods(periods: tuple[Period, ...], first: str, last: str) -> tuple[Period, ...] | Refusal:
    """Return the periods from one to another, both included; each is named by its code or by a year in its name.

    A year that two periods share begins with the earlier and ends with the later.
    """
    begins, ends = _naming(periods, first), _naming(periods, last)
    if not begins or not ends:
        return UNKNOWN_PERIOD
    if begins[0].order > ends[-1].order:
        return PERIODS_TURNED_ROUND
    return tuple(period for period in periods if begins[0].order <= period.order <= ends[-1].order)


def _naming(periods: tuple[Period, ...], name: str) -> tuple[Period, ...]:
    return tuple(period for period in periods if name == period.code or name in _years(period))


def _years(period: Period) -> list[str]:
    return [part for part in period.name.split("-") if part.isdigit()]


def _calendar_year(programme: str, year: int, order: int) -> Period:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Period(code=f"y{year}", programme=programme, name=str(year), first=first, last=last, order=order)
