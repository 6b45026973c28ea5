"""When a consent's end is warned of: 30 and 7 days ahead, and on the day it ends. Source: domain section 4.

The end is an obligation (renew it, or let it end knowingly) until the consent is withdrawn, renewed, taken over by a
newer one that covers as much for as long, ended with its case, or until the clock has told that it expired.
"""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day
from domain.reference.catalogue import Catalogue
from domain.rules.consent import standing_consents
from domain.rules.responsibility import who_answers
from domain.span import Due, Span, due_before, instant_of
from domain.trajectory.state import Consent, Trajectory

WARNINGS = (Span(days=30), Span(days=7))


def ending_consents(trajectory: Trajectory) -> tuple[Consent, ...]:
    """Return the consents whose end leaves something uncovered and was not told of yet."""
    standing = [consent for consent in standing_consents(trajectory) if consent.withdrawn is None]
    return tuple(
        consent
        for position, consent in enumerate(standing)
        if not any(_takes_over(newer, consent) for newer in standing[position + 1 :])
        and _expiry(consent) not in trajectory.done
    )


def _takes_over(newer: Consent, older: Consent) -> bool:
    same = (newer.sender, newer.receiver, newer.purpose) == (older.sender, older.receiver, older.purpose)
    return same and newer.information >= older.information and newer.until >= older.until


@obliges
def ending_consents_are_renewed(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A consent is renewed by its last day, or ends knowingly."""
    for consent in ending_consents(trajectory):
        yield Obligation(
            kind=ItemKind.CONSENT_END,
            subject=consent.id,
            due=_end(consent),
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=Why("consent-ends", _since(consent)),
        )


@times
def warn_of_ending_consents(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    """Warn 30 and 7 days ahead, where that lies after the day it was given or renewed, and tell of its expiry."""
    for consent in ending_consents(trajectory):
        ahead = (due_before(_end(consent), span) for span in WARNINGS)
        yield from (_key(consent, Act.REMIND, when) for when in ahead if when.at > instant_of(_since(consent)))
        yield _expiry(consent)


def _end(consent: Consent) -> Due:
    return Due(consent.until, end_of_day(consent.until))


def _since(consent: Consent) -> Occurred:
    return consent.renewed or consent.given


def _expiry(consent: Consent) -> ItemKey:
    return _key(consent, Act.NOTE_PASSED, _end(consent))


def _key(consent: Consent, act: Act, when: Due) -> ItemKey:
    return ItemKey.of(ItemKind.CONSENT_END, act, consent.id, when)
