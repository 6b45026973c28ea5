"""The timeline of a trajectory: every event as it was recorded, those withdrawn or corrected marked."""

from dataclasses import dataclass
from datetime import datetime

from adapters.web.history.describe import Describer, short_id
from adapters.web.history.event_names import BLANKED, EVENT_NAMES
from adapters.web.language import Language
from domain.base import CLOCK, SYSTEM, Occurred
from domain.fact import Fact
from projections.engine.board import Folded
from projections.history.fold import rows

ACTORS = {CLOCK: ("uret", "the clock"), SYSTEM: ("systemet", "the system")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the history. `id` is its event id, shown short, that corrections refer to."""

    position: int
    id: str
    name: str
    occurred: Occurred
    recorded: datetime
    actor: str
    withdrawn: bool
    corrected: bool
    fields: tuple[tuple[str, str], ...]


def timeline(folded: Folded, language: Language, describer: Describer) -> tuple[Entry, ...]:
    """Return the entries, the newest first. It is the history board's own fold, at whatever position was folded."""
    facts = folded.trajectory.facts
    entries = zip(rows(folded), facts, strict=True)
    return tuple(
        _entry(fact, row.withdrawn, row.corrected, language, describer) for row, fact in reversed(tuple(entries))
    )


def _entry(fact: Fact, withdrawn: bool, corrected: bool, language: Language, describer: Describer) -> Entry:
    name = BLANKED if fact.event is None else EVENT_NAMES[fact.event.type_name]
    return Entry(
        position=fact.position,
        id=short_id(fact.id),
        name=language.text(*name),
        occurred=fact.occurred,
        recorded=fact.recorded,
        actor=language.text(*ACTORS[fact.actor]) if fact.actor in ACTORS else fact.actor,
        withdrawn=withdrawn,
        corrected=corrected,
        fields=() if fact.event is None else describer.fields(fact.event),
    )
