"""The occasions of a recurring duty: the days on which it falls due."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile

from domain.base import LAST_DAY
from domain.calendar import add_months
from domain.reference.definitions import Recurring

WEEK = 7
LONGEST_MONTH = 31
"""Days; counting months by it never skips an occasion."""


def occasions(duty: Recurring, since: date) -> Iterator[date]:
    """Yield the days on which a duty falls due, from a day on, in order; none for one that is no longer active.

    Each is counted from the first in one step: the last day of January and a month is the last day of February.
    """
    if not duty.active:
        return
    days = iter(duty.dates) if duty.first is None else _recurring(duty, duty.first, since)
    yield from takewhile(lambda day: day <= LAST_DAY, (day for day in days if day >= since))


def _recurring(duty: Recurring, first: date, since: date) -> Iterator[date]:
    every = duty.every
    if every is None:
        return
    months, days = every.months, every.days
    skipped = max((since - first).days // (months * LONGEST_MONTH + days) - 1, 0)
    for number in count(skipped):
        yield add_months(first, months * number) + timedelta(days=days * number)


def occasion_of(duty: Recurring, day: date) -> date | None:
    """Return the occasion that something done on a day counts for: that of its week or month, else the next one.

    A team that met on Saturday has met in the week whose session was due on Friday, and not in the week after.
    """
    return next(occasions(duty, _begins(duty, day)), None)


def _begins(duty: Recurring, day: date) -> date:
    """Return the first day of the week of a duty that recurs by weeks, of the month of one that does by months."""
    if duty.every is None:
        return day
    if duty.every.months:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if duty.every.days % WEEK == 0 else day
