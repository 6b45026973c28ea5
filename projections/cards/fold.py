"""VIP cards made and handed out, of one stream. Source: domain section 3, seed 000."""

from collections.abc import Iterable

from domain.events.contacts import CardBatchMade, VipCardsHandedOut
from projections.cards.row import CardsRow
from projections.engine.board import Board, Folded


def rows(folded: Folded) -> Iterable[CardsRow]:
    """One row for each batch made, and each handing out, that holds."""
    for fact in folded.held:
        if isinstance(fact.event, CardBatchMade | VipCardsHandedOut):
            yield CardsRow(
                stream=fact.stream,
                event=fact.id,
                occurred_on=fact.occurred.on,
                programme=fact.event.programme,
                distributor=fact.event.distributor if isinstance(fact.event, VipCardsHandedOut) else None,
                batch=fact.event.batch,
                language=fact.event.language if isinstance(fact.event, CardBatchMade) else None,
                cards=fact.event.cards,
            )


CARDS = Board(name="cards", version=2, columns=CardsRow._fields, kinds=frozenset({"cards"}), rows=rows)
