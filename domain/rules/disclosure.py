"""Passing information on: under a consent, or without one on a legal basis. Source: domain section 4.

Sharing is refused unless a consent in force covers it. A disclosure on a legal basis is never blocked, not even in a
closed trajectory, and never silent: the leader is to see it within one working day.
"""

from collections.abc import Iterable
from datetime import datetime

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.changed import changed
from domain.commands.identity import DiscloseWithoutConsent, SeeDisclosures, ShareInformation
from domain.decide import Outcome, decides
from domain.events.identity import DisclosureRecorded, DisclosureSeenByLeader
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.rules.consent import covering_consent, is_party
from domain.rules.consent_refusals import NO_SHARING_NEEDED, SHARING_NOT_COVERED, UNKNOWN_PARTY
from domain.rules.responsibility import is_leader
from domain.span import due_after
from domain.timing import time_given
from domain.trajectory.evolve import applies
from domain.trajectory.state import Disclosure, Trajectory
from domain.trajectory_codes import Role


@decides(ShareInformation)
def share_information(
    trajectory: Trajectory, command: ShareInformation, now: datetime, catalogue: Catalogue
) -> Outcome:
    """Sharing between administrations, or with KC and NGOs, needs one consent in force that covers all of it."""
    if not (is_party(command.sender, catalogue) and is_party(command.receiver, catalogue)):
        return UNKNOWN_PARTY
    if command.sender == command.receiver:
        return NO_SHARING_NEEDED
    consent = covering_consent(trajectory, command.information, command.sender, command.receiver, command.occurred.on)
    if consent is None:
        return SHARING_NOT_COVERED
    return [DisclosureRecorded(information=command.information, consent=consent.id, receiver=command.receiver)]


@decides(DiscloseWithoutConsent, closed_too=True)
def disclose_without_consent(
    trajectory: Trajectory, command: DiscloseWithoutConsent, now: datetime, catalogue: Catalogue
) -> Outcome:
    """Notification about a child, acute danger, forvaltningsloven § 29 (2): recorded, never blocked."""
    disclosed = DisclosureRecorded(information=command.information, basis=command.basis, recipient=command.recipient)
    return [disclosed]


@decides(SeeDisclosures, closed_too=True)
def see_disclosures(trajectory: Trajectory, command: SeeDisclosures, now: datetime, catalogue: Catalogue) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    return [] if all(disclosure.seen for disclosure in trajectory.disclosures) else [DisclosureSeenByLeader()]


@obliges
def leader_sees_disclosures(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The leader sees a disclosure without consent within one working day, whether the case is open or closed."""
    time_to_see = time_given(ItemKind.DISCLOSURE, catalogue.timings)
    for disclosure in trajectory.disclosures:
        if not disclosure.seen:
            yield Obligation(
                kind=ItemKind.DISCLOSURE,
                subject=disclosure.event,
                due=due_after(disclosure.occurred, time_to_see),
                worker=None,
                role=Role.LEADER,
                centre=trajectory.centre,
                why=Why("disclosure-seen", disclosure.occurred, time_to_see),
            )


@applies(DisclosureRecorded)
def disclosure_recorded(trajectory: Trajectory, fact: Fact, event: DisclosureRecorded) -> Trajectory:
    """A sharing that a consent covers needs nobody's attention."""
    if event.basis is None:
        return trajectory
    disclosure = Disclosure(fact.id, fact.occurred, event.basis)
    return changed(trajectory, disclosures=(*trajectory.disclosures, disclosure))


@applies(DisclosureSeenByLeader)
def disclosure_seen_by_leader(trajectory: Trajectory, fact: Fact, event: DisclosureSeenByLeader) -> Trajectory:
    return changed(trajectory, disclosures=tuple(changed(known, seen=True) for known in trajectory.disclosures))
