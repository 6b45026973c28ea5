"""VIP cards handed out, of one stream. Source: domain section 3, seed 000."""

from collections.abc import Iterable

from domain.events.contacts import VipCardsHandedOut
from projections.cards.row import CardsRow
from projections.engine.board import Board, Folded


def rows(folded: Folded) -> Iterable[CardsRow]:
    """One row for each handing out that holds."""
    for fact in folded.held:
        if isinstance(fact.event, VipCardsHandedOut):
            yield CardsRow(
                stream=fact.stream,
                event=fact.id,
                occurred_on=fact.occurred.on,
                programme=fact.event.programme,
                distributor=fact.event.distributor,
                batch=fact.event.batch,
                cards=fact.event.cards,
            )


CARDS = Board(name="cards", version=1, columns=CardsRow._fields, kinds=frozenset({"cards"}), rows=rows)
