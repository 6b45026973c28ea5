"""The printed sheet: every letter is there, anybody can read it, and nothing in it gives the bearer away."""

import re
import struct
import zlib
from dataclasses import dataclass

import pytest
import typst

from adapters.cards import sheet
from adapters.cards.sheet import card_picture, card_sheet, card_texts
from domain.contact_codes import CardLanguage

PHONE = "33 17 00 00"
LANGUAGES = list(CardLanguage)
TELLING = (
    *("prostit", "exit", "sex", "escort", "massage", "vip", "brobyg", "bridge", "kommune", "municipal", "social"),
    *("jobcenter", "forvaltning", "københavn", "copenhagen", "reden", "anonym"),
    *("โสเภณี", "ค้าประเวณี", "เทศบาล", "เพศ"),
)
"""What would tell what the card is about, or who gives it out."""

LEADING = ("www", ".dk", "://", "@", "qr")
"""What would lead to a page that tells. Inside a PDF such things stand as names of colours and schemas too."""


STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@dataclass
class Pdf:
    """A PDF, with those of its streams unpacked that hold text; the others are letters' outlines and colours."""

    content: bytes

    @property
    def unpacked(self) -> bytes:
        streams = [unpacked(stream) for stream in STREAM.findall(self.content)]
        return STREAM.sub(b"", self.content) + b"".join(stream for stream in streams if is_text(stream))

    @property
    def metadata(self) -> str:
        found = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", self.content, re.DOTALL)
        assert found is not None
        return found[0].decode()

    def says(self, word: str) -> bool:
        return any(word.encode(how) in self.unpacked.lower() for how in ("utf-8", "utf-16-be"))


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def is_text(stream: bytes) -> bool:
    return stream.isascii() and not stream.startswith(b"<?xpacket")


def picture_of(text: str) -> bytes:
    """Return a picture of a text alone, in the letters of the cards."""
    page = '#set page(width: 40pt, height: 40pt); #set text(font: "Sarabun", fallback: false);'
    made = typst.compile(f"{page} #{text!r}".replace("'", '"').encode(), font_paths=sheet._FONTS, format="png")
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_one_page_that_everybody_can_read_and_that_keeps(language: CardLanguage) -> None:
    made = Pdf(card_sheet(language, "A12", PHONE))
    assert made.content.startswith(b"%PDF-")
    assert re.findall(rb"/Count (\d+)", made.unpacked) == [b"1"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in made.metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made.metadata
    assert f"/Lang({language})".encode() in made.unpacked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sheet_is_the_same_bytes(language: CardLanguage) -> None:
    assert card_sheet(language, "A12", PHONE) == card_sheet(language, "A12", PHONE)
    assert card_sheet(language, "A12", PHONE) != card_sheet(language, "A13", PHONE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_card_is_drawn_and_is_not_the_box_for_one_that_is_missing(language: CardLanguage) -> None:
    text = card_texts()[language]
    letters = set("".join([text.heading, *text.lines, text.call, PHONE, "A12"])) - {" "}
    missing, nothing = picture_of("漢"), picture_of(" ")
    assert missing != nothing
    pictures = {letter: picture_of(letter) for letter in letters}
    assert {letter for letter, picture in pictures.items() if picture in (missing, nothing)} == set()
    assert len(set(pictures.values())) == len(letters)


def test_a_letter_that_the_font_has_not_stops_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = card_texts()
    changed = texts[CardLanguage.THAI].model_copy(update={"heading": "漢"})
    monkeypatch.setattr(sheet, "card_texts", lambda: {**texts, CardLanguage.THAI: changed})
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        card_sheet(CardLanguage.THAI, "A12", PHONE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_or_in_the_sheet_gives_the_bearer_away(language: CardLanguage) -> None:
    made, text = Pdf(card_sheet(language, "A12", PHONE)), card_texts()[language]
    printed = " ".join([text.title, text.heading, *text.lines, text.call]).lower()
    assert [word for word in TELLING if word in printed or made.says(word)] == []
    assert [sign for sign in LEADING if sign in printed] == []
    assert b"/URI" not in made.unpacked
    assert "CPR" in " ".join(text.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_metadata_name_the_typesetter_and_nobody_else(language: CardLanguage) -> None:
    metadata = Pdf(card_sheet(language, "A12", PHONE)).metadata
    told = {name: value for name, value in re.findall(r"<([a-zA-Z]+:[a-zA-Z]+)>([^<]+)</\1>", metadata)}
    assert told.pop("xmp:CreatorTool").startswith("Typst ")
    assert re.findall(r"<rdf:li[^>]*>([^<]+)</rdf:li>", metadata)[:1] == [card_texts()[language].title]
    assert all(told[name].startswith("1970-01-01") for name in ("xmp:CreateDate", "xmp:ModifyDate"))
    assert "author" not in metadata.lower()
    assert not any(word in metadata.lower() for word in ("exitspor", "prostit", "kommune", "a12"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_one_page_of_a4(language: CardLanguage) -> None:
    picture = card_picture(language, "A12", PHONE)
    assert struct.unpack(">II", picture[16:24]) == (1240, 1754)
