"""What a note should not hold: something like a CPR number, a telephone number, an e-mail address. Pure.

It warns and bars nothing: a number may be something else, and the worker decides. Source: domain section 5.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from domain.labelled import Labelled


class NoteWarning(Labelled):
    CPR = "cpr", "et CPR-nummer", "a CPR number"
    TELEPHONE = "telephone", "et telefonnummer", "a telephone number"
    EMAIL = "email", "en e-mailadresse", "an e-mail address"


GAP = r"[ \t\u00a0.\-–/]"
"""What people write between groups of digits."""

LOOKS_LIKE: Mapping[NoteWarning, re.Pattern[str]] = MappingProxyType(
    {
        # A day (also of a replacement number), a month, a year, and four digits more.
        NoteWarning.CPR: re.compile(
            rf"(?<!\d)(?:[06][1-9]|[1278]\d|[39][01]){GAP}?(?:0[1-9]|1[0-2]){GAP}?\d{{2}}{GAP}{{0,3}}\d{{4}}(?!\d)"
        ),
        # Eight digits as telephone numbers are written, which dates and years are not; or abroad, with a plus.
        NoteWarning.TELEPHONE: re.compile(
            rf"(?<!\d)(?:[2-9]\d{{7}}|[2-9]\d{{3}}[ \t\u00a0]\d{{4}}|[2-9]\d(?:{GAP}\d{{2}}){{3}})(?!\d)"
            rf"|(?:\+|(?<!\d)00){GAP}?[1-9](?:{GAP}?\d){{6,13}}(?!\d)"
        ),
        NoteWarning.EMAIL: re.compile(
            r"[^\s@<>]\s?(?:@|\(at\)|\[at\]|\bsnabela\b)\s?[^\s@<>]{1,253}?\.[^\W\d_]{2}", re.IGNORECASE
        ),
    }
)


def warnings_of(text: str) -> tuple[NoteWarning, ...]:
    """Return what a note seems to hold, each kind once; digits of any script and full-width signs count too."""
    plain = _plain(text)
    return tuple(warning for warning, pattern in LOOKS_LIKE.items() if pattern.search(plain))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(_digit(character) for character in folded if unicodedata.category(character) != "Cf")


def _digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdecimal() else character
