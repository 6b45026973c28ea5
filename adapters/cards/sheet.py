"""The sheet of VIP cards: A4, as PDF that everybody can read (PDF/UA-1) and that keeps (PDF/A-2a).

Source: domain section 3.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files

import typst
from pydantic import TypeAdapter

from adapters.settings import Phone
from domain.base import BatchMark, Frozen
from domain.contact_codes import CardLanguage

_HERE = files("adapters.cards")
_SHEET = (_HERE / "sheet.typ").read_bytes()
_FONTS = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("fontpkg_sarabun") / "files")]
)
"""Sarabun, which has Danish and Thai letters; of nothing else, so that a sheet is the same on every machine."""


class CardText(Frozen):
    """What stands on a card in one language."""

    title: str
    heading: str
    lines: tuple[str, ...]
    call: str


@cache
def card_texts() -> dict[CardLanguage, CardText]:
    """Return the texts of every language."""
    found = tomllib.loads((_HERE / "texts.toml").read_text("utf-8"))
    return TypeAdapter(dict[CardLanguage, CardText]).validate_python(found)


def card_sheet(language: CardLanguage, batch: BatchMark, phone: Phone) -> bytes:
    """Return a sheet of ten cards of a batch as PDF: the same bytes whenever it is made, dated 1970."""
    made = typst.compile(
        _SHEET,
        font_paths=_FONTS,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
        sys_inputs=_printed(language, batch, phone),
    )
    assert isinstance(made, bytes)
    return made


def card_picture(language: CardLanguage, batch: BatchMark, phone: Phone) -> bytes:
    """Return the same sheet as a picture (PNG, 150 dots an inch), to be looked at before it is printed."""
    made = typst.compile(
        _SHEET,
        font_paths=_FONTS,
        format="png",
        ppi=150,
        sys_inputs=_printed(language, batch, phone),
    )
    assert isinstance(made, bytes)
    return made


def _printed(language: CardLanguage, batch: BatchMark, phone: Phone) -> dict[str, str]:
    text = card_texts()[language].model_dump()
    return {"card": json.dumps({**text, "language": str(language), "batch": batch, "phone": phone})}
