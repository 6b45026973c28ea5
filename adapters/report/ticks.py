"""What was ticked on the contact forms of some periods, together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from asyncpg import Connection, Pool

from adapters.report.data import Ticks
from domain.contact_codes import HelpBegun, Topic, WayIn
from domain.labelled import Labelled
from domain.reference.definitions import Period
from projections.contacts.queries import Tallies, tallies
from projections.engine.codes import code_of

L = TypeVar("L", bound=Labelled)


async def ticks(connection: Connection | Pool, programme: str, periods: Sequence[Period]) -> Ticks | None:
    """Return the ticks of a programme's periods that have both bounds; None where there is no such period."""
    found = [
        await tallies(connection, programme, period.first, period.last)
        for period in periods
        if period.first is not None and period.last is not None
    ]
    return _together(found) if found else None


def _together(found: Sequence[Tallies]) -> Ticks:
    return Ticks(
        contacts=sum(item.contacts for item in found),
        first_contacts=sum(item.first_contacts for item in found),
        ways_in=_most_first(WayIn, (item.ways_in for item in found)),
        topics=_most_first(Topic, (item.topics for item in found)),
        help_begun=_most_first(HelpBegun, (item.help_begun for item in found)),
        cards_shown=sum(sum(item.cards_shown.values()) for item in found),
    )


def _most_first(codes: type[L], counts: Iterable[dict[str, int]]) -> tuple[tuple[L, int], ...]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return tuple((code_of(codes, code), number) for code, number in total.most_common())
