"""Streams that are no trajectory: at which centre a lone contact, a visit or a session was."""

from domain.events.contacts import ContactRegistered, VisitRegistered
from domain.events.supervision import SupervisionHeld
from domain.trajectory.state import Trajectory


def centre_of_stream(stream: Trajectory) -> str | None:
    """Return where what a stream tells of took place; None for one that tells of no centre."""
    for fact in stream.facts:
        match fact.event:
            case ContactRegistered(contact=form):
                return form.centre
            case VisitRegistered(centre=centre) | SupervisionHeld(centre=centre):
                return centre
    return None


def is_of_cards(stream: Trajectory) -> bool:
    return any(fact.kind == "cards" for fact in stream.facts)
