"""How fresh a board is: what a page says beneath it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Pool

from projections.engine.board import Board
from projections.engine.checkpoint import BoardNotSetUpError

FRESHNESS = """
SELECT c.position, c.recorded, c.updated,
    ARRAY(SELECT p.stream FROM board.parked AS p WHERE p.board = c.board AND p.version = c.version) AS parked
FROM board.checkpoint AS c
WHERE c.board = $1 AND c.version = $2
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """A board holds what the log says up to `position`, recorded at `recorded` (None before the first event).

    `parked` are streams that it shows as they were before an event that could not be folded.
    """

    position: int
    recorded: datetime | None
    updated: datetime
    parked: frozenset[UUID]

    @property
    def is_complete(self) -> bool:
        return not self.parked


async def freshness(connection: Connection | Pool, board: Board) -> Freshness:
    """Return how fresh a board is. Raises BoardNotSetUpError."""
    row = await connection.fetchrow(FRESHNESS, board.name, board.version)
    if row is None:
        raise BoardNotSetUpError(board)
    return Freshness(row["position"], row["recorded"], row["updated"], frozenset(row["parked"]))
