"""What pages ask of the board of histories."""

from uuid import UUID

from asyncpg import Connection, Pool

from projections.history.row import HistoryRow

HISTORY_OF = """
SELECT trajectory, position, version, event, type, occurred_on, occurred_at, recorded, actor, withdrawn, corrected,
    content
FROM history
WHERE trajectory = $1
ORDER BY position
"""


async def history(connection: Connection | Pool, trajectory: UUID) -> tuple[HistoryRow, ...]:
    """Return the events of a trajectory in the order in which they were recorded."""
    return tuple(HistoryRow(*row) for row in await connection.fetch(HISTORY_OF, trajectory))
