"""Workers of KC and NGOs: what a consent in force shares with whom they work for. Source: domain section 4."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.access import refusals
from domain.access.case import ALLOWED, Allowed, Record, Rule, Verdict
from domain.access.codes import Action
from domain.access.nearness import is_known_to_somebody
from domain.calendar import civil_date
from domain.help_codes import Information
from domain.rules.consent import consents_in_force
from domain.vault_codes import COMPARTMENT_OF, Compartment

GENERAL = frozenset({Action.SEE_BOARD})

CONTACT_DETAILS = frozenset(field for field, kept_in in COMPARTMENT_OF.items() if kept_in is Compartment.CONTACT)


def shared_with(record: Record) -> frozenset[Information]:
    """Return the kinds that consents in force share with the provider, from the administration that it is at."""
    return frozenset(_shared(record))


def _shared(record: Record) -> Iterable[Information]:
    sender = record.catalogue.administration_of(record.trajectory.centre)
    for consent in consents_in_force(record.trajectory, civil_date(record.now)):
        if record.who.provider is not None and (consent.sender, consent.receiver) == (sender, record.who.provider):
            yield from consent.information


def sees(record: Record) -> bool:
    """Any consent in force tells them that the person is here."""
    return bool(shared_with(record))


def sees_trajectory(record: Record) -> Verdict:
    """Phases and measures are shared where the consent names the course."""
    return ALLOWED if Information.COURSE in shared_with(record) else refusals.CONSENT_DOES_NOT_COVER


def reads_contact_details(record: Record) -> Verdict:
    """Contact details where the consent names them, and no other part of an identity."""
    if Information.CONTACT_DETAILS not in shared_with(record) or not is_known_to_somebody(record):
        return refusals.CONSENT_DOES_NOT_COVER
    return refusals.ACCESS_RESTRICTED if record.trajectory.restricted else Allowed(fields=CONTACT_DETAILS)


RULES: Mapping[Action, Rule] = MappingProxyType(
    {Action.SEE_TRAJECTORY: sees_trajectory, Action.READ_IDENTITY: reads_contact_details}
)
