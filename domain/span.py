"""Lengths of time as a manual writes them, and the due dates that follow from them."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from pydantic import Field, NonNegativeInt, model_validator

from domain.base import Frozen, Occurred
from domain.calendar import DAYS_REMEMBERED, add_months, add_working_days, civil_date, end_of_day, start_of_day


class Due(NamedTuple):
    """A due date and the instant at which it has passed."""

    on: date
    at: datetime

    def has_passed(self, now: datetime) -> bool:
        """Tell whether what is still open by then is overdue; this is the one place that says so."""
        return self.at <= now


class Span(Frozen):
    """A length in exactly one unit. Seconds are for installations that try a plan out in a minute."""

    months: NonNegativeInt = Field(default=0, le=1_200)
    days: NonNegativeInt = Field(default=0, le=36_600)
    working_days: NonNegativeInt = Field(default=0, le=25_000)
    seconds: NonNegativeInt = Field(default=0, le=100_000_000)

    @model_validator(mode="after")
    def _one_unit(self) -> "Span":
        given = [length for length in (self.months, self.days, self.working_days, self.seconds) if length]
        if len(given) != 1:
            raise ValueError("a length has exactly one of months, days, working_days and seconds")
        return self


def instant_of(occurred: Occurred) -> datetime:
    """Return the instant of a fact, the start of its day if only the date is known."""
    return occurred.at.astimezone(UTC) if occurred.at is not None else start_of_day(occurred.on)


def is_before(one: Occurred, other: Occurred) -> bool:
    """Tell whether a fact lies before another: by instant where both have one, else by date."""
    if one.at is not None and other.at is not None:
        return one.at < other.at
    return one.on < other.on


def due_after(start: Occurred, span: Span, *, moved: timedelta = timedelta()) -> Due:
    """Return when a span that began at `start` ends; `moved` is what pauses and extensions add.

    Calendar units are counted from the date in one step and end with the day; then whole days are added.
    """
    if span.seconds:
        at = instant_of(start) + timedelta(seconds=span.seconds) + moved
        return Due(civil_date(at), at)
    return _end_after(start.on, span.months, span.days, span.working_days, moved.days)


def due_following(due: Due, span: Span) -> Due:
    """Return the due date that lies a span after another one."""
    if span.seconds:
        at = due.at + timedelta(seconds=span.seconds)
        return Due(civil_date(at), at)
    return due_after(Occurred(on=due.on), span)


def due_before(due: Due, span: Span) -> Due:
    """Return the reminder that lies a span ahead of a due date: from the start of that day."""
    if span.seconds:
        at = due.at - timedelta(seconds=span.seconds)
        return Due(civil_date(at), at)
    day = add_months(due.on, -span.months) - timedelta(days=span.days)
    day = add_working_days(day, -span.working_days)
    return Due(day, start_of_day(day))


@lru_cache(maxsize=DAYS_REMEMBERED)
def _end_after(start: date, months: int, days: int, working_days: int, moved: int) -> Due:
    day = add_working_days(add_months(start, months) + timedelta(days=days), working_days) + timedelta(days=moved)
    return Due(day, end_of_day(day))
