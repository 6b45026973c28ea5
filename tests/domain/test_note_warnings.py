"""What a note is warned of: something like a CPR number, a telephone number, an e-mail address."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.note_warnings import NoteWarning, warnings_of

CPR, TELEPHONE, EMAIL = NoteWarning.CPR, NoteWarning.TELEPHONE, NoteWarning.EMAIL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cpr 010180-1234 her", {CPR}), ("0101801234", {CPR}), ("01 01 80 1234", {CPR}), ("01.01.80-1234", {CPR}),
        ("(010180 1234)", {CPR}), ("610180-1234", {CPR}), ("311299 – 1234", {CPR}), ("０１０１８０-１２３４", {CPR}),
        ("010180\u00a01234", {CPR}), ("010180\u200b1234", {CPR}), ("0\u00ad101801234", {CPR}),
        ("01-01-80/1234", {CPR}),
        ("ring 22334455", {TELEPHONE}), ("22 33 44 55", {TELEPHONE}), ("2233 4455", {TELEPHONE}),
        ("+45 22 33 44 55", {TELEPHONE}), ("004522334455", {TELEPHONE}), ("22.33.44.55", {TELEPHONE}),
        ("tlf:22-33-44-55.", {TELEPHONE}), ("+66 81 234 5678", {TELEPHONE}), ("٢٢٣٣٤٤٥٥", {TELEPHONE}),
        ("skriv til navn@example.org", {EMAIL}), ("navn @ example.org", {EMAIL}), ("navn(at)example.dk", {EMAIL}),
        ("navn snabela example.dk", {EMAIL}), ("ＮＡＶＮ＠ＥＸＡＭＰＬＥ．ＯＲＧ", {EMAIL}), ("å.æ@bøf.dk", {EMAIL}),
        ("010180-1234, 22334455, a@b.dk", {CPR, TELEPHONE, EMAIL}),
    ],
)  # fmt: skip
def test_what_looks_like_a_number_or_an_address_is_warned_of_however_it_is_written(
    text: str, found: set[NoteWarning]
) -> None:
    assert set(warnings_of(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "Talte om bolig.", "Mødet den 24.12.2026 kl. 10.30", "2026-03-02", "i 2013-2014", "2013–2014",
        "§ 141 og § 12", "fik 1.250.000 kr. i 2007", "25 000 000 kr.", "kl. 10:00-11:30", "3 af 12, 24 timer",
        "sag 12345", "WHO-5: 36", "vej 12, 2300 København S", "@ mødet", "a@b", "10.01.12 og 11.01.12",
        "ring 112 eller 1813", "den 02.03.13", "brugte 37 timer af 48",
    ],
)  # fmt: skip
def test_dates_amounts_and_paragraphs_are_no_reason_to_warn(text: str) -> None:
    assert warnings_of(text) == ()


@examples(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_around_it_a_number_is_found_and_nothing_fails(before: str, after: str) -> None:
    assert CPR in warnings_of(f"{before} \n010180-1234\n {after}")


@examples(st.text())
def test_each_kind_is_told_once(text: str) -> None:
    found = warnings_of(text * 3)
    assert len(found) == len(set(found))


def test_a_long_note_is_looked_through_without_going_over_it_again_and_again() -> None:
    """Patterns that turn back on themselves would take days for this; the test's own time limit is the measure."""
    for unit in ("1 ", "+1 ", "a", "a.", "0-", "22 3", "aa@"):
        assert len(warnings_of(unit * 20_000)) <= 3
