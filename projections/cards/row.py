"""A row of the board of VIP cards."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class CardsRow(NamedTuple):
    """VIP cards handed out once, to or by a distributor, or a batch made in a language: the mark, and how many.

    One of `distributor` and `language` is None: cards made are not handed out yet.
    """

    stream: UUID
    event: UUID
    occurred_on: date
    programme: str
    distributor: str | None
    batch: str | None
    language: str | None
    cards: int
