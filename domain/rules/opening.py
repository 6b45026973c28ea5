"""How a trajectory begins, which target group it has, and how a closed one goes on. Source: domain section 3."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.base import Occurred
from domain.changed import changed
from domain.commands.course import OpenTrajectory, RecordObservation, ReopenTrajectory, SetTargetGroup
from domain.decide import Decision, Outcome, Raised, States, decides, decides_across
from domain.events import Event
from domain.events.contacts import ContactContinued, ContactForm, ContactRegistered
from domain.events.course import ObservationRecorded, TargetGroupSet, TrajectoryOpened, TrajectoryReopened
from domain.events.identity import AnonymityLifted
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.contacts import (
    CLOSED_FOR_GOOD,
    OTHER_PROGRAMME,
    action_card,
    action_card_triggers,
    contact_events,
    contact_refusal,
    is_closed_for_good,
)
from domain.span import is_before
from domain.trajectory.evolve import applies, facts_that_hold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import TargetGroup

TRAJECTORY_EXISTS = Refusal(
    "trajectory-exists",
    "Forløbet er allerede åbnet.",
    "The trajectory is already open.",
)
ONE_BEGINNING = Refusal(
    "one-beginning",
    "Et forløb begynder med én henvendelse: en ny eller en, der allerede er registreret.",
    "A trajectory begins with one contact: a new one, or one that is registered already.",
)
NO_SUCH_CONTACT = Refusal(
    "no-such-contact",
    "Henvendelsen findes ikke, eller den er allerede ført videre i et forløb.",
    "There is no such contact, or it was already continued in a trajectory.",
)
UNKNOWN_ADMINISTRATION = Refusal(
    "unknown-administration",
    "Angiv både forvaltning og hvordan borgeren er kendt; forvaltningen skal findes.",
    "Give both the administration and how the person is known; the administration must exist.",
)
NO_SUCH_TARGET_GROUP = Refusal(
    "no-such-target-group",
    "Programmet har ikke denne delmålgruppe. Vælg en af programmets egne, eller lad den stå åben.",
    "The programme has no such target group. Choose one of its own, or leave it open.",
)
NOT_CLOSED = Refusal(
    "not-closed",
    "Forløbet er ikke afsluttet og kan derfor ikke genåbnes.",
    "The trajectory is not closed, so it cannot be reopened.",
)


def _streams_of_opening(command: OpenTrajectory) -> Iterable[UUID]:
    yield command.trajectory
    if command.from_stream is not None:
        yield command.from_stream


@decides_across(OpenTrajectory, _streams_of_opening)
def open_trajectory(states: States, command: OpenTrajectory, now: datetime, catalogue: Catalogue) -> Decision:
    refusal = _opening_refusal(states, command, catalogue)
    if refusal is not None:
        return refusal
    opened = TrajectoryOpened(programme=command.programme, centre=command.centre, from_contact=command.from_contact)
    raised = [
        Raised(command.trajectory, "trajectory", event, command.occurred)
        for event in (opened, *_events_beside_opening(command))
    ]
    return [*raised, *_continuation(states, command)]


def _opening_refusal(states: States, command: OpenTrajectory, catalogue: Catalogue) -> Refusal | None:
    if states[command.trajectory].version:
        return TRAJECTORY_EXISTS
    if command.programme not in catalogue.programmes:
        return refusals.UNKNOWN_PROGRAMME
    if command.centre not in catalogue.centres:
        return refusals.UNKNOWN_CENTRE
    if not _group_fits(command.target_group, command.programme, catalogue):
        return NO_SUCH_TARGET_GROUP
    if (command.administration is None) != (command.identified_by is None):
        return UNKNOWN_ADMINISTRATION
    if command.administration is not None and command.administration not in catalogue.administrations:
        return UNKNOWN_ADMINISTRATION
    return _beginning_refusal(states, command, catalogue)


def _beginning_refusal(states: States, command: OpenTrajectory, catalogue: Catalogue) -> Refusal | None:
    if (command.from_stream is None) != (command.from_contact is None):
        return ONE_BEGINNING
    if command.contact is not None:
        if command.from_contact is not None:
            return ONE_BEGINNING
        if command.contact.programme != command.programme:
            return OTHER_PROGRAMME
        return contact_refusal(command.contact, catalogue)
    if command.from_stream is None or command.from_contact is None:
        return None
    lone = lone_contact(states[command.from_stream], command.from_contact)
    if lone is None:
        return NO_SUCH_CONTACT
    form, registered = lone
    if is_before(command.occurred, registered):
        return refusals.BEFORE_OPENING
    return None if form.programme == command.programme else OTHER_PROGRAMME


def lone_contact(stream: Trajectory, contact: UUID) -> tuple[ContactForm, Occurred] | None:
    """Return a contact of a contact or visit stream, and when it was, if it holds and was not continued yet."""
    held = facts_that_hold(stream.facts)
    continued = {fact.event.contact for fact in held if isinstance(fact.event, ContactContinued)}
    for fact in held:
        lone = fact.kind in ("contact", "visit") and fact.id == contact and contact not in continued
        if lone and isinstance(fact.event, ContactRegistered):
            return fact.event.contact, fact.occurred
    return None


def _events_beside_opening(command: OpenTrajectory) -> Iterable[Event]:
    """A lone contact from before the name was given is sealed until the person says that it may follow."""
    if command.target_group is not None:
        yield TargetGroupSet(group=command.target_group)
    if command.administration is not None and command.identified_by is not None:
        yield AnonymityLifted(
            administration=command.administration,
            identified_by=command.identified_by,
            earlier_follow=command.from_contact is None,
        )
    if command.contact is not None:
        yield from contact_events(command.contact, follow_up=False)


def _continuation(states: States, command: OpenTrajectory) -> Iterable[Raised]:
    if command.from_stream is not None and command.from_contact is not None:
        lone = lone_contact(states[command.from_stream], command.from_contact)
        triggers = action_card_triggers(lone[0]) if lone is not None else frozenset()
        for card in action_card(triggers):
            yield Raised(command.trajectory, "trajectory", card, command.occurred)
        kind = states[command.from_stream].facts[0].kind
        event = ContactContinued(contact=command.from_contact, trajectory=command.trajectory)
        yield Raised(command.from_stream, kind, event, command.occurred)


def _group_fits(group: TargetGroup | None, programme: str, catalogue: Catalogue) -> bool:
    return group is None or group in catalogue.programmes[programme].target_groups


@decides(SetTargetGroup)
def set_target_group(trajectory: Trajectory, command: SetTargetGroup, now: datetime, catalogue: Catalogue) -> Outcome:
    if not _group_fits(command.group, trajectory.programme, catalogue):
        return NO_SUCH_TARGET_GROUP
    return [] if trajectory.target_group is command.group else [TargetGroupSet(group=command.group)]


@decides(RecordObservation)
def record_observation(
    trajectory: Trajectory, command: RecordObservation, now: datetime, catalogue: Catalogue
) -> Outcome:
    return [ObservationRecorded(observation=command.observation)]


@decides(ReopenTrajectory, closed_too=True)
def reopen_trajectory(
    trajectory: Trajectory, command: ReopenTrajectory, now: datetime, catalogue: Catalogue
) -> Outcome:
    if trajectory.closing is None:
        return NOT_CLOSED
    if is_before(command.occurred, trajectory.closing.occurred):
        return refusals.BEFORE_OPENING
    return CLOSED_FOR_GOOD if is_closed_for_good(trajectory) else [TrajectoryReopened()]


@applies(TrajectoryOpened)
def trajectory_opened(trajectory: Trajectory, fact: Fact, event: TrajectoryOpened) -> Trajectory:
    return changed(
        trajectory,
        opened=fact.occurred,
        programme=event.programme,
        centre=event.centre,
        contacts=int(event.from_contact is not None),
    )


@applies(TargetGroupSet)
def target_group_set(trajectory: Trajectory, fact: Fact, event: TargetGroupSet) -> Trajectory:
    return changed(trajectory, target_group=event.group)


@applies(ObservationRecorded)
def observation_recorded(trajectory: Trajectory, fact: Fact, event: ObservationRecorded) -> Trajectory:
    return changed(trajectory, observations=(*trajectory.observations, (fact.occurred.on, event.observation)))


@applies(TrajectoryReopened)
def trajectory_reopened(trajectory: Trajectory, fact: Fact, event: TrajectoryReopened) -> Trajectory:
    closed = trajectory.closing.occurred if trajectory.closing is not None else None
    earlier = () if trajectory.course is None else (changed(trajectory.course, closed=closed),)
    return changed(
        trajectory,
        closing=None,
        course=None,
        pre_cti=None,
        discharge=None,
        hand_over=None,
        asked_inactive=None,
        archived=None,
        deleted=False,
        earlier_courses=(*trajectory.earlier_courses, *earlier),
    )
