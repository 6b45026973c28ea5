"""What of a CPR number is looked up: municipality and ten digits, and never a replacement number.

Source: domain section 4.
"""

DIGITS = 10
REPLACED = "6789"
"""The first digit of a replacement number (erstatningspersonnummer): that of a day, and six."""


def indexed(municipality: str, cpr: str) -> bytes:
    """Return the bytes whose keyed hash stands in the index."""
    return f"exitspor cpr 1|{municipality}|{_digits(cpr)}".encode()


def is_matched(cpr: str) -> bool:
    """Tell whether a number is one by which a person is found: ten digits, and no replacement number."""
    digits = _digits(cpr)
    return len(digits) == DIGITS and digits[0] not in REPLACED


def _digits(cpr: str) -> str:
    return "".join(sign for sign in cpr if sign in "0123456789")
