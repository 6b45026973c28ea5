"""Contacts, outreach visits, VIP cards, return codes and the action card. Source: domain section 3."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import BatchMark, Code, stream_of
from domain.calendar import end_of_day
from domain.changed import changed
from domain.commands.contacts import (
    FollowActionCard,
    GiveReturnCode,
    HandOutCards,
    MakeCardBatch,
    RegisterContact,
    RegisterVisit,
    RevokeReturnCode,
)
from domain.contact_codes import ACTION_CARD_TOPICS
from domain.decide import Decision, Outcome, Raised, States, decides, decides_across
from domain.events import Event
from domain.events.contacts import (
    ActionCardFollowed,
    ActionCardOpened,
    CardBatchMade,
    ContactForm,
    ContactRegistered,
    ReturnCodeGiven,
    ReturnCodeRevoked,
    VipCardsHandedOut,
    VisitRegistered,
)
from domain.fact import Fact
from domain.help_codes import ActionCardTrigger
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.responsibility import who_answers
from domain.span import Due
from domain.trajectory.evolve import applies, facts_that_hold, latest
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason

STREAM_IN_USE = Refusal(
    "already-registered",
    "Denne registrering findes allerede. Begynd en ny.",
    "This registration exists already. Begin a new one.",
)
OTHER_PROGRAMME = Refusal(
    "other-programme",
    "Henvendelsen hører til et andet program end forløbet. Et andet program kræver et nyt forløb.",
    "The contact belongs to another programme than the trajectory. Another programme needs a new trajectory.",
)
CLOSED_FOR_GOOD = Refusal(
    "closed-for-good",
    "Forløbet er fejlregistreret, en dublet eller lukket på grund af død og kan ikke genåbnes.",
    "The trajectory was registered in error, is a duplicate or closed by death, and cannot be reopened.",
)
NOT_THE_BATCHS_STREAM = Refusal(
    "not-the-batchs-stream",
    "Registreringens nummer passer ikke til programmet og mærket. Det følger af dem; brug batch_stream.",
    "The registration's id does not fit the programme and the mark. It follows from them; use batch_stream.",
)
BATCH_MADE_ALREADY = Refusal(
    "batch-made-already",
    "Der er allerede lavet VIP-kort med dette mærke i programmet. Brug et nyt mærke, fx A13 efter A12.",
    "VIP cards with this mark were made in the programme already. Use a new mark, such as A13 after A12.",
)
NO_RETURN_CODE = Refusal(
    "no-return-code",
    "Forløbet har ingen VIP-kode at spærre.",
    "The trajectory has no return code to revoke.",
)
NO_ACTION_CARD = Refusal(
    "no-action-card",
    "Forløbet har intet åbent handlekort.",
    "The trajectory has no open action card.",
)

FOR_GOOD = frozenset({CloseReason.DEATH, CloseReason.REGISTERED_IN_ERROR, CloseReason.DUPLICATE})


def contact_refusal(form: ContactForm, catalogue: Catalogue) -> Refusal | None:
    """Return why a contact form cannot stand, None if it can."""
    if form.programme not in catalogue.programmes:
        return refusals.UNKNOWN_PROGRAMME
    return None if form.centre in catalogue.centres else refusals.UNKNOWN_CENTRE


def action_card_triggers(form: ContactForm) -> frozenset[ActionCardTrigger]:
    """Topics that open the centre's action card: under 18, children, trafficking, acute danger."""
    return frozenset(ActionCardTrigger[topic.name] for topic in form.topics & ACTION_CARD_TOPICS)


def action_card(triggers: frozenset[ActionCardTrigger]) -> tuple[Event, ...]:
    """Return the opening of the action card, where something opens it."""
    return (ActionCardOpened(triggers=triggers),) if triggers else ()


def contact_events(form: ContactForm, *, follow_up: bool) -> tuple[Event, ...]:
    """Return what a contact form raises: the contact, and the action card where a topic opens it."""
    return (ContactRegistered(contact=form, follow_up=follow_up), *action_card(action_card_triggers(form)))


def is_closed_for_good(trajectory: Trajectory) -> bool:
    return trajectory.closing is not None and trajectory.closing.reason in FOR_GOOD


@decides_across(RegisterContact, lambda command: (command.stream,))
def register_contact(states: States, command: RegisterContact, now: datetime, catalogue: Catalogue) -> Decision:
    if states[command.stream].version:
        return STREAM_IN_USE
    refusal = contact_refusal(command.contact, catalogue)
    if refusal is not None:
        return refusal
    return [
        Raised(command.stream, "contact", event, command.occurred)
        for event in contact_events(command.contact, follow_up=False)
    ]


@decides_across(RegisterVisit, lambda command: (command.stream,))
def register_visit(states: States, command: RegisterVisit, now: datetime, catalogue: Catalogue) -> Decision:
    if states[command.stream].version:
        return STREAM_IN_USE
    if command.centre not in catalogue.centres:
        return refusals.UNKNOWN_CENTRE
    for form in command.contacts:
        refusal = contact_refusal(form, catalogue)
        if refusal is not None:
            return refusal
        if form.programme != command.programme:
            return OTHER_PROGRAMME
    visit = VisitRegistered(programme=command.programme, centre=command.centre, contacts=len(command.contacts))
    contacts = [event for form in command.contacts for event in contact_events(form, follow_up=False)]
    return [Raised(command.stream, "visit", event, command.occurred) for event in (visit, *contacts)]


def batch_stream(programme: Code, batch: BatchMark) -> UUID:
    """Return the stream of a batch of VIP cards: one for a mark, so that a programme uses each only once."""
    return stream_of("cards", f"{programme}:{batch}")


@decides_across(MakeCardBatch, lambda command: (command.stream,))
def make_card_batch(states: States, command: MakeCardBatch, now: datetime, catalogue: Catalogue) -> Decision:
    if command.programme not in catalogue.programmes:
        return refusals.UNKNOWN_PROGRAMME
    if command.stream != batch_stream(command.programme, command.batch):
        return NOT_THE_BATCHS_STREAM
    if facts_that_hold(states[command.stream].facts):
        return BATCH_MADE_ALREADY
    made = CardBatchMade(
        programme=command.programme, batch=command.batch, language=command.language, cards=command.cards
    )
    return [Raised(command.stream, "cards", made, command.occurred)]


@decides_across(HandOutCards, lambda command: (command.stream,))
def hand_out_cards(states: States, command: HandOutCards, now: datetime, catalogue: Catalogue) -> Decision:
    if states[command.stream].version:
        return STREAM_IN_USE
    if command.programme not in catalogue.programmes:
        return refusals.UNKNOWN_PROGRAMME
    # More than were made, or a batch that nobody made, is no reason to refuse: the cards are gone, and a refusal
    # would make people enter another number. Whoever looks at the batches sees it (`projections/cards`).
    event = VipCardsHandedOut(
        programme=command.programme, distributor=command.distributor, batch=command.batch, cards=command.cards
    )
    return [Raised(command.stream, "cards", event, command.occurred)]


@decides(GiveReturnCode)
def give_return_code(
    trajectory: Trajectory, command: GiveReturnCode, now: datetime, catalogue: Catalogue
) -> Sequence[Event]:
    return [ReturnCodeGiven()]


@decides(RevokeReturnCode, closed_too=True)
def revoke_return_code(
    trajectory: Trajectory, command: RevokeReturnCode, now: datetime, catalogue: Catalogue
) -> Outcome:
    return [ReturnCodeRevoked()] if trajectory.code_given else NO_RETURN_CODE


@decides(FollowActionCard, closed_too=True)
def follow_action_card(
    trajectory: Trajectory, command: FollowActionCard, now: datetime, catalogue: Catalogue
) -> Outcome:
    return [ActionCardFollowed()] if trajectory.action_card else NO_ACTION_CARD


@obliges
def action_card_is_followed(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An open action card is to be followed the day it opened, also when a late score opens it after closing."""
    opened = trajectory.action_card_opened
    if opened is not None and not is_closed_for_good(trajectory):
        yield Obligation(
            kind=ItemKind.ACTION_CARD,
            subject=0,
            due=Due(opened.on, end_of_day(opened.on)),
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=Why("action-card-opened", opened),
        )


@applies(ContactRegistered)
def contact_registered(trajectory: Trajectory, fact: Fact, event: ContactRegistered) -> Trajectory:
    return changed(
        trajectory,
        contacts=trajectory.contacts + 1,
        last_contact=latest(trajectory.last_contact, fact.occurred),
    )


@applies(ActionCardOpened)
def action_card_opened(trajectory: Trajectory, fact: Fact, event: ActionCardOpened) -> Trajectory:
    return changed(
        trajectory,
        action_card=trajectory.action_card | event.triggers,
        action_card_opened=trajectory.action_card_opened or fact.occurred,
    )


@applies(ActionCardFollowed)
def action_card_followed(trajectory: Trajectory, fact: Fact, event: ActionCardFollowed) -> Trajectory:
    return changed(trajectory, action_card=frozenset(), action_card_opened=None)


@applies(ReturnCodeGiven)
def return_code_given(trajectory: Trajectory, fact: Fact, event: ReturnCodeGiven) -> Trajectory:
    return changed(trajectory, code_given=True)


@applies(ReturnCodeRevoked)
def return_code_revoked(trajectory: Trajectory, fact: Fact, event: ReturnCodeRevoked) -> Trajectory:
    return changed(trajectory, code_given=False)
