"""Danish dates, numbers and lists."""

from datetime import UTC, date, datetime

import pytest

from adapters.report.danish import (
    danish_date,
    danish_instant,
    danish_list,
    danish_number,
    danish_share,
    short_danish_date,
)
from adapters.report.english import english_date, english_instant, english_list, english_number


def test_dates() -> None:
    assert danish_date(date(2013, 4, 24)) == "24. april 2013"
    assert danish_date(date(2009, 12, 1)) == "1. december 2009"
    assert short_danish_date(date(2009, 3, 1)) == "01-03-2009"
    assert english_date(date(2013, 4, 4)) == "4 April 2013"


def test_instants_are_shown_in_copenhagen() -> None:
    instant = datetime(2013, 7, 31, 22, 5, tzinfo=UTC)
    assert danish_instant(instant) == "1. august 2013 kl. 0.05"
    assert english_instant(instant) == "1 August 2013, 00:05"


@pytest.mark.parametrize(
    ("number", "danish", "english"), [(0, "0", "0"), (999, "999", "999"), (1234567, "1.234.567", "1,234,567")]
)
def test_numbers(number: int, danish: str, english: str) -> None:
    assert danish_number(number) == danish
    assert english_number(number) == english


def test_shares() -> None:
    assert danish_share(355, 425) == "84 %"
    assert danish_share(0, 3) == "0 %"


def test_lists() -> None:
    assert [danish_list(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a og b", "a, b og c"]
    assert english_list(["a", "b", "c"]) == "a, b and c"
