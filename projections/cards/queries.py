"""What reports ask of the board of VIP cards."""

from datetime import date
from typing import NamedTuple

from asyncpg import Connection, Pool

from domain.contact_codes import CardDistributor
from projections.engine.codes import code_of

HANDED_OUT = """
SELECT distributor, batch, sum(cards)::bigint AS cards FROM cards
WHERE programme = $1 AND occurred_on BETWEEN $2 AND $3
GROUP BY distributor, batch
ORDER BY distributor, batch NULLS FIRST
"""


class CardsHandedOut(NamedTuple):
    """The number of cards of a batch (None: without a mark) handed out by a distributor."""

    distributor: CardDistributor
    batch: str | None
    cards: int


async def cards_handed_out(
    connection: Connection | Pool, programme: str, first: date, last: date
) -> tuple[CardsHandedOut, ...]:
    """Return the cards of a programme handed out in a period, both days included."""
    rows = await connection.fetch(HANDED_OUT, programme, first, last)
    return tuple(
        CardsHandedOut(code_of(CardDistributor, row["distributor"]), row["batch"], row["cards"]) for row in rows
    )
