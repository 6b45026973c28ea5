"""How far boards are behind the log, in events and in seconds, and whether their runner lives."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection, Pool

from domain.log import EventLog
from projections.engine.freshness import FOLLOWED
from projections.engine.tables.session import FROZEN_AFTER_SECONDS
from projections.engine.when import recorded_at

LAG = f"""
SELECT b.board, b.version, CASE b.state WHEN 'live' THEN b.position ELSE 0 END AS position, clock_timestamp() AS now,
    extract(epoch FROM clock_timestamp() - r.seen)::float8 AS unseen,
    (SELECT count(*) FROM board.parked AS p WHERE p.board = b.board AND p.build = b.number) AS parked
FROM board.build AS b
LEFT JOIN board.runner AS r ON r.board = b.board AND r.build = b.number
WHERE {FOLLOWED}
ORDER BY b.board, b.number
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Lag:
    """A board and the log's head. `events` are those it has not read yet; `seconds` is the age of the oldest of them.

    `unseen` is for how many seconds nobody has seen its runner, None if it never had one.
    """

    board: str
    version: int
    position: int
    head: int
    events: int
    seconds: float
    parked: int
    unseen: float | None

    @property
    def is_followed(self) -> bool:
        """Tell whether the board's runner lives. A dead one shows even while there is nothing to read."""
        return self.unseen is not None and self.unseen <= FROZEN_AFTER_SECONDS


async def lag(connection: Connection | Pool, log: EventLog) -> tuple[Lag, ...]:
    """Return the lag of every board's live build, or of the first in the making, by name."""
    head = await log.head()
    rows = await connection.fetch(LAG)
    recorded = {position: await recorded_at(log, position + 1) for position in {row["position"] for row in rows}}
    return tuple(
        Lag(
            board=row["board"],
            version=row["version"],
            position=row["position"],
            head=max(head, row["position"]),
            events=max(head - row["position"], 0),
            seconds=_age(recorded[row["position"]], row["now"]),
            parked=row["parked"],
            unseen=row["unseen"],
        )
        for row in rows
    )


def _age(recorded: datetime | None, now: datetime) -> float:
    return 0.0 if recorded is None else max((now - recorded).total_seconds(), 0.0)
