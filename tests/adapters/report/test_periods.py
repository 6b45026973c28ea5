"""Which periods a report covers: named by year or by code, never those of another programme."""

from datetime import date

import pytest

from adapters.report.periods import PERIODS_TURNED_ROUND, UNKNOWN_PERIOD, choose_periods, periods_of
from domain.refusal import Refusal
from tests.adapters.report.figures import TODAY, periods, shipped_catalogue


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2008", "2012", ["2008-2009", "2009-2010", "2011", "2012"]),
        ("p2", "y2011", ["2009-2010", "2011"]),
        ("2009", "2009", ["2008-2009", "2009-2010"]),
        ("2010", "2011", ["2009-2010", "2011"]),
        ("2013", "y2013", ["2013"]),
    ],
)
def test_periods_are_chosen_by_year_or_code(first: str, last: str, names: list[str]) -> None:
    assert [period.name for period in periods(first, last)] == names


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [("2007", "2012", UNKNOWN_PERIOD), ("2008", "p9", UNKNOWN_PERIOD), ("2012", "2008", PERIODS_TURNED_ROUND)],
)
def test_other_choices_are_refused(first: str, last: str, refusal: Refusal) -> None:
    assert choose_periods(periods_of(shipped_catalogue(), "exit-pakke", today=TODAY), first, last) == refusal


def test_a_programme_without_periods_is_counted_by_calendar_years() -> None:
    years = periods_of(shipped_catalogue(), "trial", today=TODAY)
    assert [period.name for period in years] == ["2008", "2009", "2010", "2011", "2012", "2013", "2014"]
    assert {period.programme for period in years} == {"trial"}
    assert all(period.first and period.last and period.first.year == period.last.year for period in years)


def test_exit_prostitution_is_counted_from_its_pilot_year() -> None:
    years = periods_of(shipped_catalogue(), "exit-prostitution", today=TODAY)
    assert [period.name for period in years] == ["2013", "2014"]


def test_after_the_last_defined_period_calendar_years_go_on_by_themselves() -> None:
    periods = periods_of(shipped_catalogue(), "exit-pakke", today=date(2028, 1, 2))
    assert [period.name for period in periods[-3:]] == ["2026", "2027", "2028"]
    assert [period.order for period in periods] == sorted({period.order for period in periods})
