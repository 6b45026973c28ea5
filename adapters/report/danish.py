"""Danish dates, numbers and lists, as the municipality's notes write them."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.calendar import COPENHAGEN

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


def danish_date(day: date) -> str:
    """Return a date such as ``24. april 2013``."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def short_danish_date(day: date) -> str:
    """Return a date as the head of a note has it, such as ``24-04-2013``."""
    return f"{day:%d-%m-%Y}"


def danish_instant(instant: datetime) -> str:
    """Return a Copenhagen date and time, such as ``24. april 2013 kl. 9.05``."""
    local = instant.astimezone(COPENHAGEN)
    return f"{danish_date(local.date())} kl. {local.hour}.{local:%M}"


def danish_number(number: int) -> str:
    """Return a number with a full stop between thousands, such as ``1.234``."""
    return f"{number:,}".replace(",", ".")


def danish_share(part: int, whole: int) -> str:
    """Return a share in whole per cent, such as ``84 %``. The whole is not 0."""
    return f"{danish_number(round(100 * part / whole))} %"


def danish_list(items: Sequence[str]) -> str:
    """Return ``a, b og c``; empty for no item."""
    return " og ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
