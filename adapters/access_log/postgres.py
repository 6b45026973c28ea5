"""The access log on PostgreSQL. What it promises is promised by `migrations/0013_access.sql`."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from adapters.access_log.rows import entry_of, extracted_of, sample_of
from domain.access.codes import AccessOutcome
from domain.access.log import Asked, Entry, Extracted, ExtractIsTheLeadersToGive, Place, Sample
from domain.access.who import Who
from domain.trajectory_codes import Role
from domain.vault import AccessNotLogged, Reading

INVALID, AHEAD = "EX001", "EX004"

RECORD = "SELECT access.record($1, $2, $3, $4, $5, $6, $7, $8)"
ENTRIES = "SELECT * FROM access.entries($1, $2, $3, $4, $5, $6, $7, $8, $9)"
EXTRACT = "SELECT * FROM access.extract($1, $2, $3)"
SAMPLE = "SELECT * FROM access.sample($1, $2, $3, $4)"


class PostgresAccessLog:
    """An access log (`domain.access.log.AccessLog`) through the application's connections."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def record(
        self,
        reading: Reading,
        *,
        outcome: AccessOutcome = AccessOutcome.ALLOWED,
        trajectory: UUID | None = None,
        fields: Collection[str] = (),
        criterion: bytes | None = None,
    ) -> int:
        with unwritable_told():
            number = await self._pool.fetchval(
                RECORD,
                reading.at,
                reading.actor,
                str(reading.action),
                str(reading.purpose),
                str(outcome),
                trajectory,
                sorted(fields),
                criterion,
            )
        return int(number)

    async def entries(
        self, asked: Asked, *, reader: str, at: datetime, below: Place | None = None, limit: int = 50
    ) -> tuple[Entry, ...]:
        month, number = below or (None, None)
        action = None if asked.action is None else str(asked.action)
        rows = await self._read(
            ENTRIES, at, reader, asked.day, asked.actor, asked.trajectory, action, month, number, limit
        )
        return tuple(map(entry_of, rows))

    async def extract(self, trajectory: UUID, *, who: Who, at: datetime) -> tuple[Extracted, ...]:
        if not who.has(Role.LEADER):
            raise ExtractIsTheLeadersToGive
        return tuple(map(extracted_of, await self._read(EXTRACT, at, who.code, trajectory)))

    async def sample(self, month: date, size: int, *, reader: str, at: datetime) -> Sample:
        return sample_of(month, await self._read(SAMPLE, at, reader, month, size))

    async def _read(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        with unwritable_told():
            return list(await self._pool.fetch(statement, *arguments))


@contextmanager
def unwritable_told() -> Iterator[None]:
    """Turn whatever keeps an access from being written down into AccessNotLogged; no value is told.

    Raises ValueError for what makes no sense.
    """
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        state = getattr(error, "sqlstate", None)
        if state == INVALID:
            raise ValueError(str(error)) from None
        if state == AHEAD:
            raise AccessNotLogged(str(error)) from None
        raise AccessNotLogged(
            "adgangen kan ikke skrives i adgangsloggen, og derfor vises intet; prøv igen / "
            "the access cannot be written to the access log, and so nothing is shown; "
            f"try again ({type(error).__name__})"
        ) from None
