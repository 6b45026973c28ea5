"""English dates, numbers and lists, for the captions beside the Danish ones."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.calendar import COPENHAGEN


def english_date(day: date) -> str:
    """Return a date such as ``24 April 2013``."""
    return f"{day.day} {day:%B} {day.year}"


def english_instant(instant: datetime) -> str:
    """Return a Copenhagen date and time, such as ``24 April 2013, 09:05``."""
    local = instant.astimezone(COPENHAGEN)
    return f"{english_date(local.date())}, {local:%H:%M}"


def english_number(number: int) -> str:
    """Return a number with a comma between thousands."""
    return f"{number:,}"


def english_list(items: Sequence[str]) -> str:
    """Return ``a, b and c``; empty for no item."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
