"""What of a CPR number is looked up: municipality and ten digits, and never a replacement number.

Two keyed hashes are made of it. The index's is kept encrypted (`adapters/vault/index_keys.py`), and dies with its
epoch. The access log's tells equal searches; it stands there as it is, for as long as the log is kept.
Source: domain section 4.
"""

DIGITS = 10
REPLACED = "6789"
"""The first digit of a replacement number (erstatningspersonnummer): that of a day, and six."""


def indexed(municipality: str, cpr: str) -> bytes:
    """Return the bytes whose keyed hash stands in the index."""
    return f"exitspor cpr 1|{municipality}|{_digits(cpr)}".encode()


def searched(municipality: str, cpr: str) -> bytes:
    """Return the bytes whose keyed hash the access log keeps of a search: others than the index's."""
    return f"exitspor cpr search 1|{municipality}|{_digits(cpr)}".encode()


def is_matched(cpr: str) -> bool:
    """Tell whether a number is one by which a person is found: ten digits, and no replacement number."""
    digits = _digits(cpr)
    return len(digits) == DIGITS and digits[0] not in REPLACED


def _digits(cpr: str) -> str:
    return "".join(sign for sign in cpr if sign in "0123456789")
