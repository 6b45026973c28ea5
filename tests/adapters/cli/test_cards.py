"""The sheet of VIP cards at the command line: no running installation, and nothing printed that was not asked for."""

from pathlib import Path

import pytest

from adapters.cli.main import main


@pytest.fixture(autouse=True)
def phone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EXITSPOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("EXITSPOR_CARD_PHONE", "+45 33 17 00 00")


@pytest.mark.parametrize(("name", "begins"), [("cards.pdf", b"%PDF-"), ("cards.png", b"\x89PNG")])
@pytest.mark.parametrize("language", ["da", "en", "th"])
def test_a_sheet_is_written_as_pdf_or_as_a_picture(tmp_path: Path, name: str, begins: bytes, language: str) -> None:
    file = tmp_path / name
    assert main(["cards", "sheet", "A12", "--language", language, "--output", str(file)]) == 0
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["a12", "--language", "da"], "BATCH:"),
        (["A12", "--language", "se"], "--language:"),
        (["A12", "--language", "da", "--output", "/nowhere/at/all.pdf"], "--output:"),
    ],
)
def test_what_cannot_be_printed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str], said: str
) -> None:
    to = [] if "--output" in typed else ["--output", str(tmp_path / "cards.pdf")]
    assert main(["cards", "sheet", *typed, *to]) == 2
    assert capsys.readouterr().err.count(said) == 2


@pytest.mark.parametrize("phone", ["", "150190-1234", "1501901234", "33170", "www.example.dk", "33 17 00 00 x"])
def test_no_sheet_is_printed_without_a_telephone_number_that_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], phone: str
) -> None:
    monkeypatch.setenv("EXITSPOR_CARD_PHONE", phone)
    file = tmp_path / "cards.pdf"
    assert main(["cards", "sheet", "A12", "--language", "da", "--output", str(file)]) == 2
    said = capsys.readouterr().err
    assert "EXITSPOR_CARD_PHONE" in said
    assert not phone or phone not in said
    assert not file.exists()
