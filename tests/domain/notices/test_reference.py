"""A notice's reference: read from a mail and typed, it is found; nothing follows from it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notices.reference import SIGNS, reference_in, reference_of


@given(st.uuids())
def test_a_reference_is_read_back_however_it_is_typed(notice: UUID) -> None:
    reference = reference_of(notice)
    bare = reference.replace("-", "")
    ways = (reference, reference.lower(), bare, f" {bare} ", bare.replace("0", "O").replace("1", "l"))
    assert {reference_in(typed) for typed in ways} == {reference}
    assert set(bare) <= set(SIGNS)
    assert str(notice)[:8].upper() not in bare


@pytest.mark.parametrize(
    "typed", ["", "7F3K", "7F3K-Q0ZD-9XHM-2VB", "7F3K-Q0ZD-9XHM-2VBTT", "U" * 16, "010190-1234", "%"]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert reference_in(typed) is None


def test_a_reference_stays_what_it_was_when_the_mail_left() -> None:
    assert reference_of(UUID(int=1)) == "M6S4-XPA6-5AQY-G9DJ"
