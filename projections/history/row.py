"""A row of the board of histories."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class HistoryRow(NamedTuple):
    """One event of a trajectory as it was recorded.

    `withdrawn` and `corrected` say that a later event withdrew or corrected it; that one is a row of its own, and
    says what holds instead. `type` and `content` (JSON: codes, dates and amounts) are None once a lawful order has
    blanked the event.
    """

    trajectory: UUID
    position: int
    version: int
    event: UUID
    type: str | None
    occurred_on: date
    occurred_at: datetime | None
    recorded: datetime
    actor: str
    withdrawn: bool
    corrected: bool
    content: str | None
