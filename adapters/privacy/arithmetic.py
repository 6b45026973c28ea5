"""The chance of guessing a return code, worked out from the code's length and the limits that are in force."""

from datetime import timedelta

from adapters.privacy.document import Paragraph, Section, Table
from adapters.privacy.words import Words
from adapters.return_codes import ALPHABET, SYMBOLS
from adapters.throttle.limits import LIMITS, Limit, SubjectKind, TryKind
from adapters.web.language import Language

CODES: int = len(ALPHABET) ** SYMBOLS
"""How many codes there can be; the check symbol adds none."""

IN_USE = 10_000
"""More codes than a municipality ever has in use at once: a guess that hits any of them counts."""

MINUTE, DAY, YEAR = timedelta(minutes=1), timedelta(days=1), timedelta(days=365)
TIMES = {"minute": MINUTE, "day": DAY, "year": YEAR}
A_SECOND = 1_000
"""Tries a second on loopback, were there no lock."""


def most_tries(limit: Limit, within: timedelta) -> int:
    """Return how many tries are let through at most in some time, by one who tries whenever it is not locked."""
    tries, passed, lock = 0, timedelta(), limit.lock
    while passed < within:
        tries += limit.tries
        passed, lock = passed + lock, min(2 * lock, limit.longest)
    return tries


def chance(tries: int) -> float:
    """Return an upper bound of the chance that any of some tries hits any code in use."""
    return tries * IN_USE / CODES


def guessing(language: Language) -> Section:
    """Return the arithmetic as a section of the threat model."""
    words = Words(language)
    rows = [
        (words(f"guess.{of}"), words(f"guess.{name}"), language.number(tries), _one_in(words, tries))
        for of in (SubjectKind.USER, SubjectKind.ADDRESS)
        for name, time in TIMES.items()
        for tries in [most_tries(LIMITS[TryKind.RETURN_CODE][of], time)]
    ]
    table = Table(words.list("who", "within", "tries", "chance"), rows)
    return Section(words("guess.title"), [_premises(language), table, _without_a_lock(language)])


def _premises(language: Language) -> Paragraph:
    return Words(language).paragraph(
        "guess.premises",
        symbols=SYMBOLS,
        alphabet=len(ALPHABET),
        bits=CODES.bit_length() - 1,
        codes=_power(CODES),
        in_use=language.number(IN_USE),
    )


def _without_a_lock(language: Language) -> Paragraph:
    years = CODES // (2 * IN_USE * A_SECOND * int(YEAR.total_seconds()))
    number = language.number
    return Words(language).paragraph("guess.no-limit", a_second=number(A_SECOND), years=number(years))


def _one_in(words: Words, tries: int) -> str:
    return f"{words('one-in')} {_power(int(1 / chance(tries)))}"


def _power(number: int) -> str:
    return f"{number:.1e}".replace("e+", " × 10^")
