"""Spans and the due dates that follow from them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.base import Occurred
from domain.calendar import add_working_days, civil_date, end_of_day, is_working_day, start_of_day
from domain.span import Due, Span, due_after, due_before, due_following, instant_of

UNITS = ("months", "days", "working_days", "seconds")
DAYS = st.dates(date(2009, 1, 1), date(2038, 12, 31))
INSTANTS = st.timedeltas(timedelta(), timedelta(days=10_900)).map(
    lambda time: datetime(2009, 1, 1, tzinfo=UTC) + time
)
OCCURRED = st.builds(Occurred, on=DAYS) | INSTANTS.map(Occurred.at_instant)
CALENDAR_SPANS = st.builds(lambda unit, count: Span(**{unit: count}), st.sampled_from(UNITS[:3]), st.integers(1, 60))
SECONDS = st.integers(1, 10_000_000).map(lambda count: Span(seconds=count))
SPANS = CALENDAR_SPANS | SECONDS
NINE_O_CLOCK = Occurred.at_instant(datetime(2025, 1, 31, 9, tzinfo=UTC))


@pytest.mark.parametrize("fields", [{}, {"months": 3, "days": 1}, {"months": 0}, {"days": 2, "seconds": 5}])
def test_a_length_in_no_unit_or_in_two_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one of"):
        Span(**fields)


@given(st.sampled_from(UNITS), st.integers(max_value=-1))
def test_a_negative_length_is_refused(unit: str, count: int) -> None:
    with pytest.raises(ValidationError):
        Span(**{unit: count})


@given(SPANS)
def test_a_length_is_the_same_after_it_was_stored(span: Span) -> None:
    assert Span.model_validate_json(span.model_dump_json()) == span


@pytest.mark.parametrize(
    ("span", "day"),
    [
        (Span(months=1), date(2025, 2, 28)),
        (Span(months=3), date(2025, 4, 30)),
        (Span(days=14), date(2025, 2, 14)),
        (Span(working_days=10), date(2025, 2, 14)),
    ],
)
def test_a_length_of_calendar_units_ends_with_its_last_day(span: Span, day: date) -> None:
    assert due_after(NINE_O_CLOCK, span) == Due(day, end_of_day(day))


def test_a_length_of_seconds_ends_at_the_instant() -> None:
    due = due_after(NINE_O_CLOCK, Span(seconds=90))
    assert due == Due(date(2025, 1, 31), datetime(2025, 1, 31, 9, 1, 30, tzinfo=UTC))


def test_a_length_of_seconds_from_a_date_counts_from_the_start_of_the_day() -> None:
    due = due_after(Occurred(on=date(2025, 1, 31)), Span(seconds=1))
    assert due.at == start_of_day(date(2025, 1, 31)) + timedelta(seconds=1)


def test_what_a_pause_adds_is_counted_in_days_after_the_months() -> None:
    due = due_after(NINE_O_CLOCK, Span(months=1), moved=timedelta(days=3))
    assert due == Due(date(2025, 3, 3), end_of_day(date(2025, 3, 3)))


def test_a_deadline_over_the_change_to_summer_time_still_ends_at_midnight_in_copenhagen() -> None:
    due = due_after(Occurred(on=date(2025, 2, 28)), Span(months=1))
    following = due_after(Occurred(on=date(2025, 3, 1)), Span(months=1))
    assert due.at == datetime(2025, 3, 28, 23, tzinfo=UTC)
    assert following.at == datetime(2025, 4, 1, 22, tzinfo=UTC)


@given(OCCURRED, SPANS)
def test_what_is_due_lies_after_its_start_and_on_the_day_that_it_names(start: Occurred, span: Span) -> None:
    due = due_after(start, span)
    assert due.at > instant_of(start)
    assert due.on == civil_date(due.at - timedelta(microseconds=0 if span.seconds else 1))


@given(DAYS, st.integers(0, 22), CALENDAR_SPANS)
def test_the_hour_of_the_start_does_not_move_a_calendar_deadline(day: date, hour: int, span: Span) -> None:
    start = Occurred.at_instant(start_of_day(day) + timedelta(hours=hour))
    assert due_after(start, span) == due_after(Occurred(on=day), span)


@given(OCCURRED, SPANS, st.integers(0, 400))
def test_days_of_pause_move_a_deadline_by_as_many_days(start: Occurred, span: Span, days: int) -> None:
    due, moved = due_after(start, span), due_after(start, span, moved=timedelta(days=days))
    if span.seconds:
        assert moved.at - due.at == timedelta(days=days)
    else:
        assert moved.on - due.on == timedelta(days=days)


@given(OCCURRED, SPANS, SPANS)
def test_what_follows_a_due_date_lies_after_it(start: Occurred, span: Span, next_span: Span) -> None:
    due = due_after(start, span)
    following = due_following(due, next_span)
    assert following.at > due.at
    assert following.on >= due.on


@given(OCCURRED, SPANS, SPANS)
def test_a_reminder_lies_before_the_due_date_that_it_reminds_of(start: Occurred, span: Span, ahead: Span) -> None:
    due = due_after(start, span)
    reminder = due_before(due, ahead)
    assert reminder.at < due.at
    assert reminder.on <= due.on


@given(OCCURRED, SPANS, CALENDAR_SPANS)
def test_a_calendar_reminder_comes_at_the_start_of_its_day(start: Occurred, span: Span, ahead: Span) -> None:
    reminder = due_before(due_after(start, span), ahead)
    assert reminder.at == start_of_day(reminder.on)


@given(OCCURRED, SECONDS, SECONDS)
def test_seconds_ahead_of_a_due_date_and_after_it_undo_each_other(start: Occurred, span: Span, step: Span) -> None:
    due = due_after(start, span)
    assert due_before(due_following(due, step), step) == due


def test_fourteen_and_seven_days_ahead_of_a_phase_end_are_reminders_of_those_days() -> None:
    due = due_after(Occurred(on=date(2025, 1, 31)), Span(months=3))
    assert [due_before(due, Span(days=days)).on for days in (14, 7)] == [date(2025, 4, 16), date(2025, 4, 23)]


@given(DAYS, st.integers(1, 20))
def test_working_days_after_a_deadline_end_on_a_working_day(day: date, count: int) -> None:
    due = due_following(Due(day, end_of_day(day)), Span(working_days=count))
    assert is_working_day(due.on)
    assert due.on == add_working_days(day, count)


def test_a_date_that_is_not_the_day_of_its_instant_in_copenhagen_is_refused() -> None:
    late = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    assert Occurred.at_instant(late).on == date(2025, 1, 1)
    with pytest.raises(ValidationError, match="civil date"):
        Occurred(on=date(2024, 12, 31), at=late)
