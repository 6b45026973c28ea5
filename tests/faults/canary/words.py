"""The canaries: what a person could be known by, none of which may be found where it was not meant to be kept."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus


@dataclass(frozen=True)
class Canary:
    """Something typed about a person. `traces` are the parts of it that are looked for, each long enough."""

    name: str
    typed: str
    traces: tuple[str, ...]


CPR = Canary("cpr", "150190-7318", ("150190-7318", "1501907318", "8137-091051", "8137091051"))
"""Looked for with and without its hyphen, and backwards."""

NAME = Canary("name", "Karla Kanariefugl", ("Kanariefugl", "kanariefugl", "KANARIEFUGL"))
PHONE = Canary("phone", "+45 71 93 26 48", ("71 93 26 48", "71932648"))
ADDRESS = Canary("address", "Fuglebursgade 87, 4. tv.", ("Fuglebursgade", "fuglebursgade"))
EMAIL = Canary("email", "k.piphans@gyldenbur.example", ("k.piphans@gyldenbur", "Piphans@Gyldenbur"))
CALL_NAME = Canary("call-name", "Solsortine", ("Solsortine", "solsortine"))
SAFE_CONTACT = Canary("safe-contact", "Ring efter kl. 9, læg aldrig besked hos Bogfinkerud", ("Bogfinkerud",))
NOTE = Canary("note", "Hun er bange for Lærkevængssvend og vil flytte", ("Lærkevængssvend",))
ENGLISH_NOTE = Canary("english-note", "She wants to leave before Nightingalesby finds out", ("Nightingalesby",))

CANARIES = (CPR, NAME, PHONE, ADDRESS, EMAIL, CALL_NAME, SAFE_CONTACT, NOTE, ENGLISH_NOTE)

SHORTEST = 8
"""No trace is shorter, so that none is found by chance."""


def encoded(trace: str) -> Iterator[tuple[str, bytes]]:
    """Yield the ways in which a trace can be written, by their names; several may be the same bytes."""
    plain = trace.encode()
    yield "utf-8", plain
    yield "latin-1", trace.encode("latin-1")
    yield "utf-16-le", trace.encode("utf-16-le")
    yield "utf-16-be", trace.encode("utf-16-be")
    yield "url", quote(trace, safe="").encode()
    yield "form", quote_plus(trace).encode()
    yield "json", trace.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    yield "html", trace.encode("ascii", "xmlcharrefreplace")
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    for shift in range(3):
        yield f"base64+{shift}", _within_base64(plain, shift)
        yield f"base64url+{shift}", _within_base64(plain, shift).translate(bytes.maketrans(b"+/", b"-_"))


def _within_base64(plain: bytes, shift: int) -> bytes:
    """Return what of a text is sure to stand in the base64 of something that has it after `shift` (mod 3) bytes."""
    skipped = -(-shift * 4 // 3)
    whole = (shift + len(plain)) // 3 * 4
    return b64encode(bytes(shift) + plain)[skipped:whole]


def needles() -> dict[bytes, tuple[str, str]]:
    """Return every sequence of bytes to look for, with the canary's name and the encoding."""
    found: dict[bytes, tuple[str, str]] = {}
    for canary in CANARIES:
        for trace in canary.traces:
            for encoding, written in encoded(trace):
                found.setdefault(written, (canary.name, encoding))
    return found
