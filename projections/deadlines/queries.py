"""What pages ask of the board of deadlines."""

from datetime import datetime, timedelta
from typing import NamedTuple

from asyncpg import Connection, Pool

from domain.calendar import civil_date
from domain.span import Due
from projections.deadlines.row import Deadline, DeadlineRow, deadline_of

DEADLINES_OF = """
SELECT trajectory, programme, kind, subject, due_on, due_at, worker, role, centre, why
FROM board.deadlines
WHERE ($1::text IS NULL OR centre = $1)
    AND ($2::text IS NULL OR worker = $2)
    AND ($3::text IS NULL OR programme = $3)
ORDER BY due_at, kind, trajectory, subject
LIMIT $4
"""
DUE_DATES = """
SELECT due_on, due_at, count(*) AS deadlines
FROM board.deadlines
WHERE ($1::text IS NULL OR centre = $1)
    AND ($2::text IS NULL OR worker = $2)
    AND ($3::text IS NULL OR programme = $3)
    AND due_on <= $4
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
    limit: int | None = None,
) -> tuple[Deadline, ...]:
    """Return what is due: the overdue first, the longest overdue at the head, then the soonest.

    At most `limit` of them, all if it is None. Ask each one `is_overdue(now)`.
    """
    rows = await connection.fetch(DEADLINES_OF, centre, worker, programme, limit)
    return tuple(deadline_of(DeadlineRow(*row)) for row in rows)


async def deadline_counts(
    connection: Connection | Pool,
    now: datetime,
    *,
    centre: str | None = None,
    worker: str | None = None,
    programme: str | None = None,
) -> DeadlineCounts:
    """Return how much is overdue and how much is due soon at an instant."""
    last = civil_date(now) + SOON
    rows = await connection.fetch(DUE_DATES, centre, worker, programme, last)
    overdue = sum(row["deadlines"] for row in rows if Due(row["due_on"], row["due_at"]).has_passed(now))
    return DeadlineCounts(overdue, sum(row["deadlines"] for row in rows) - overdue)
