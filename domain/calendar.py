"""Danish civil time: Copenhagen dates, calendar months, working days. Time is always an argument."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SATURDAY = 5

DAYS_REMEMBERED = 16_384
"""More days than a municipality has work about at a time: what follows from a day is computed once."""


def civil_date(instant: datetime) -> date:
    """Return the Copenhagen date on which an instant falls."""
    return instant.astimezone(COPENHAGEN).date()


@lru_cache(maxsize=DAYS_REMEMBERED)
def start_of_day(day: date) -> datetime:
    """Return the first instant of a Copenhagen day, in UTC."""
    return datetime.combine(day, time.min, COPENHAGEN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the instant at which a deadline on that day has passed: the start of the next local day."""
    return start_of_day(day + timedelta(days=1))


@lru_cache(maxsize=DAYS_REMEMBERED)
def add_months(day: date, months: int) -> date:
    """Add calendar months in one step: 31 January and one month is the last day of February."""
    return day + relativedelta(months=months)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the Danish public holidays of a year; Store Bededag is one until 2023."""
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither a weekend day nor a Danish public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


@lru_cache(maxsize=DAYS_REMEMBERED)
def add_working_days(day: date, count: int) -> date:
    """Return the `count`-th working day after a day (before it, where `count` is negative)."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day
