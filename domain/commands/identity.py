"""Commands about anonymity, consent and disclosure. Source: domain section 4."""

from uuid import UUID

from pydantic import Field

from domain.base import Code, CodeSet, Day
from domain.commands.base import TrajectoryCommand
from domain.help_codes import ConsentForm, IdentifiedBy, Information, LegalBasis, Purpose, Recipient


class LiftAnonymity(TrajectoryCommand):
    """The person becomes known by name towards one administration, by an act of their own."""

    administration: Code
    identified_by: IdentifiedBy
    earlier_follow: bool


class RestoreAnonymity(TrajectoryCommand):
    """De-identify again; once an identified measure was applied for, access is restricted instead."""


class GiveConsent(TrajectoryCommand):
    """Record a consent to share. `consequences_told` says that the consequences of refusing were told (§ 12).

    An empty set of information would be a general consent, which a rule refuses in words.
    `sender` and `receiver` are codes of administrations or providers. `until` defaults to one year.
    """

    consent: UUID
    information: CodeSet[Information]
    sender: Code
    receiver: Code
    purpose: Purpose
    form: ConsentForm
    consequences_told: bool
    until: Day | None = None


class RenewConsent(TrajectoryCommand):
    consent: UUID
    until: Day | None = None


class WithdrawConsent(TrajectoryCommand):
    consent: UUID


class ShareInformation(TrajectoryCommand):
    """Record that information was shared; refused unless a consent in force covers it."""

    information: CodeSet[Information] = Field(min_length=1)
    sender: Code
    receiver: Code


class DiscloseWithoutConsent(TrajectoryCommand):
    """Record a disclosure on a legal basis: never blocked, never silent; the leader is told."""

    information: CodeSet[Information] = Field(min_length=1)
    basis: LegalBasis
    recipient: Recipient


class SeeDisclosures(TrajectoryCommand):
    """A leader has seen the disclosures without consent."""
