"""What pages and reports ask of the board of contacts. Every question names one programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from asyncpg import Connection, Pool, Record

from domain.contact_codes import Community, HandledBy
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from projections.contacts.table_one import (
    Count,
    Counts,
    TableOne,
    Who,
    is_counted,
    make_table,
    published_totals,
)
from projections.engine.codes import code_of

BY_PERIOD = """
SELECT p.code, c.handled_by, c.community, count(*) AS contacts, count(*) FILTER (WHERE NOT c.follow_up) AS first
FROM unnest($2::text[], $3::date[], $4::date[]) AS p (code, first_day, last_day)
JOIN contacts AS c ON c.programme = $1 AND c.occurred_on BETWEEN p.first_day AND p.last_day
GROUP BY p.code, c.handled_by, c.community
"""
TALLIES = """
WITH period AS (SELECT * FROM contacts WHERE programme = $1 AND occurred_on BETWEEN $2 AND $3)
SELECT 'contacts' AS what, NULL AS code, count(*) AS contacts FROM period
UNION ALL SELECT 'first', NULL, count(*) FROM period WHERE NOT follow_up
UNION ALL SELECT 'way-in', way_in, count(*) FROM period GROUP BY way_in
UNION ALL SELECT 'topic', topic, count(*) FROM period, unnest(topics) AS topic GROUP BY topic
UNION ALL SELECT 'help', help, count(*) FROM period, unnest(help_begun) AS help GROUP BY help
UNION ALL SELECT 'card', coalesce(card_batch, ''), count(*) FROM period WHERE card_shown GROUP BY card_batch
ORDER BY what, contacts DESC, code
"""


@dataclass(frozen=True, slots=True)
class Tallies:
    """Contacts of one programme in a period, and how many of them by code, the most frequent first.

    A contact has one way in, but several topics and several kinds of help: these do not add up to the contacts.
    Cards shown are by batch mark, the empty one for a card without.
    """

    contacts: int
    first_contacts: int
    ways_in: dict[str, int]
    topics: dict[str, int]
    help_begun: dict[str, int]
    cards_shown: dict[str, int]


async def table_one(
    connection: Connection | Pool, catalogue: Catalogue, programme: str, periods: Iterable[Period]
) -> TableOne:
    """Return Table 1 of a programme over some of its periods. Raises ValueError for another programme's period."""
    columns = tuple(periods)
    published = published_totals(catalogue, programme)
    counted = [period for period in columns if is_counted(period, published)]
    return make_table(catalogue, programme, columns, await _counts(connection, programme, counted))


async def tallies(connection: Connection | Pool, programme: str, first: date, last: date) -> Tallies:
    """Return the counts by way in, topic, help begun and card of a programme, both days included."""
    found: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(TALLIES, programme, first, last):
        found.setdefault(row["what"], {})[row["code"] or ""] = row["contacts"]
    return Tallies(
        contacts=found["contacts"][""],
        first_contacts=found["first"][""],
        ways_in=found.get("way-in", {}),
        topics=found.get("topic", {}),
        help_begun=found.get("help", {}),
        cards_shown=found.get("card", {}),
    )


async def _counts(connection: Connection | Pool, programme: str, periods: Iterable[Period]) -> Counts:
    bounds = [(period.code, period.first, period.last) for period in periods]
    codes, firsts, lasts = (list(part) for part in zip(*bounds, strict=True)) if bounds else ([], [], [])
    rows = await connection.fetch(BY_PERIOD, programme, codes, firsts, lasts)
    return {(row["code"], _who(row)): Count(row["contacts"], row["first"]) for row in rows}


def _who(row: Record) -> Who:
    community = None if row["community"] is None else code_of(Community, row["community"])
    return Who(code_of(HandledBy, row["handled_by"]), community)
