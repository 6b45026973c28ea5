"""What the database knows that an operator watches: how far all is behind, how much is open, how much is overdue."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from asyncpg import Pool

from adapters.process.driver_seen import DriverSeen
from adapters.services import Services
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.parking import PostgresParking
from domain.calendar import civil_date
from domain.span import Due
from projections.engine.lag import Lag, lag
from projections.engine.when import recorded_at
from workflows.parking import Parked

OPEN = "SELECT programme, centre, count(*) FROM caseload WHERE status <> 'closed' GROUP BY programme, centre"
DUE = "SELECT kind, due_on, due_at, count(*) FROM deadlines WHERE due_on <= $1 GROUP BY kind, due_on, due_at"

AGES: tuple[tuple[str, timedelta], ...] = (
    ("1", timedelta(days=1)),
    ("7", timedelta(days=7)),
    ("30", timedelta(days=30)),
    ("90", timedelta(days=90)),
)
OLDER = "older"
"""Each overdue obligation counts once: under the first number of days that it is not older than, else here."""


class Place(NamedTuple):
    programme: str
    centre: str


class Overdue(NamedTuple):
    kind: str
    age: str


@dataclass(frozen=True, slots=True)
class DriverLag:
    """Events that no clock was told of, the age in seconds of the oldest, and when the driver was last seen.

    `unseen` is in seconds, None if no driver was ever at work.
    """

    position: int
    events: int
    seconds: float
    unseen: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Counts only: no id, and nothing of a single trajectory."""

    open: Mapping[Place, int]
    overdue: Mapping[Overdue, int]
    driver: DriverLag
    parked: Parked
    boards: tuple[Lag, ...]


async def picture(services: Services) -> Picture:
    """Return what the database knows. Raises what it raises if it is away or not set up."""
    rows = await services.pool.fetch(OPEN)
    return Picture(
        open={Place(programme, centre): trajectories for programme, centre, trajectories in rows},
        overdue=await _overdue(services.pool, services.clock()),
        driver=await driver_lag(services),
        parked=await PostgresParking(services.pool).count(),
        boards=await lag(services.pool, services.log),
    )


async def driver_lag(services: Services) -> DriverLag:
    """Return how far the clock's driver is behind the log."""
    position = await PostgresCheckpoint(services.pool).load()
    head = await services.log.head()
    recorded = await recorded_at(services.log, position + 1)
    age = (services.clock() - recorded).total_seconds() if recorded else 0.0
    unseen = await DriverSeen(services.pool).unseen()
    return DriverLag(position, max(head - position, 0), max(age, 0.0), unseen)


async def _overdue(pool: Pool, now: datetime) -> Mapping[Overdue, int]:
    found: Counter[Overdue] = Counter()
    for kind, on, at, obligations in await pool.fetch(DUE, civil_date(now)):
        if Due(on, at).has_passed(now):
            found[Overdue(kind, age_of(now - at))] += obligations
    return found


def age_of(overdue: timedelta) -> str:
    """Return under which age something that is overdue for so long counts."""
    return next((name for name, longest in AGES if overdue <= longest), OLDER)
