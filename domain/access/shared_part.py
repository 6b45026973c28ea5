"""The part of a trajectory that somebody is shown: a partner the facts of the kinds that a consent in force names, an
administration that knows the person no earlier contacts, unless the person lets them follow.

For a partner an allow-list: whatever is not named for a kind is shown under none. Source: domain section 4.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from domain.access.case import Record
from domain.access.nearness import sealed_before
from domain.access.partners import shared_with
from domain.access.sealed_part import sealed_part
from domain.access.shared_words import told
from domain.access.who import Who
from domain.events import Event, breach, clock, contacts, course, help, identity, recurring, reference, supervision
from domain.events import vault as vaults
from domain.events.corrections import Corrected, DateCorrected, PayloadsBlanked, Withdrawn
from domain.fact import Fact
from domain.help_codes import Information
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import facts_that_hold, fold
from domain.trajectory.state import Trajectory

Types = frozenset[type[Event]]

EVENTS_OF: Mapping[Information, Types] = MappingProxyType(
    {
        Information.COURSE: frozenset(
            {
                course.TrajectoryOpened, course.WorkerAssigned, course.WorkerReleased, course.HandOverOffered,
                course.HandOverAccepted, course.HandOverReturned, course.PreCtiBegun, course.CtiStarted,
                course.PhaseEnded, course.ExtensionRequested, course.ExtensionApproved, course.TrajectoryClosed,
                course.TrajectoryReopened, help.MeasureProposed, help.MeasureApplied, help.MeasureGranted,
                help.MeasureRefused, help.MeasureStarted, help.MeasureCompleted, help.MeasureStopped,
                help.MeasureTakenBack, help.YearlyCheckDone,
            }
        ),
        Information.HEALTH: frozenset(
            {
                course.ActivityPlanSet, course.Paused, course.Resumed, help.MeasurementRecorded,
                help.MeasurementDeclined,
            }
        ),
        Information.CONTACT_DETAILS: frozenset(
            {identity.AnonymityLifted, identity.AnonymityRestored, identity.AccessRestricted}
        ),
    }
)  # fmt: skip
"""A pause has no reason but hospital, prison or away: it is shown with its reason, or not at all. Contact details are
there to be read where the anonymity is lifted, and not where access is restricted: so the two are told with them."""

CONSENTS: Types = frozenset({identity.ConsentGiven, identity.ConsentRenewed, identity.ConsentWithdrawn})
"""Shown to the provider that the consent shares with, whatever it names."""

CORRECTIONS: Types = frozenset({Corrected, DateCorrected, Withdrawn})
"""Shown where the fact that is corrected or withdrawn is."""

NEVER_SHARED: Types = frozenset(
    {
        breach.PossibleBreachReported, breach.BreachAssessed,
        clock.ReminderGiven, clock.PhaseDeadlinePassed, clock.AnswerDeadlinePassed, clock.DeadlinePassed,
        clock.Escalated, clock.EscalationAcknowledged, clock.InactivityAsked,
        contacts.ContactRegistered, contacts.VisitRegistered, contacts.ContactContinued, contacts.CardBatchMade,
        contacts.VipCardsHandedOut, contacts.ActionCardOpened, contacts.ActionCardFollowed,
        contacts.ReturnCodeGiven, contacts.ReturnCodeRevoked,
        course.TargetGroupSet, course.AppointmentPlanned, course.AppointmentMoved, course.AppointmentCancelled,
        course.AppointmentKept, course.AppointmentNotKept, course.ContactAttempted, course.ObservationRecorded,
        course.ExpectationMet, course.CtiContactRecorded, course.ExtensionDeclined, course.EarlyDischargeRequested,
        course.EarlyDischargeApproved, course.EarlyDischargeDeclined, course.DuplicateLinked, course.HoldPlaced,
        course.HoldLifted,
        identity.DisclosureRecorded, identity.DisclosureSeenByLeader,
        vaults.VaultErased, vaults.ErasureMadeFinal, vaults.ArchiveDelivered, vaults.EarlierContactsFollow,
        vaults.GlassBroken,
        PayloadsBlanked, recurring.PaperPrepared, recurring.OccasionDone, supervision.SupervisionHeld,
        reference.ProgrammeDefined, reference.PlanDefined, reference.MeasureKindDefined, reference.ProviderDefined,
        reference.AdministrationDefined, reference.CentreDefined, reference.StaffDefined, reference.PeriodDefined,
        reference.PublishedTotalImported, reference.TimingDefined, reference.RecurringDefined,
        reference.NoticePreferenceDefined,
    }
)  # fmt: skip
"""No consent covers these: each type of event is here or above, so that a new one is thought about."""


class Part(NamedTuple):
    """How much of a trajectory is shown: all of it, or what consents share with the `provider`.

    Contacts on the days before `sealed` are not told, only counted.
    """

    provider: str | None = None
    kinds: frozenset[Information] = frozenset()
    sealed: date | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether it is what a provider is shown, and not what the municipality's own are."""
        return self.provider is not None

    def of(self, trajectory: Trajectory) -> Trajectory:
        """Return what is shown of a trajectory, at whatever time it is looked at."""
        if self.provider is not None:
            return shared_part(trajectory, self.kinds, self.provider)
        return trajectory if self.sealed is None else sealed_part(trajectory, self.sealed)


def part_for(who: Who, trajectory: Trajectory, now: datetime, catalogue: Catalogue) -> Part:
    """Return how much somebody who may see a trajectory is shown of it: to a provider's worker, what is shared."""
    record = Record(who, trajectory, now, catalogue)
    if who.provider is None:
        return Part(sealed=sealed_before(record))
    return Part(who.provider, shared_with(record))


def shared_part(trajectory: Trajectory, kinds: frozenset[Information], provider: str) -> Trajectory:
    """Return the trajectory that only the shared facts tell, in their words for the provider."""
    return fold(trajectory.id, _shared(trajectory, kinds, provider))


def _shared(trajectory: Trajectory, kinds: frozenset[Information], provider: str) -> Iterator[Fact]:
    """Yield the facts that are shared; what corrects a fact comes after it, so that it is known by then."""
    covered, named, ids = _covered(kinds), _named(trajectory, provider), set[UUID]()
    for fact in trajectory.facts:
        if fact.event is not None and _is_shared(fact.event, covered, named, ids):
            ids.add(fact.id)
            yield fact._replace(event=told(fact.event, kinds))


def _is_shared(event: Event, covered: Types, named: Set[UUID], ids: Set[UUID]) -> bool:
    """Tell whether an event is shared; `named` are the consents and extensions that are, `ids` the facts so far."""
    match event:
        case Corrected(event=target, content=content):
            return target in ids and _is_shared(content, covered, named, ids)
        case DateCorrected(event=target) | Withdrawn(event=target):
            return target in ids
        case identity.ConsentGiven() | identity.ConsentRenewed() | identity.ConsentWithdrawn():
            return event.consent in named
        case course.ExtensionRequested() | course.ExtensionApproved():
            return type(event) in covered and event.extension in named
    return type(event) in covered


def _covered(kinds: frozenset[Information]) -> Types:
    return frozenset[type[Event]]().union(*(types for kind, types in EVENTS_OF.items() if kind in kinds))


def _named(trajectory: Trajectory, provider: str) -> Set[UUID]:
    """Return the consents that share with the provider, and the extensions that were approved."""
    events = [fact.event for fact in facts_that_hold(trajectory.facts)]
    approved = {event.extension for event in events if isinstance(event, course.ExtensionApproved)}
    return approved | {consent.id for consent in trajectory.consents if consent.receiver == provider}
