"""Tables on a terminal: whole where there is room, and else told row by row with nothing cut off."""

import pytest

from adapters.cli import printing
from adapters.cli.printing import show_table
from adapters.cli.table_one import show_table_one
from domain.contact_codes import HandledBy
from domain.reference.definitions import Period
from projections.contacts.table_one import Cell, TableOne, TableRow, Who

COLUMNS = ("", "Frist", "Hvad", "Forløb", "Hvem")
ID = "1580806e-dd73-42a9-a56c-6142a2a46a1d"
ROW = ("OVERSKREDET", "10. november 2026", "måling ved start: borgerskema", ID, "C1")
YEARS = tuple(range(2013, 2027))


@pytest.fixture
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PIPED", 80)


def test_a_table_that_fits_has_a_line_for_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    show_table("Frister", COLUMNS, [ROW, ROW])
    told = [line for line in capsys.readouterr().out.splitlines() if "2026" in line]
    assert [line.split() for line in told] == [" ".join(ROW).split()] * 2


@pytest.mark.usefixtures("eighty_columns")
def test_a_table_that_does_not_fit_is_told_row_by_row_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show_table("Frister", COLUMNS, [ROW, ("", *ROW[1:])])
    told = capsys.readouterr().out
    assert told == (
        "Frister\n"
        "\n"
        "OVERSKREDET · Frist: 10. november 2026 · Hvad: måling ved start: borgerskema\n"
        "  Forløb: 1580806e-dd73-42a9-a56c-6142a2a46a1d · Hvem: C1\n"
        "\n"
        "Frist: 10. november 2026 · Hvad: måling ved start: borgerskema\n"
        "  Forløb: 1580806e-dd73-42a9-a56c-6142a2a46a1d · Hvem: C1\n"
    )


@pytest.mark.usefixtures("eighty_columns")
def test_a_long_text_is_broken_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    words = "fasens længde og alt det, der flyttede den " * 5
    show_table("Frister", ("Forløb", "Hvem", "Hvorfor"), [(ROW[3], "en medarbejder, der venter", words)])
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert words.strip() in " ".join(told.split())


@pytest.mark.usefixtures("eighty_columns")
def test_table_1_stands_on_its_side_where_its_periods_do_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    periods = tuple(Period(code=f"y{year}", programme="exit-pakke", name=str(year), order=year) for year in YEARS)
    cells = tuple(Cell(1000 + year, 1, "events") for year in YEARS)
    row = TableRow(Who(HandledBy.BRIDGE_BUILDER, None), cells, Cell(99999, 14, "events"))
    show_table_one(TableOne("exit-pakke", periods, (row,), TableRow(None, cells, row.total)), "Exit-pakken")
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    for year in YEARS:
        assert [str(year), f"3.0{year - 2000:02}", f"3.0{year - 2000:02}"] in told
    assert ["I", "alt", "99.999", "99.999"] in told
