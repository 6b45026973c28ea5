"""The two languages of the pages: Danish at ``/``, English under ``/en``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from adapters.report import danish, english
from domain.base import Occurred


class InBothLanguages(Protocol):
    """Anything that carries its Danish and its English text: a code, a definition, a refusal."""

    @property
    def da(self) -> str: ...

    @property
    def en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Language:
    """How a page writes texts, dates, numbers and the addresses of other pages."""

    code: Literal["da", "en"]
    prefix: str
    date: Callable[[date], str]
    instant: Callable[[datetime], str]
    number: Callable[[int], str]
    list: Callable[[Sequence[str]], str]

    def text(self, da: str, en: str) -> str:
        return da if self.code == "da" else en

    def label(self, labelled: InBothLanguages) -> str:
        return self.text(labelled.da, labelled.en)

    def count(self, number: int, da: tuple[str, str], en: tuple[str, str]) -> str:
        """Return a number with its noun, each given as one and as many."""
        one, many = (0, 1)
        noun = self.text(da[one if number == 1 else many], en[one if number == 1 else many])
        return f"{self.number(number)} {noun}"

    def occurred(self, occurred: Occurred) -> str:
        """Return when a fact occurred: its date, and its time of day where that is known."""
        return self.date(occurred.on) if occurred.at is None else self.instant(occurred.at)

    def path(self, path: str) -> str:
        """Return the address of a page, given as it stands in Danish."""
        return self.prefix + path


DANISH = Language("da", "", danish.danish_date, danish.danish_instant, danish.danish_number, danish.danish_list)
ENGLISH = Language(
    "en", "/en", english.english_date, english.english_instant, english.english_number, english.english_list
)
