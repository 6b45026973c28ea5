"""Consent to share: given, renewed, withdrawn, and what it covers. Source: domain section 4.

A consent names kinds of information, sender, receiver, purpose, form and its last day; a general one is invalid.
It ends with its case: one given before a closing is not in force after it, not even when the case is reopened.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from domain.calendar import add_months
from domain.changed import changed
from domain.commands.identity import GiveConsent, RenewConsent, WithdrawConsent
from domain.decide import Outcome, decides
from domain.events.course import TrajectoryClosed
from domain.events.identity import ConsentGiven, ConsentRenewed, ConsentWithdrawn
from domain.fact import Fact
from domain.help_codes import Information, Purpose
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.consent_refusals import (
    CONSENT_ENDS_BEFORE,
    CONSENT_EXISTS,
    CONSENT_NOT_IN_FORCE,
    CONSENT_TOO_LONG,
    CONSENT_WITHDRAWN,
    CONSEQUENCES_NOT_TOLD,
    GENERAL_CONSENT,
    NO_SUCH_CONSENT,
    NOT_TWO_PARTIES,
    UNKNOWN_PARTY,
)
from domain.trajectory.evolve import applies, facts_that_hold
from domain.trajectory.state import Consent, Trajectory

LONGEST_CONSENT_MONTHS = 12
"""At most one year, renewable: this project's own rule."""


def consent_in_force(consent: Consent, day: date) -> bool:
    """Tell whether a consent, by its own dates, is in force on a day; a withdrawal counts from its day on."""
    withdrawn = consent.withdrawn is not None and consent.withdrawn.on <= day
    return consent.given.on <= day <= consent.until and not withdrawn


def standing_consents(trajectory: Trajectory) -> tuple[Consent, ...]:
    """Return the consents that have not ended with their case, the oldest first; dates are not looked at."""
    if not trajectory.consents:
        return ()
    given = _given_since_last_closing(trajectory.facts)
    return tuple(consent for consent in trajectory.consents if consent.id in given)


def _given_since_last_closing(facts: Iterable[Fact]) -> frozenset[UUID]:
    given: set[UUID] = set()
    for fact in facts_that_hold(facts):
        if isinstance(fact.event, TrajectoryClosed):
            given.clear()
        elif isinstance(fact.event, ConsentGiven):
            given.add(fact.event.consent)
    return frozenset(given)


def consents_in_force(trajectory: Trajectory, day: date) -> tuple[Consent, ...]:
    """Return the consents in force on a day, the oldest first; none in a closed trajectory."""
    return tuple(consent for consent in standing_consents(trajectory) if consent_in_force(consent, day))


def covers(consent: Consent, information: frozenset[Information], sender: str, receiver: str, day: date) -> bool:
    """Tell whether one consent covers all the kinds from a sender to a receiver on a day."""
    parties = (consent.sender, consent.receiver) == (sender, receiver)
    return parties and information <= consent.information and consent_in_force(consent, day)


def covering_consent(
    trajectory: Trajectory, information: frozenset[Information], sender: str, receiver: str, day: date
) -> Consent | None:
    """Return the newest consent that covers a sharing, None if none does."""
    newest_first = reversed(standing_consents(trajectory))
    return next((known for known in newest_first if covers(known, information, sender, receiver, day)), None)


def consent_covers_hand_over(
    trajectory: Trajectory, consent_id: UUID, from_administration: str, to_administration: str, day: date
) -> bool:
    """Tell whether a consent in force allows a hand-over: given for that purpose, and naming the course."""
    course = frozenset({Information.COURSE})
    return any(
        consent.id == consent_id
        and consent.purpose is Purpose.HAND_OVER
        and covers(consent, course, from_administration, to_administration, day)
        for consent in standing_consents(trajectory)
    )


def is_party(code: str, catalogue: Catalogue) -> bool:
    """Tell whether a code is that of an administration or a provider."""
    return code in catalogue.administrations or code in catalogue.providers


def consent_of(trajectory: Trajectory, consent: UUID) -> Consent | None:
    """Return a trajectory's consent by its id."""
    return next((known for known in trajectory.consents if known.id == consent), None)


@decides(GiveConsent)
def give_consent(trajectory: Trajectory, command: GiveConsent, now: datetime, catalogue: Catalogue) -> Outcome:
    until = command.until or latest_end(command.occurred.on)
    refusal = _giving_refusal(trajectory, command, catalogue) or _end_refusal(command.occurred.on, until)
    if refusal is not None:
        return refusal
    given = ConsentGiven(
        consent=command.consent,
        information=command.information,
        sender=command.sender,
        receiver=command.receiver,
        purpose=command.purpose,
        form=command.form,
        until=until,
    )
    return [given]


def _giving_refusal(trajectory: Trajectory, command: GiveConsent, catalogue: Catalogue) -> Refusal | None:
    if consent_of(trajectory, command.consent) is not None:
        return CONSENT_EXISTS
    if not command.information:
        return GENERAL_CONSENT
    if not command.consequences_told:
        return CONSEQUENCES_NOT_TOLD
    if not (is_party(command.sender, catalogue) and is_party(command.receiver, catalogue)):
        return UNKNOWN_PARTY
    return NOT_TWO_PARTIES if command.sender == command.receiver else None


def latest_end(day: date) -> date:
    """Return the last day that a consent given or renewed on a day can have."""
    return add_months(day, LONGEST_CONSENT_MONTHS)


def _end_refusal(day: date, until: date) -> Refusal | None:
    if until < day:
        return CONSENT_ENDS_BEFORE
    return CONSENT_TOO_LONG if until > latest_end(day) else None


@decides(RenewConsent)
def renew_consent(trajectory: Trajectory, command: RenewConsent, now: datetime, catalogue: Catalogue) -> Outcome:
    day = command.occurred.on
    until = command.until or latest_end(day)
    refusal = _standing_refusal(trajectory, command.consent, day) or _end_refusal(day, until)
    return refusal or [ConsentRenewed(consent=command.consent, until=until)]


@decides(WithdrawConsent, closed_too=True)
def withdraw_consent(
    trajectory: Trajectory, command: WithdrawConsent, now: datetime, catalogue: Catalogue
) -> Outcome:
    """Withdrawal stops future sharing only; what was shared stays shared."""
    refusal = _standing_refusal(trajectory, command.consent, command.occurred.on)
    return refusal or [ConsentWithdrawn(consent=command.consent)]


def _standing_refusal(trajectory: Trajectory, consent: UUID, day: date) -> Refusal | None:
    known = consent_of(trajectory, consent)
    if known is None:
        return NO_SUCH_CONSENT
    if known.withdrawn is not None:
        return CONSENT_WITHDRAWN
    return None if known in consents_in_force(trajectory, day) else CONSENT_NOT_IN_FORCE


@applies(ConsentGiven)
def consent_given(trajectory: Trajectory, fact: Fact, event: ConsentGiven) -> Trajectory:
    if consent_of(trajectory, event.consent) is not None:
        return trajectory
    consent = Consent(
        id=event.consent,
        information=event.information,
        sender=event.sender,
        receiver=event.receiver,
        purpose=event.purpose,
        form=event.form,
        given=fact.occurred,
        until=event.until,
    )
    return changed(trajectory, consents=(*trajectory.consents, consent))


@applies(ConsentRenewed)
def consent_renewed(trajectory: Trajectory, fact: Fact, event: ConsentRenewed) -> Trajectory:
    return _change(
        trajectory, event.consent, lambda consent: changed(consent, until=event.until, renewed=fact.occurred)
    )


@applies(ConsentWithdrawn)
def consent_withdrawn(trajectory: Trajectory, fact: Fact, event: ConsentWithdrawn) -> Trajectory:
    return _change(trajectory, event.consent, lambda consent: changed(consent, withdrawn=fact.occurred))


def _change(trajectory: Trajectory, consent: UUID, step: Callable[[Consent], Consent]) -> Trajectory:
    return changed(
        trajectory,
        consents=tuple(step(known) if known.id == consent else known for known in trajectory.consents),
    )
