"""When a consent's end is warned of: 30 and 7 days ahead, and on the day it ends. Source: domain section 4.

The end is an obligation (renew it, or let it end knowingly) until the consent is withdrawn, renewed, taken over by a
newer one that covers as much for as long, ended with its case, or until the clock has told that it expired.
"""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day
from domain.reference.catalogue import Catalogue
from domain.rules.consent import standing_consents
from domain.rules.responsibility import who_answers
from domain.span import Due
from domain.timers import AT_DUE
from domain.trajectory.state import Consent, Trajectory


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


def _end(consent: Consent) -> Due:
    return Due(consent.until, end_of_day(consent.until))


def _since(consent: Consent) -> Occurred:
    return consent.renewed or consent.given


def _expiry(consent: Consent) -> ItemKey:
    return ItemKey.of(ItemKind.CONSENT_END, AT_DUE[ItemKind.CONSENT_END], consent.id, _end(consent))
