"""How far boards are behind the log, in events and in seconds."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from domain.log import EventLog

LAG = """
SELECT c.board, c.version, c.position, c.updated, clock_timestamp() AS now,
    (SELECT count(*) FROM board.parked AS p WHERE p.board = c.board AND p.version = c.version) AS parked
FROM board.checkpoint AS c
ORDER BY c.board, c.version
"""


@dataclass(frozen=True, slots=True)
class Lag:
    """A board and the log's head. `events` are those it has not read yet; `seconds` is the age of the oldest of them.

    `updated` is when it last moved: one that has events to read and does not move has no living projector.
    """

    board: str
    version: int
    position: int
    head: int
    events: int
    seconds: float
    parked: int
    updated: datetime


async def lag(connection: Connection, log: EventLog) -> tuple[Lag, ...]:
    """Return the lag of every board, by name."""
    head = await log.head()
    rows = await connection.fetch(LAG)
    recorded = {position: await _recorded_after(log, position) for position in {row["position"] for row in rows}}
    return tuple(
        Lag(
            board=row["board"],
            version=row["version"],
            position=row["position"],
            head=max(head, row["position"]),
            events=max(head - row["position"], 0),
            seconds=_age(recorded[row["position"]], row["now"]),
            parked=row["parked"],
            updated=row["updated"],
        )
        for row in rows
    )


async def _recorded_after(log: EventLog, position: int) -> datetime | None:
    page = await log.read(position, limit=1)
    return page.events[0].recorded if page.events else None


def _age(recorded: datetime | None, now: datetime) -> float:
    return 0.0 if recorded is None else max((now - recorded).total_seconds(), 0.0)
