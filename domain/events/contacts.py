"""Contacts, visits and cards: the unit that reports count. Source: domain section 3."""

from uuid import UUID

from pydantic import Field, PositiveInt, model_validator

from domain.base import BatchMark, Code, CodeSet, Frozen
from domain.contact_codes import (
    CardDistributor,
    CardLanguage,
    Community,
    FormOfContact,
    HandledBy,
    HelpBegun,
    Interpreter,
    Language,
    Topic,
    WayIn,
    Wish,
)
from domain.events.base import Event
from domain.help_codes import ActionCardTrigger


class ContactForm(Frozen):
    """The anonymous contact form: codes only, under one minute to fill in."""

    programme: Code
    centre: Code
    handled_by: HandledBy
    community: Community | None = None
    way_in: WayIn
    form: FormOfContact
    wish: Wish = Wish.KNOW_POSSIBILITIES
    topics: CodeSet[Topic] = frozenset()
    help_begun: CodeSet[HelpBegun] = frozenset()
    language: Language = Language.NOT_STATED
    interpreter: Interpreter = Interpreter.NONE
    card_shown: bool = False
    card_batch: BatchMark | None = None

    @model_validator(mode="after")
    def _mediator_has_a_community(self) -> "ContactForm":
        if (self.handled_by is HandledBy.CULTURAL_MEDIATOR) != (self.community is not None):
            raise ValueError("a community is given for a cultural mediator, and only then")
        return self


class ContactRegistered(Event):
    """One enquiry (henvendelse). `follow_up` if the person was known from this trajectory."""

    contact: ContactForm
    follow_up: bool = False


class VisitRegistered(Event):
    """An outreach visit (opsøgende besøg): one form, `contacts` enquiries, each an event of its own."""

    programme: Code
    centre: Code
    contacts: PositiveInt = Field(le=200)


class ContactContinued(Event):
    """A lone contact became a trajectory; it is still counted where it was registered."""

    contact: UUID
    trajectory: UUID


class CardBatchMade(Event):
    """A batch of VIP cards was made to be printed; the mark of the batch stands on each, and no code of its own."""

    programme: Code
    batch: BatchMark
    language: CardLanguage
    cards: PositiveInt = Field(le=100_000)


class VipCardsHandedOut(Event):
    """A batch of VIP cards was handed out to or by a distributor. Source: seed 000."""

    programme: Code
    distributor: CardDistributor
    batch: BatchMark | None = None
    cards: PositiveInt = Field(le=100_000)


class ActionCardOpened(Event):
    """The centre's action card (handlekort) is to be followed. Its first line: tell the limits of anonymity."""

    triggers: CodeSet[ActionCardTrigger]


class ActionCardFollowed(Event):
    """A worker has followed the action card."""


class ReturnCodeGiven(Event):
    """A return code (VIP-kode) was given or given anew; the code itself is in no event."""


class ReturnCodeRevoked(Event):
    """The return code no longer opens this trajectory."""
