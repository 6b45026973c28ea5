"""Opening connections as the store wants them: bounded waits, one isolation level, no just-in-time compiler.

Queries of boards name no schema: a board as of an earlier time stands in front of the one that is kept.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

SETTINGS = {
    "application_name": "exitspor",
    "default_transaction_isolation": "read committed",
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "jit": "off",
    "search_path": "board",
}
CONNECT_SECONDS = 10
LARGEST_POOL = 10


async def open_pool(dsn: str) -> asyncpg.Pool:
    """Return a pool of at most 10 connections; the first is made when it is needed."""
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=LARGEST_POOL, timeout=CONNECT_SECONDS, server_settings=SETTINGS
    )


async def connect(dsn: str) -> asyncpg.Connection:
    """Return one connection outside any pool."""
    return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, server_settings=SETTINGS)


@asynccontextmanager
async def closed_after(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool to a block and close it after it; where the server went first there is nothing to close."""
    try:
        yield pool
    finally:
        with suppress(OSError):
            await pool.close()
