"""Commands about contacts, visits, cards and return codes. Source: domain section 3."""

from uuid import UUID

from pydantic import Field, PositiveInt

from domain.base import BatchMark, Code
from domain.commands.base import Command, TrajectoryCommand
from domain.contact_codes import CardDistributor, CardLanguage
from domain.events.contacts import ContactForm


class RegisterContact(Command):
    """Register a lone contact (Registrér henvendelse): a stream of its own that ends with itself."""

    stream: UUID
    contact: ContactForm


class RegisterVisit(Command):
    """Register an outreach visit: one form, n contacts, each one enquiry."""

    stream: UUID
    programme: Code
    centre: Code
    contacts: tuple[ContactForm, ...] = Field(min_length=1, max_length=200)


class RegisterFollowUp(TrajectoryCommand):
    """Register a contact in a trajectory; in a closed one it reopens it at once."""

    contact: ContactForm


class MakeCardBatch(Command):
    """Make a batch of VIP cards to be printed; `stream` is the batch's own."""

    stream: UUID
    programme: Code
    batch: BatchMark
    language: CardLanguage
    cards: PositiveInt = Field(le=100_000)


class HandOutCards(Command):
    """Record VIP cards handed out; each record is a stream of its own."""

    stream: UUID
    programme: Code
    distributor: CardDistributor
    batch: BatchMark | None = None
    cards: PositiveInt = Field(le=100_000)


class GiveReturnCode(TrajectoryCommand):
    """Give the person a return code, or a new one for a lost one. The code itself is no part of the command."""


class RevokeReturnCode(TrajectoryCommand):
    """Make the trajectory's return code useless."""


class FollowActionCard(TrajectoryCommand):
    """Record that the action card was followed."""
