"""Codes as they stand in a table, read back as members of their enumeration."""

from typing import TypeVar

from domain.labelled import Labelled

L = TypeVar("L", bound=Labelled)


def code_of(codes: type[L], value: str) -> L:
    """Return the member of a closed set of codes. Raises ValueError for a value that is none of them."""
    for member in codes:
        if member == value:
            return member
    raise ValueError("the value is none of the codes")
