"""An enumeration whose members carry the Danish and the English text that a person reads."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed set of codes: the value is stored, `da` and `en` are shown."""

    da: str
    en: str

    def __new__(cls, value: str, da: str, en: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.da = da
        member.en = en
        return member
