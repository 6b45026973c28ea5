"""What the inbox shows of a notice, in a language."""

from adapters.notify.inbox import Entry
from adapters.web.language import Language
from domain.notices.codes import NoticeKind
from domain.notices.notice import Person, Recipient
from domain.recurring.streams import duty_of
from domain.reference.catalogue import Catalogue

SPEAK_FOR_THEMSELVES = frozenset(
    {
        NoticeKind.HAND_OVER_OFFERED,
        NoticeKind.HAND_OVER_RETURNED,
        NoticeKind.TAKEN_BACK,
        NoticeKind.INACTIVE,
        NoticeKind.BREACH_REPORTED,
    }
)
"""Notices that say what they are about, without the kind of item."""


def what_of(entry: Entry, language: Language) -> str:
    """Return what a notice says."""
    what = language.label(entry.what)
    if entry.kind is None or entry.what in SPEAK_FOR_THEMSELVES:
        return what
    return f"{what}: {language.label(entry.kind)}"


def about_of(entry: Entry, language: Language, catalogue: Catalogue) -> str:
    """Return what a notice that is about no trajectory is about: a unit's recurring duty."""
    duty = duty_of(entry.stream, catalogue)
    return language.label(duty) if duty else language.text("fast opgave", "recurring duty")


def recipient_of(to: Recipient, language: Language, catalogue: Catalogue) -> str:
    """Return who was told: a worker's code, or the queue of a unit and whose it is."""
    if isinstance(to, Person):
        return to.code
    centre = catalogue.centres.get(to.centre or "")
    unit = language.label(centre) if centre else language.text("kommunen", "the municipality")
    role = f", {language.label(to.role)}" if to.role else ""
    return f"{language.text('køen', 'queue')}: {unit}{role}"
