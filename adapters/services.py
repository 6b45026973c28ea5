"""What a door (page, command line, demo) needs of the house, as one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from adapters.postgres.log import PostgresEventLog
from adapters.return_codes import ReturnCodes
from adapters.settings import Settings
from domain.handler import CommandHandler
from domain.reference.catalogue import Catalogue


def now_utc() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """An open installation: `pool` and `log` act as the application's role."""

    settings: Settings
    log: PostgresEventLog
    handler: CommandHandler
    return_codes: ReturnCodes
    clock: Callable[[], datetime] = now_utc

    @property
    def pool(self) -> asyncpg.Pool:
        """Connections of the application's role, which owns the boards."""
        return self.log.pool

    @property
    def municipality(self) -> str:
        return self.settings.municipality

    async def catalogue(self) -> Catalogue:
        """Return the catalogue at the head of the log."""
        return await self.handler.catalogue()
