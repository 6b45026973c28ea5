"""What pages ask of the board of deadlines."""

from datetime import datetime, timedelta
from typing import NamedTuple

from asyncpg import Connection, Pool

from domain.access.scope import EVERYTHING, Scope
from domain.calendar import civil_date
from domain.span import Due
from projections.deadlines.row import Deadline, DeadlineRow, Place, deadline_of
from projections.engine.asked import Asked

DEADLINES_OF = """
SELECT trajectory, programme, kind, subject, due_on, due_at, worker, role, centre, why
FROM deadlines
WHERE {wanted}
ORDER BY due_at, kind, trajectory, subject
LIMIT {limit}
"""
DUE_DATES = """
SELECT due_on, due_at, count(*) AS deadlines
FROM deadlines
WHERE {wanted}
GROUP BY due_on, due_at
"""
SOON = timedelta(days=7)


class DeadlineCounts(NamedTuple):
    """How many deadlines are overdue, and how many others are due today or within seven days."""

    overdue: int
    soon: int


async def deadlines(
    connection: Connection | Pool,
    *,
    centre: str | None = None,
    worker: str | None = None,
    programme: str | None = None,
    after: Place | None = None,
    limit: int | None = None,
    scope: Scope = EVERYTHING,
) -> tuple[Deadline, ...]:
    """Return what is due: the overdue first, the longest overdue at the head, then the soonest.

    At most `limit` of them, all if it is None; those after a place if one is given. Ask each one `is_overdue(now)`.
    """
    asked = Asked().equal("centre", centre).equal("worker", worker).equal("programme", programme).within(scope)
    if after is not None:
        asked = asked.above(Place._fields, after)
    limited = asked.add("{}", limit)
    query = DEADLINES_OF.format(wanted=asked.condition, limit=limited.conditions[-1])
    rows = await connection.fetch(query, *limited.arguments)
    return tuple(deadline_of(DeadlineRow(*row)) for row in rows)


async def deadline_counts(
    connection: Connection | Pool,
    now: datetime,
    *,
    centre: str | None = None,
    worker: str | None = None,
    programme: str | None = None,
    scope: Scope = EVERYTHING,
) -> DeadlineCounts:
    """Return how much is overdue and how much is due soon at an instant."""
    asked = Asked().equal("centre", centre).equal("worker", worker).equal("programme", programme).within(scope)
    asked = asked.add("due_on <= {}", civil_date(now) + SOON)
    rows = await connection.fetch(DUE_DATES.format(wanted=asked.condition), *asked.arguments)
    overdue = sum(row["deadlines"] for row in rows if Due(row["due_on"], row["due_at"]).has_passed(now))
    return DeadlineCounts(overdue, sum(row["deadlines"] for row in rows) - overdue)
