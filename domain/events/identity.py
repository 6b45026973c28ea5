"""Lifting anonymity, consent and disclosure: codes and references only. Source: domain section 4."""

from uuid import UUID

from pydantic import Field

from domain.base import Code, CodeSet, Day
from domain.events.base import Event
from domain.help_codes import ConsentForm, IdentifiedBy, Information, LegalBasis, Purpose, Recipient


class AnonymityLifted(Event):
    """The person's own act, towards one administration. Earlier contacts follow, or are sealed and counted."""

    administration: Code
    identified_by: IdentifiedBy
    earlier_follow: bool


class AnonymityRestored(Event):
    """The person asked to be de-identified again, towards every administration."""


class AccessRestricted(Event):
    """The identity cannot be removed, since a measure rests on it; access is restricted instead."""


class ConsentGiven(Event):
    """Consent to share: what, from whom, to whom, why and until when (last day)."""

    consent: UUID
    information: CodeSet[Information] = Field(min_length=1)
    sender: Code
    receiver: Code
    purpose: Purpose
    form: ConsentForm
    until: Day


class ConsentRenewed(Event):
    consent: UUID
    until: Day


class ConsentWithdrawn(Event):
    """Future sharing stops; what was shared stays shared."""

    consent: UUID


class DisclosureRecorded(Event):
    """Information was passed on under a consent, or without one on a coded legal basis (told to the leader)."""

    information: CodeSet[Information] = Field(min_length=1)
    consent: UUID | None = None
    basis: LegalBasis | None = None
    receiver: Code | None = None
    recipient: Recipient | None = None


class DisclosureSeenByLeader(Event):
    """The leader has seen the disclosures without consent up to now."""
