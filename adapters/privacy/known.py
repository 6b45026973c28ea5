"""What the papers are made from: the settings, the catalogue and the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.privacy.words import Words
from adapters.settings import Settings
from adapters.web.language import Language
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Programme
from domain.span import Span


@dataclass(frozen=True, slots=True)
class Known:
    settings: Settings
    catalogue: Catalogue
    today: date


def retentions(language: Language, known: Known) -> Iterator[tuple[str, str]]:
    """Yield each programme with how long its trajectories are kept."""
    for programme in known.catalogue.programmes.values():
        yield language.label(programme), _retention(Words(language), programme)


def _retention(words: Words, programme: Programme) -> str:
    return words("record.from-closing", length=" + ".join(_length(words, programme.retention)))


def _length(words: Words, span: Span) -> Iterator[str]:
    for unit in ("months", "days", "working_days", "seconds"):
        if count := getattr(span, unit):
            yield words(f"record.{unit.replace('_', '-')}", count=count)
