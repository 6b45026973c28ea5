"""A refusal is a value: why a command appends nothing, in Danish and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is stable; `da` and `en` tell a person what is wrong and what to do. They never show input."""

    code: str
    da: str
    en: str
