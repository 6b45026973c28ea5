"""When the program does its own part of a recurring duty: a paper is made ready ahead, retention runs on the day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.calendar import civil_date, end_of_day, start_of_day
from domain.duties import Duty
from domain.recurring.occasions import occasions
from domain.reference.definitions import Recurring
from domain.span import Due, due_before

MADE_UP = timedelta(days=31)
"""How long after its occasion a paper is still made up: it shows the day on which it is made, not the occasion's."""


def is_prepared(duty: Recurring) -> bool:
    """Tell whether the program has a part in a duty."""
    return duty.active and (duty.prepare is not None or duty.duty is Duty.RETENTION)


def prepared_at(duty: Recurring, day: date) -> datetime:
    """Return the instant at which the program does its part for the occasion of a day: as a day begins."""
    if duty.prepare is None:
        return start_of_day(day)
    return due_before(Due(day, end_of_day(day)), duty.prepare).at


def instants(duty: Recurring, since: date, after: datetime) -> Iterator[datetime]:
    """Yield the instants after another at which the program does its part for the occasions since a day."""
    if is_prepared(duty):
        found = (prepared_at(duty, day) for day in occasions(duty, since))
        yield from (instant for instant in found if instant > after)


def papers_due(duty: Recurring, prepared: frozenset[date], since: date, now: datetime) -> Iterator[date]:
    """Yield the occasions since a day whose paper is to be ready at an instant and is not, in order.

    Those of a month ago and longer are left: a duty whose days were changed would have them by the hundred.
    """
    if duty.prepare is None:
        return
    for day in occasions(duty, max(since, civil_date(now) - MADE_UP)):
        if prepared_at(duty, day) > now:
            return
        if day not in prepared:
            yield day
