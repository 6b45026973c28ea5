"""All that explains a due date, in words: a heading and a text for each part that says something."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from adapters.web.explain import explain, span_text
from adapters.web.history.describe import Describer
from adapters.web.history.event_names import EVENT_NAMES
from adapters.web.language import Language
from domain.agenda_item import ItemKey, ItemKind
from domain.calendar import civil_date
from domain.explanation import Explained, Moved, Source
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.timing import DEFAULTS, Times
from domain.trajectory.state import Extension, Pause

SetBy = Mapping[ItemKind, Fact]
"""Who set a kind's timing for the municipality, and when: the newest definition of each."""


class Part(NamedTuple):
    """A part of an explanation."""

    heading: str
    text: str


def parts(
    item: Explained, describer: Describer, language: Language, catalogue: Catalogue, set_by: SetBy
) -> list[Part]:
    """Return what explains an item: what, when, why, from where, what moved it, what was told and what is to come."""
    due, say = item.obligation, language.text
    told = [
        (say("Hvad", "What"), describer.what(due)),
        (say("Frist", "Due"), language.date(due.due.on)),
        (say("Hvem", "Who"), _who(item, language)),
        (say("Hvorfor", "Why"), explain(due, language, catalogue)),
        (say("Længden står i", "The length stands in"), _source(item, language, set_by)),
        (say("Uret", "The clock"), _clock(item, language, set_by)),
        *((say("Pause", "Pause"), _pause(pause, language)) for pause in item.pauses),
        *((say("Forlængelse", "Extension"), _extension(extension, language)) for extension in item.extensions),
        *((say("Rettet", "Corrected"), _moved(moved, language)) for moved in item.moved),
        *((say("Gjort", "Done"), _done(fact, language)) for fact in item.done),
        *((say("Kommer", "To come"), to_come(key, language)) for key in item.ahead),
    ]
    return [Part(heading, text) for heading, text in told]


def _who(item: Explained, language: Language) -> str:
    due = item.obligation
    if item.is_foreseen:
        return language.text("ingen endnu; uret varsler først", "nobody yet; the clock warns first")
    queue = language.text("centrets kø", "the queue of the centre")
    return due.worker or (language.label(due.role) if due.role else queue)


def _source(item: Explained, language: Language, set_by: SetBy) -> str:
    if item.source is not Source.TIMING:
        return language.label(item.source)
    return source_of(item.obligation.kind, language, set_by)


def source_of(kind: ItemKind, language: Language, set_by: SetBy) -> str:
    """Return where a kind's timing comes from: the default's source, or who set it for the municipality, and when."""
    fact = set_by.get(kind)
    if fact is None:
        default = language.text(DEFAULTS[kind].da, DEFAULTS[kind].en)
        return language.text(f"standard: {default}", f"default: {default}")
    day = language.date(fact.occurred.on)
    return language.text(f"kommunen: sat af {fact.actor} {day}", f"the municipality: set by {fact.actor} on {day}")


def _clock(item: Explained, language: Language, set_by: SetBy) -> str:
    """Return when the clock acts; where the municipality says so, that it does, unless the length said it."""
    kind, told = item.obligation.kind, _times(item.times, language)
    if kind not in set_by or item.source is Source.TIMING:
        return told
    return f"{told} ({source_of(kind, language, set_by)})"


def _times(times: Times | None, language: Language) -> str:
    if times is None:
        return language.text("er færdigt med det", "is done with it")
    return "; ".join(_steps(times, language)) or language.text("følger kun fristen", "follows the due date only")


def _steps(times: Times, language: Language) -> Iterator[str]:
    if times.remind:
        ahead = language.list([span_text(span, language) for span in times.remind])
        yield language.text(f"påminder {ahead} før", f"reminds {ahead} ahead")
    if times.escalate is not None:
        after = span_text(times.escalate, language)
        yield language.text(f"eskalerer {after} efter", f"escalates {after} after")
    if times.second is not None:
        more = span_text(times.second, language)
        yield language.text(f"andet niveau {more} derefter", f"second level {more} after that")


def _pause(pause: Pause, language: Language) -> str:
    until = language.occurred(pause.resumed) if pause.resumed else "-"
    reason = language.label(pause.reason)
    return language.text(
        f"fra {language.occurred(pause.begun)} til {until}: {reason}",
        f"from {language.occurred(pause.begun)} to {until}: {reason}",
    )


def _extension(extension: Extension, language: Language) -> str:
    days, by = span_days(extension.days, language), extension.decided_by or "-"
    when = language.occurred(extension.decided) if extension.decided else "-"
    reason = language.label(extension.reason)
    return language.text(
        f"{days}: {reason}; godkendt af {by} {when}", f"{days}: {reason}; approved by {by} on {when}"
    )


def span_days(days: int, language: Language) -> str:
    return language.count(days, ("dag", "dage"), ("day", "days"))


def _moved(moved: Moved, language: Language) -> str:
    when = language.date(civil_date(moved.at))
    by = language.text(f"af {moved.by} {when}", f"by {moved.by} on {when}")
    if moved.before is None or moved.after is None:
        return by
    before, after = language.occurred(moved.before), language.occurred(moved.after)
    return language.text(f"{by}: fra {before} til {after}", f"{by}: from {before} to {after}")


def _done(fact: Fact, language: Language) -> str:
    name = language.text(*EVENT_NAMES[type(fact.event).__name__])
    return f"{language.occurred(fact.occurred)}: {name}"


def to_come(key: ItemKey, language: Language) -> str:
    """Return what the clock will do, and at which instant."""
    return f"{language.instant(key.at)}: {language.label(key.act)}"
