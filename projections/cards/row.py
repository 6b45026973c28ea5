"""A row of the board of VIP cards."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class CardsRow(NamedTuple):
    """VIP cards handed out once, to or by a distributor: their number, and the mark printed on them."""

    stream: UUID
    event: UUID
    occurred_on: date
    programme: str
    distributor: str
    batch: str | None
    cards: int
