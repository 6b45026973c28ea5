"""The enquiries of one stream: a lone contact, an outreach visit or a trajectory. Source: domain section 3."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.events.contacts import ContactContinued, ContactRegistered
from domain.fact import Fact
from projections.contacts.row import ContactRow
from projections.engine.board import Board, Folded


def rows(folded: Folded) -> Iterable[ContactRow]:
    """One row for each contact that holds, with the date and the form as corrected.

    A contact that became a trajectory is counted once: where it was registered.
    """
    continued = _continued(folded.held)
    own = folded.trajectory.id if folded.kind == "trajectory" else None
    for fact in folded.held:
        if isinstance(fact.event, ContactRegistered):
            yield _row(fact, fact.event, own or continued.get(fact.id))


def _continued(held: Iterable[Fact]) -> Mapping[UUID, UUID]:
    """Return the trajectory that each lone contact went on in."""
    return {fact.event.contact: fact.event.trajectory for fact in held if isinstance(fact.event, ContactContinued)}


def _row(fact: Fact, event: ContactRegistered, trajectory: UUID | None) -> ContactRow:
    form = event.contact
    return ContactRow(
        stream=fact.stream,
        event=fact.id,
        trajectory=trajectory,
        occurred_on=fact.occurred.on,
        programme=form.programme,
        centre=form.centre,
        handled_by=form.handled_by,
        community=form.community,
        way_in=form.way_in,
        form=form.form,
        wish=form.wish,
        topics=sorted(form.topics),
        help_begun=sorted(form.help_begun),
        language=form.language,
        card_shown=form.card_shown,
        card_batch=form.card_batch,
        follow_up=event.follow_up,
    )


CONTACTS = Board(
    name="contacts",
    version=1,
    columns=ContactRow._fields,
    kinds=frozenset({"contact", "visit", "trajectory"}),
    rows=rows,
)
