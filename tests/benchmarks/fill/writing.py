"""Told histories written into a log with COPY."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import islice

import asyncpg

from tests.benchmarks.fill.copying import COMMAND_COLUMNS, EVENT_COLUMNS, Rows
from tests.benchmarks.fill.telling import Told
from tests.postgres_server import TestDatabase

COMMANDS_AT_ONCE = 10_000
BEGUN, APART = 1_163_980_800_000_000, 60_000_000
"""Recorded from 20 November 2006 on, a minute after one another (microseconds since 1970)."""


async def fill(
    database: TestDatabase,
    commands: Iterable[Told],
    progress: Callable[[int], None] = lambda position: None,
) -> int:
    """Write commands into an empty, migrated log; return its head.

    The superuser writes: the triggers of the log guard what is stored, not what is added. While the server stores a
    batch, the next is made.
    """
    connection = await asyncpg.connect(database.superuser_dsn)
    rows, commands = Rows(BEGUN, APART), iter(commands)

    def next_batch() -> tuple[bytes, bytes, int]:
        return *rows.of(list(islice(commands, COMMANDS_AT_ONCE))), rows.position

    position, (events, stored, reached) = 0, next_batch()
    while reached > position:
        following = asyncio.create_task(asyncio.to_thread(next_batch))
        async with connection.transaction():
            await _copy(connection, "event", EVENT_COLUMNS, events)
            await _copy(connection, "command", COMMAND_COLUMNS, stored)
        position, (events, stored, reached) = reached, await following
        progress(position)
    await connection.execute("VACUUM ANALYZE log.event, log.command")
    await connection.close()
    return position


async def _copy(connection: asyncpg.Connection, table: str, columns: tuple[str, ...], rows: bytes) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield rows

    await connection.copy_to_table(table, schema_name="log", columns=columns, source=chunks(), format="binary")
