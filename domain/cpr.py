"""CPR numbers: read, dated and weighed. Nothing is derived from one but its date of birth; never the sex.

Source: domain section 4. The CPR office: "Personnummeret i CPR", "Personnumre uden kontrolciffer (modulus 11)".
"""

import re
from dataclasses import dataclass, field
from datetime import date

from domain.labelled import Labelled
from domain.refusal import Refusal

NOT_A_CPR = Refusal(
    "not-a-cpr",
    "Det er ikke et CPR-nummer: ti cifre, som begynder med en fødselsdag. Ret det, eller lad det stå tomt.",
    "That is no CPR number: ten digits that begin with a birthday. Correct it or leave it empty.",
)

WRITTEN = re.compile(r"([0-9]{6})[ -]?([0-9]{4})")
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
MODULUS = 11
ADDED_TO_DAY = 60
"""A replacement number's first digit is that of the day, and 6: its day is 61 to 91."""


class CprWarning(Labelled):
    """What to look at once more; neither keeps a number from being used."""

    FAILS_CHECK = (
        "fails-check",
        "kontrolcifferet passer ikke: se efter igen; nye numre kan være uden",
        "the check digit does not fit: look again; new numbers may have none",
    )
    REPLACEMENT = (
        "replacement",
        "erstatningspersonnummer: der søges aldrig på det",
        "replacement number: it is never searched by",
    )


@dataclass(frozen=True, slots=True)
class Cpr:
    """A number of ten digits, and the birthday in it; a replacement number (erstatningspersonnummer) is labelled."""

    digits: str = field(repr=False)
    born: date = field(repr=False)
    is_replacement: bool = False

    @property
    def warnings(self) -> tuple[CprWarning, ...]:
        """What to look at once more: a failed check says little since 1 October 2007."""
        if self.is_replacement:
            return (CprWarning.REPLACEMENT,)
        return () if passes_check(self.digits) else (CprWarning.FAILS_CHECK,)


def cpr_of(typed: str) -> Cpr | Refusal:
    """Read what somebody typed, with or without a hyphen or space; what is no CPR number is refused."""
    written = WRITTEN.fullmatch(typed.strip())
    if written is None:
        return NOT_A_CPR
    digits = "".join(written.groups())
    born = birthday(digits)
    return NOT_A_CPR if born is None else Cpr(digits, born, is_replacement=_day(digits) > ADDED_TO_DAY)


def birthday(digits: str) -> date | None:
    """Return the birthday in ten digits, without the 6 of a replacement number; None if there is no such day."""
    day = _day(digits)
    try:
        return date(year_of(digits), int(digits[2:4]), day - ADDED_TO_DAY if day > ADDED_TO_DAY else day)
    except ValueError:
        return None


def _day(digits: str) -> int:
    return int(digits[:2])


def year_of(digits: str) -> int:
    """Return the year of birth: the seventh digit tells the century."""
    century, year = int(digits[6]), int(digits[4:6])
    if century <= 3:  # noqa: PLR2004
        return 1900 + year
    if century in (4, 9):
        return 2000 + year if year <= 36 else 1900 + year  # noqa: PLR2004
    return 2000 + year if year <= 57 else 1800 + year  # noqa: PLR2004


def passes_check(digits: str) -> bool:
    """Tell whether the weighted sum is a multiple of 11, which no number has had to be since 1 October 2007."""
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % MODULUS == 0
