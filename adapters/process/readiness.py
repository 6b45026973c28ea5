"""Whether a process can do what its roles are for, in codes only: no id, no address, no text of an error."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from hashlib import sha256
from typing import Any

import asyncpg

from adapters.metrics.bounded import Bounded
from adapters.metrics.picture import driver_lag
from adapters.postgres.faults import BUSY, LOST
from adapters.postgres.statements import migrations
from adapters.process.driver_seen import is_alive
from adapters.services import Services
from domain.log import LogUnavailable
from projections.boards import BOARDS
from projections.engine.lag import Lag, lag

LONGEST_LAG_SECONDS = 60.0
"""A board or a clock that has left an event unread for longer is behind."""

SECONDS = 3.0
"""How long an answer may take; whoever asks gives up after a few seconds more."""

AWAY = (*LOST, *BUSY, LogUnavailable, TimeoutError)
NOT_SET_UP = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
)


class Check(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    BOARDS = "boards"
    DRIVER = "driver"
    TEMPORAL = "temporal"
    WORKER = "worker"


class Verdict(StrEnum):
    """What was found. `STARTING`: the process is not that far yet."""

    OK = "ok"
    AWAY = "away"
    NOT_SET_UP = "not-set-up"
    OTHER_VERSION = "other-version"
    NOT_FOLLOWED = "not-followed"
    BEHIND = "behind"
    NOT_RUNNING = "not-running"
    STARTING = "starting"


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict of every check that the process needs."""

    checks: Mapping[Check, Verdict]

    @property
    def is_ready(self) -> bool:
        return all(verdict is Verdict.OK for verdict in self.checks.values())

    @property
    def body(self) -> dict[str, object]:
        """What is answered, as JSON."""
        status = "ready" if self.is_ready else "not-ready"
        return {"status": status, "checks": {str(check): str(found) for check, found in self.checks.items()}}


Look = Callable[[], Coroutine[Any, Any, Verdict]]


class Looks:
    """Looks at everything at the same time, within some seconds, however many ask."""

    def __init__(self, looks: Mapping[Check, Look], *, seconds: float = SECONDS) -> None:
        self._looks = {check: Bounded(look, seconds=seconds) for check, look in looks.items()}

    async def readiness(self) -> Readiness:
        """Return what was found; what does not answer in time is away."""
        found = await asyncio.gather(*map(_verdict, self._looks.values()))
        return Readiness(dict(zip(self._looks, found, strict=True)))

    def close(self) -> None:
        """Give up what is being asked."""
        for one in self._looks.values():
            one.close()


def database_looks(services: Services) -> dict[Check, Look]:
    """Return how that is looked at which the database answers."""
    return {
        Check.DATABASE: partial(_database, services),
        Check.MIGRATIONS: partial(_migrations, services),
        Check.BOARDS: partial(_boards, services),
        Check.DRIVER: partial(_driver, services),
    }


async def _verdict(look: Bounded[Verdict]) -> Verdict:
    try:
        return await look.answer()
    except AWAY:
        return Verdict.AWAY
    except NOT_SET_UP:
        return Verdict.NOT_SET_UP


async def _database(services: Services) -> Verdict:
    await services.pool.fetchval("SELECT 1")
    return Verdict.OK


async def _migrations(services: Services) -> Verdict:
    """Tell whether the database had exactly this program's migrations: not before they ran, nor after newer ones."""
    carried_out = await services.pool.fetchval("SELECT log.migrations_fingerprint()")
    return Verdict.OK if carried_out == _our_migrations() else Verdict.OTHER_VERSION


@cache
def _our_migrations() -> str:
    ours = "\n".join(f"{file.name} {file.checksum}" for file in migrations())
    return sha256(ours.encode()).hexdigest()


async def _boards(services: Services) -> Verdict:
    current = {(board.name, board.version) for board in BOARDS}
    lags = [item for item in await lag(services.pool, services.log) if (item.board, item.version) in current]
    return Verdict.NOT_SET_UP if len(lags) < len(BOARDS) else _worst(lags)


def _worst(lags: Iterable[Lag]) -> Verdict:
    if not all(item.is_followed for item in lags):
        return Verdict.NOT_FOLLOWED
    return Verdict.BEHIND if any(item.seconds > LONGEST_LAG_SECONDS for item in lags) else Verdict.OK


async def _driver(services: Services) -> Verdict:
    found = await driver_lag(services)
    if not is_alive(found.unseen):
        return Verdict.NOT_FOLLOWED
    return Verdict.BEHIND if found.seconds > LONGEST_LAG_SECONDS else Verdict.OK
