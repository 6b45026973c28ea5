"""What reports ask of the board of VIP cards."""

from datetime import date
from typing import NamedTuple

from asyncpg import Connection, Pool

from domain.contact_codes import CardDistributor, CardLanguage
from projections.engine.codes import code_of

HANDED_OUT = """
SELECT distributor, batch, sum(cards)::bigint AS cards FROM cards
WHERE programme = $1 AND occurred_on BETWEEN $2 AND $3 AND distributor IS NOT NULL
GROUP BY distributor, batch
ORDER BY distributor, batch NULLS FIRST
"""

BATCHES = """
WITH counted AS (
    SELECT batch, language, occurred_on AS made_on, cards AS made, 0 AS handed_out, 0 AS shown
    FROM cards WHERE programme = $1 AND distributor IS NULL
    UNION ALL SELECT batch, NULL, NULL, 0, cards, 0 FROM cards WHERE programme = $1 AND distributor IS NOT NULL
    UNION ALL SELECT card_batch, NULL, NULL, 0, 0, 1 FROM contacts WHERE programme = $1 AND card_shown
)
SELECT batch, max(language) AS language, max(made_on) AS made_on,
    sum(made)::bigint AS made, sum(handed_out)::bigint AS handed_out, sum(shown)::bigint AS shown
FROM counted GROUP BY batch ORDER BY length(batch), batch NULLS LAST
"""


class CardsHandedOut(NamedTuple):
    """The number of cards of a batch (None: without a mark) handed out by a distributor."""

    distributor: CardDistributor
    batch: str | None
    cards: int


class BatchCount(NamedTuple):
    """What became of a batch: cards made, handed out, and shown at an enquiry (one card may be shown again).

    `batch` is None for cards without a mark; `language` and `made_on` are None where nobody entered the making.
    """

    batch: str | None
    language: CardLanguage | None
    made_on: date | None
    made: int
    handed_out: int
    shown: int

    @property
    def is_overdrawn(self) -> bool:
        """Tell whether more were handed out than were made: somebody counted wrongly, or entered a wrong mark."""
        return self.made_on is not None and self.handed_out > self.made


async def batch_counts(connection: Connection | Pool, programme: str) -> tuple[BatchCount, ...]:
    """Return what became of each batch of a programme up to now, in the order of their marks."""
    return tuple(
        BatchCount(
            row["batch"],
            None if row["language"] is None else code_of(CardLanguage, row["language"]),
            row["made_on"],
            row["made"],
            row["handed_out"],
            row["shown"],
        )
        for row in await connection.fetch(BATCHES, programme)
    )


async def cards_handed_out(
    connection: Connection | Pool, programme: str, first: date, last: date
) -> tuple[CardsHandedOut, ...]:
    """Return the cards of a programme handed out in a period, both days included."""
    rows = await connection.fetch(HANDED_OUT, programme, first, last)
    return tuple(
        CardsHandedOut(code_of(CardDistributor, row["distributor"]), row["batch"], row["cards"]) for row in rows
    )
