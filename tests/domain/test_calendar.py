"""Danish civil time: holidays, working days, months, and days of 23 and 25 hours."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    add_months,
    add_working_days,
    civil_date,
    end_of_day,
    is_working_day,
    public_holidays,
    start_of_day,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "holidays.txt"
"""One holiday a line, date and Danish name; computed from Easter apart from the library that the program uses."""

DAYS = st.dates(date(2008, 1, 1), date(2040, 6, 30))
INSTANTS = st.timedeltas(timedelta(), timedelta(days=12_000)).map(
    lambda time: datetime(2008, 1, 2, tzinfo=UTC) + time
)
COUNTS = st.integers(1, 60)


def golden_holidays(year: int) -> frozenset[date]:
    days = (date.fromisoformat(line.split(" ", 1)[0]) for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    return frozenset(day for day in days if day.year == year)


def working_days_between(first: date, last: date) -> int:
    """Count the working days after the first day up to and with the last, one by one."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in golden_holidays(day.year) for day in days)


@pytest.mark.parametrize("year", range(2008, 2041))
def test_the_public_holidays_of_a_year_are_those_of_the_golden_table(year: int) -> None:
    assert public_holidays(year) == golden_holidays(year)


def test_store_bededag_is_a_holiday_until_2023_and_a_working_day_from_2024() -> None:
    assert not is_working_day(date(2023, 5, 5))
    assert is_working_day(date(2024, 4, 26))


def test_constitution_day_and_christmas_eve_are_working_days() -> None:
    assert is_working_day(date(2025, 6, 5))
    assert is_working_day(date(2025, 12, 24))


def test_a_request_of_friday_night_is_not_due_on_sunday() -> None:
    assert add_working_days(date(2025, 8, 29), 2) == date(2025, 9, 2)


def test_ten_working_days_over_easter_skip_four_holidays_and_two_weekends() -> None:
    assert add_working_days(date(2025, 4, 11), 10) == date(2025, 4, 30)


def test_working_days_over_the_new_year_skip_the_holidays_of_both_years() -> None:
    assert add_working_days(date(2024, 12, 23), 5) == date(2025, 1, 2)


@given(DAYS, COUNTS)
def test_the_nth_working_day_is_a_working_day_with_n_working_days_up_to_it(day: date, count: int) -> None:
    due = add_working_days(day, count)
    assert is_working_day(due)
    assert working_days_between(day, due) == count


@given(DAYS, COUNTS)
def test_counting_back_from_a_working_day_undoes_counting_ahead(day: date, count: int) -> None:
    start = add_working_days(day, 1)
    assert add_working_days(add_working_days(start, count), -count) == start


@given(DAYS, COUNTS, COUNTS)
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)


@given(DAYS)
def test_no_working_days_later_is_the_same_day(day: date) -> None:
    assert add_working_days(day, 0) == day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 31), 3, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_a_month_too_short_for_the_day_ends_with_its_last_day(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_two_months_are_added_in_one_step() -> None:
    in_one_step = add_months(date(2025, 1, 31), 2)
    assert in_one_step == date(2025, 3, 31)
    assert in_one_step != add_months(add_months(date(2025, 1, 31), 1), 1)


@given(DAYS, st.integers(0, 36))
def test_adding_months_lands_in_the_month_counted_and_never_on_a_later_day(day: date, months: int) -> None:
    end = add_months(day, months)
    assert end.year * 12 + end.month == day.year * 12 + day.month + months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 6, 1), 24), (date(2026, 3, 29), 23)],
)
def test_a_day_on_which_the_clock_is_changed_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2025, 1, 15), datetime(2025, 1, 15, 23, tzinfo=UTC)),
        (date(2025, 3, 29), datetime(2025, 3, 29, 23, tzinfo=UTC)),
        (date(2025, 3, 30), datetime(2025, 3, 30, 22, tzinfo=UTC)),
        (date(2025, 10, 25), datetime(2025, 10, 25, 22, tzinfo=UTC)),
        (date(2025, 10, 26), datetime(2025, 10, 26, 23, tzinfo=UTC)),
    ],
)
def test_a_deadline_has_passed_when_the_next_day_begins_in_copenhagen(day: date, end: datetime) -> None:
    assert end_of_day(day) == end


@given(DAYS)
def test_a_day_ends_when_the_next_begins_and_not_before(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))
    assert civil_date(end_of_day(day)) == day + timedelta(days=1)
    assert civil_date(end_of_day(day) - timedelta(microseconds=1)) == day


@given(INSTANTS)
def test_an_instant_lies_within_its_civil_date(instant: datetime) -> None:
    day = civil_date(instant)
    assert start_of_day(day) <= instant < end_of_day(day)


def test_a_contact_late_in_the_evening_of_new_years_eve_is_counted_in_the_old_year() -> None:
    assert civil_date(datetime(2024, 12, 31, 22, 59, tzinfo=UTC)) == date(2024, 12, 31)
    assert civil_date(datetime(2024, 12, 31, 23, 0, tzinfo=UTC)) == date(2025, 1, 1)
