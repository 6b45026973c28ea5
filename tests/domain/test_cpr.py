"""CPR numbers: read, dated, weighed, and never matched or explained further. Source: domain section 4.

No number of a living person stands here: birthdays lie in years that nobody of that number is known from.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

import domain.cpr
from domain.cpr import NOT_A_CPR, Cpr, CprWarning, birthday, cpr_of, passes_check, year_of
from domain.refusal import Refusal


def read(typed: str) -> Cpr:
    cpr = cpr_of(typed)
    assert isinstance(cpr, Cpr)
    return cpr


@pytest.mark.parametrize(
    ("seventh", "year", "born"),
    [
        ("0", "00", 1900), ("3", "99", 1999), ("1", "36", 1936), ("2", "37", 1937),
        ("4", "00", 2000), ("4", "36", 2036), ("4", "37", 1937), ("4", "99", 1999),
        ("5", "00", 2000), ("5", "57", 2057), ("5", "58", 1858), ("8", "99", 1899),
        ("6", "57", 2057), ("7", "58", 1858), ("8", "00", 2000),
        ("9", "00", 2000), ("9", "36", 2036), ("9", "37", 1937), ("9", "99", 1999),
    ],
)  # fmt: skip
def test_the_seventh_digit_tells_the_century(seventh: str, year: str, born: int) -> None:
    assert year_of(f"0101{year}{seventh}000") == born


DAYS = st.dates(date(1858, 1, 1), date(2057, 12, 31))
LAST = st.integers(0, 999)


def seventh_of(born: date) -> str:
    if born.year < 1900:
        return "5"
    if born.year < 2000:
        return "0"
    return "4" if born.year <= 2036 else "5"


@examples(DAYS, LAST, st.sampled_from(["", "-", " "]), st.booleans())
def test_every_number_with_a_birthday_is_read_however_it_is_written(
    born: date, last: int, gap: str, replacement: bool
) -> None:
    day = born.day + 60 if replacement else born.day
    digits = f"{day:02}{born:%m%y}{seventh_of(born)}{last:03}"
    cpr = read(f" {digits[:6]}{gap}{digits[6:]} ")
    assert (cpr.digits, cpr.born, cpr.is_replacement) == (digits, born, replacement)


@examples(DAYS, LAST)
def test_a_number_that_fails_the_check_is_as_good_as_any_and_only_warned_of(born: date, last: int) -> None:
    cpr = read(f"{born:%d%m%y}{seventh_of(born)}{last:03}")
    assert cpr.warnings == (() if passes_check(cpr.digits) else (CprWarning.FAILS_CHECK,))


@examples(DAYS, st.integers(0, 99))
def test_of_eleven_numbers_in_a_row_at_most_one_passes_the_check(born: date, first: int) -> None:
    numbers = [f"{born:%d%m%y}{seventh_of(born)}{first * 10 + last:03}" for last in range(10)]
    assert sum(map(passes_check, numbers)) <= 1


@examples(DAYS, LAST, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_never_passes_where_the_right_one_did(born: date, last: int, place: int, off: int) -> None:
    digits = f"{born:%d%m%y}{seventh_of(born)}{last:03}"
    if passes_check(digits):
        wrong = f"{digits[:place]}{(int(digits[place]) + off) % 10}{digits[place + 1 :]}"
        assert not passes_check(wrong)


def test_a_replacement_number_is_labelled_and_its_check_digit_says_nothing() -> None:
    cpr = read("6101004000")
    assert cpr.is_replacement
    assert cpr.born == date(2000, 1, 1)
    assert cpr.warnings == (CprWarning.REPLACEMENT,)


@pytest.mark.parametrize(
    "typed",
    [
        "", "010100400", "01010040000", "0101-004000", "3002004000", "2902014000", "0113004000", "0001004000",
        "9201004000", "4001004000", "abcdefghij", "010100 - 4000", "٠١٠١٠٠٤٠٠٠", "010100\n4000", "0101004000a",
    ],
)  # fmt: skip
def test_what_has_no_birthday_or_not_ten_digits_is_no_number_and_the_refusal_shows_none_of_it(typed: str) -> None:
    refusal = cpr_of(typed)
    assert isinstance(refusal, Refusal)
    assert refusal == NOT_A_CPR
    assert not typed or typed not in refusal.da + refusal.en


@examples(st.text(max_size=14))
def test_nothing_typed_makes_the_reading_fail(typed: str) -> None:
    assert isinstance(cpr_of(typed), Cpr | Refusal)


@examples(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_a_birthday_is_a_day_of_the_number_or_none(digits: str) -> None:
    born = birthday(digits)
    if born is not None:
        assert int(digits[:2]) in (born.day, born.day + 60)
        assert f"{born:%m%y}" == digits[2:6]
        assert date(1858, 1, 1) <= born < date(2058, 1, 1) + timedelta(days=1)


def test_a_number_is_shown_by_no_repr() -> None:
    assert "0101" not in repr(read("0101004000"))


def test_the_sex_is_derived_nowhere() -> None:
    """The last digit's parity is looked at by nothing: no name here speaks of it, and no number is divided by two."""
    told = {name.lower() for name in (*vars(domain.cpr), *vars(Cpr))}
    assert not any(word in name for name in told for word in ("sex", "gender", "koen", "køn", "female"))
