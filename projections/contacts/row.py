"""A row of the board of contacts."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class ContactRow(NamedTuple):
    """One enquiry (henvendelse) that holds. `trajectory` is the one that it belongs to or went on in, if any."""

    stream: UUID
    event: UUID
    trajectory: UUID | None
    occurred_on: date
    programme: str
    centre: str
    handled_by: str
    community: str | None
    way_in: str
    form: str
    wish: str
    topics: list[str]
    help_begun: list[str]
    language: str
    card_shown: bool
    card_batch: str | None
    follow_up: bool
