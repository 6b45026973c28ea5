"""The threats: what can go wrong, who would do it, what stops it, what remains, and the tests that prove it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from domain.labelled import Labelled
from projections.engine.codes import code_of


class Both(NamedTuple):
    """The same in Danish and English."""

    da: str
    en: str


class ThreatGroup(Labelled):
    STORAGE = "storage", "Det, der er gemt og sendt", "What is stored and sent"
    INSIDE = "inside", "De, der har adgang", "Those who have access"
    OUTSIDE = "outside", "De, der ikke har", "Those who have none"
    MACHINE = "machine", "Programmet selv", "The program itself"


@dataclass(frozen=True, slots=True)
class Threat:
    """One threat. `tests` are a test file, or a test in one (``file::name``)."""

    id: str
    group: ThreatGroup
    what: Both
    who: Both
    stops: Both
    remains: Both
    tests: tuple[str, ...]


@cache
def threats() -> tuple[Threat, ...]:
    """Return every threat, in the order of the paper."""
    text = (files("adapters.privacy") / "data" / "threats.toml").read_text(encoding="utf-8")
    return tuple(map(_threat, tomllib.loads(text)["threat"]))


def _threat(said: Mapping[str, Any]) -> Threat:
    both = {part: Both(said[f"{part}_da"], said[f"{part}_en"]) for part in ("what", "who", "stops", "remains")}
    return Threat(id=said["id"], group=code_of(ThreatGroup, said["group"]), tests=tuple(said["tests"]), **both)
