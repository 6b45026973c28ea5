"""Mistakes are events: a date or a field is corrected, a fact withdrawn, a contact moved.

What moves is computed by folding the facts that then hold; a correction that would make nonsense is refused.
Source: domain section 5, design section 4.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pydantic import JsonValue, ValidationError

from domain import refusals
from domain.base import CLOCK
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.decide import Decision, Raised, States, decides_across, lies_ahead
from domain.events import Event, contacts, course, help, identity
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.vault import ArchiveDelivered, ErasureMadeFinal, GlassBroken, VaultErased
from domain.fact import Fact
from domain.help_codes import ActionCardTrigger
from domain.log import StreamKind
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.arrival import arrival
from domain.rules.closing import DUPLICATE_OF_WHICH, reason_refusal
from domain.rules.contacts import (
    OTHER_PROGRAMME,
    action_card,
    action_card_triggers,
    contact_refusal,
)
from domain.rules.course import focus_areas_refusal
from domain.rules.measurements import low_score_triggers
from domain.rules.sense import makes_sense_with
from domain.trajectory.evolve import facts_that_hold, fold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, WithdrawReason

NO_SUCH_FACT = Refusal(
    "no-such-fact",
    "Registreringen findes ikke, eller den er allerede trukket tilbage.",
    "There is no such registration, or it was already withdrawn.",
)
NOT_CORRECTABLE = Refusal(
    "not-correctable",
    "Dette kan ikke rettes. Træk registreringen tilbage, og registrér den på ny.",
    "This cannot be corrected. Withdraw the registration and register it anew.",
)
INVALID_VALUE = Refusal(
    "invalid-value",
    "Den nye værdi er ikke en gyldig kode for feltet.",
    "The new value is not a valid code for the field.",
)
MAKES_NO_SENSE = Refusal(
    "makes-no-sense",
    "Rettelsen passer ikke med det, der er registreret senere. Ret eller træk de senere tilbage først.",
    "The correction does not fit what was registered later. Correct or withdraw the later registrations first.",
)
USE_MOVE = Refusal(
    "use-move",
    "En flytning registreres ved at flytte henvendelsen til det rette forløb.",
    "A move is registered by moving the contact to the right trajectory.",
)

CORRECTABLE: Mapping[type[Event], frozenset[str]] = MappingProxyType(
    {
        contacts.ContactRegistered: frozenset({"contact"}),
        contacts.VipCardsHandedOut: frozenset({"cards", "distributor", "batch"}),
        contacts.CardBatchMade: frozenset({"cards", "language"}),
        course.ContactAttempted: frozenset({"form"}),
        course.ObservationRecorded: frozenset({"observation"}),
        course.CtiStarted: frozenset({"reason"}),
        course.PhaseEnded: frozenset({"reason"}),
        course.ActivityPlanSet: frozenset({"focus_areas"}),
        course.CtiContactRecorded: frozenset({"place", "party", "form", "minutes"}),
        course.AppointmentPlanned: frozenset({"planned"}),
        course.Paused: frozenset({"reason", "expected_until"}),
        course.TrajectoryClosed: frozenset({"reason"}),
        help.MeasureStarted: frozenset({"until"}),
        help.MeasureStopped: frozenset({"reason"}),
        help.MeasurementRecorded: frozenset({"who_5", "paid_sex", "ratings", "language", "helped"}),
        identity.AnonymityLifted: frozenset({"identified_by", "earlier_follow"}),
        identity.ConsentGiven: frozenset({"information", "purpose", "form"}),
    }
)
"""Which fields can be corrected; what else is wrong is withdrawn and registered anew."""


CERTIFICATES: frozenset[type[Event]] = frozenset({ArchiveDelivered, ErasureMadeFinal, GlassBroken, VaultErased})
"""What was done to the vault, or seen of it, cannot be undone by saying that it was not."""


def _held(stream: Trajectory, event: UUID) -> tuple[Fact, ...]:
    """Return what holds of a stored event: one fact, or its parts; nothing if there is no such event."""
    return tuple(fact for fact in facts_that_hold(stream.facts) if fact.id == event)


def _stays(facts: Iterable[Fact]) -> bool:
    """What the clock did stays as it was: its item would stand again, and be answered as done already.

    Reference data is defined anew, never withdrawn.
    """
    return any(fact.actor == CLOCK or fact.kind == "reference" or type(fact.event) in CERTIFICATES for fact in facts)


def _is_correctable(event: Event | None, field: str) -> bool:
    return event is not None and field.partition(".")[0] in CORRECTABLE.get(type(event), frozenset())


@decides_across(CorrectDate, lambda command: (command.stream,))
def correct_date(states: States, command: CorrectDate, now: datetime, catalogue: Catalogue) -> Decision:
    stream = states[command.stream]
    facts = _held(stream, command.event)
    if not facts:
        return NO_SUCH_FACT
    if _stays(facts):
        return NOT_CORRECTABLE
    if command.happened.on > command.occurred.on or lies_ahead(command.happened, now):
        return refusals.IN_THE_FUTURE
    event = DateCorrected(event=command.event, occurred=command.happened)
    return _if_sensible(stream, facts[0].kind, event, command)


@decides_across(CorrectField, lambda command: (command.stream,))
def correct_field(states: States, command: CorrectField, now: datetime, catalogue: Catalogue) -> Decision:
    stream = states[command.stream]
    facts = [fact for fact in _held(stream, command.event) if fact.event is not None]
    if not facts:
        return NO_SUCH_FACT
    fact = next((part for part in facts if _is_correctable(part.event, command.field)), None)
    if fact is None or fact.event is None:
        return NOT_CORRECTABLE
    content = _with_field(fact.event, command.field, command.value)
    if content is None:
        return INVALID_VALUE
    refusal = _corrected_refusal(stream, fact, content, catalogue)
    if refusal is not None:
        return refusal
    event = Corrected(event=fact.id, type=content.type_name, content_version=content.schema_version, content=content)
    decision = _if_sensible(stream, fact.kind, event, command)
    return decision if isinstance(decision, Refusal) else [*decision, *_card(stream, fact, content, command)]


def _card(stream: Trajectory, fact: Fact, content: Event, command: CorrectField) -> Iterable[Raised]:
    """A topic or a score that was not there before opens the action card, as if it had been told at first."""
    for event in action_card(_triggers(content) - _triggers(fact.event)):
        yield Raised(stream.id, fact.kind, event, command.occurred)


def _triggers(event: Event | None) -> frozenset[ActionCardTrigger]:
    match event:
        case contacts.ContactRegistered():
            return action_card_triggers(event.contact)
        case help.MeasurementRecorded():
            return low_score_triggers(event.who_5)
        case _:
            return frozenset()


def _corrected_refusal(stream: Trajectory, fact: Fact, content: Event, catalogue: Catalogue) -> Refusal | None:
    match content:
        case contacts.ContactRegistered():
            return _corrected_contact_refusal(stream, content, catalogue)
        case course.TrajectoryClosed():
            return _corrected_closing_refusal(stream, fact, content)
        case course.ActivityPlanSet() if stream.course is not None:
            return focus_areas_refusal(content.focus_areas, stream.course.plan)
        case _:
            return None


def _corrected_closing_refusal(stream: Trajectory, fact: Fact, content: course.TrajectoryClosed) -> Refusal | None:
    """Another reason must have been possible at the closing; a duplicate names another trajectory, so none turns."""
    if content.duplicate_of is not None or content.reason is CloseReason.DUPLICATE:
        return DUPLICATE_OF_WHICH
    before = (known for known in facts_that_hold(stream.facts) if known.version < fact.version)
    return reason_refusal(fold(stream.id, before), content.reason)


def _corrected_contact_refusal(
    stream: Trajectory, content: contacts.ContactRegistered, catalogue: Catalogue
) -> Refusal | None:
    if stream.opened is not None and content.contact.programme != stream.programme:
        return OTHER_PROGRAMME
    return contact_refusal(content.contact, catalogue)


def _with_field(event: Event, field: str, value: JsonValue) -> Event | None:
    """Return the event with a field changed, checked by its own type; None if the type refuses it."""
    content = event.model_dump(mode="json")
    outer, _, inner = field.partition(".")
    target = content[outer] if inner else content
    if not isinstance(target, dict) or (inner or outer) not in target:
        return None
    target[inner or outer] = value
    try:
        return type(event).model_validate(content)
    except ValidationError:
        return None


@decides_across(WithdrawFact, lambda command: (command.stream,))
def withdraw_fact(states: States, command: WithdrawFact, now: datetime, catalogue: Catalogue) -> Decision:
    stream = states[command.stream]
    facts = _held(stream, command.event)
    if not facts:
        return NO_SUCH_FACT
    if command.reason is WithdrawReason.MOVED:
        return USE_MOVE
    if _stays(facts) or any(isinstance(fact.event, course.TrajectoryOpened) for fact in facts):
        return NOT_CORRECTABLE
    return _if_sensible(stream, facts[0].kind, Withdrawn(event=command.event, reason=command.reason), command)


def _if_sensible(
    stream: Trajectory, kind: StreamKind, event: Event, command: CorrectDate | CorrectField | WithdrawFact
) -> Decision:
    if not makes_sense_with(stream, event):
        return MAKES_NO_SENSE
    return [Raised(command.stream, kind, event, command.occurred)]


@decides_across(MoveContact, lambda command: (command.stream, command.trajectory))
def move_contact(states: States, command: MoveContact, now: datetime, catalogue: Catalogue) -> Decision:
    target = states[command.trajectory]
    held = _held(states[command.stream], command.event)
    fact = next((part for part in held if isinstance(part.event, contacts.ContactRegistered)), None)
    if fact is None or not isinstance(fact.event, contacts.ContactRegistered) or command.stream == command.trajectory:
        return NO_SUCH_FACT
    if target.opened is None:
        return refusals.NO_SUCH_TRAJECTORY
    arrived = arrival(target, fact.event.contact, fact.occurred, command.occurred)
    if isinstance(arrived, Refusal):
        return arrived
    withdrawn = Withdrawn(event=fact.id, reason=WithdrawReason.MOVED, moved_to=target.id)
    return [Raised(command.stream, fact.kind, withdrawn, command.occurred), *arrived]
