"""A table in an embedded PostgreSQL, to see whether what was committed is kept."""

import asyncpg

from adapters.embedded.addresses import ConnectArguments


async def note(where: ConnectArguments, value: int) -> None:
    """Commit a value."""
    connection = await asyncpg.connect(**where)
    try:
        await connection.execute("create table if not exists noted (value integer)")
        await connection.execute("insert into noted values ($1)", value)
    finally:
        await connection.close()


async def noted(where: ConnectArguments) -> list[int]:
    """Return the values that were committed, in order."""
    connection = await asyncpg.connect(**where)
    try:
        return [row["value"] for row in await connection.fetch("select value from noted order by value")]
    finally:
        await connection.close()


async def answers(where: ConnectArguments) -> bool:
    """Tell whether PostgreSQL takes connections."""
    try:
        connection = await asyncpg.connect(**where)
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True
