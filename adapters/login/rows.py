"""The rows of log-in, in transactions that may see one municipality's only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

_OWN = "SELECT set_config('exitspor.municipality', $1, true)"


@dataclass(frozen=True, slots=True)
class Rows:
    """A pool of connections, and the municipality whose rows are to be seen through it."""

    pool: asyncpg.Pool
    municipality: str

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection]:
        """Give a connection in a transaction. Row-level security shows it no other municipality's rows."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(_OWN, self.municipality)
            yield connection
