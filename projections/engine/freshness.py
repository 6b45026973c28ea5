"""How fresh a board is: what a page says beneath it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Pool

from projections.engine.board import Board
from projections.engine.build import BoardNotSetUpError

FOLLOWED = """(b.state = 'live' OR b.state = 'building' AND NOT EXISTS (
    SELECT FROM board.build AS o WHERE o.board = b.board AND o.state = 'live'
))"""
"""A build that pages read; or the first of its board, which stands at the beginning until it is whole."""

POSITION = f"""
SELECT CASE b.state WHEN 'live' THEN b.position ELSE 0 END
FROM board.build AS b
WHERE b.board = $1 AND b.version = $2 AND {FOLLOWED}
ORDER BY b.number LIMIT 1
"""  # noqa: S608
FRESHNESS = f"""
SELECT CASE b.state WHEN 'live' THEN b.position ELSE 0 END AS position,
    CASE b.state WHEN 'live' THEN b.recorded END AS recorded,
    ARRAY(SELECT p.stream FROM board.parked AS p
        WHERE p.board = b.board AND p.build = b.number AND b.state = 'live') AS parked
FROM board.build AS b
WHERE b.board = $1 AND b.version = $2 AND {FOLLOWED}
ORDER BY b.number LIMIT 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Freshness:
    """A board holds what the log says up to `position`, recorded at `recorded` (None before the first event).

    `parked` are streams that it shows as they were before an event that could not be folded.
    """

    position: int
    recorded: datetime | None
    parked: frozenset[UUID]

    @property
    def is_complete(self) -> bool:
        return not self.parked


async def freshness(connection: Connection | Pool, board: Board) -> Freshness:
    """Return how fresh a board is. Raises BoardNotSetUpError."""
    row = await connection.fetchrow(FRESHNESS, board.name, board.version)
    if row is None:
        raise BoardNotSetUpError(board)
    return Freshness(row["position"], row["recorded"], frozenset(row["parked"]))


async def live_position(connection: Connection | Pool, board: Board) -> int:
    """Return the position that a board's live build has come to, 0 before its first. Raises BoardNotSetUpError."""
    position = await connection.fetchval(POSITION, board.name, board.version)
    if position is None:
        raise BoardNotSetUpError(board)
    return int(position)
