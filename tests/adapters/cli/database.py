"""Looking into the database of a running installation, past the program."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from adapters.addresses import DATABASE
from adapters.embedded.runtime import read_runtime
from adapters.embedded.secret_file import read_secrets
from tests.adapters.process.running import Up

T = TypeVar("T")

TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
BOARDS = "SELECT viewname FROM pg_views WHERE schemaname = 'board' ORDER BY 1"


def appended(up: Up, command: UUID) -> int:
    """Return how many events a command has in the log."""

    async def count(connection: Any) -> int:
        return int(await connection.fetchval("SELECT count(*) FROM log.event WHERE command_id = $1", command))

    return ask(up, count)


def dump(up: Up) -> dict[str, bytes]:
    """Return every table of the database as PostgreSQL copies it out, with texts and bytes as they are."""

    async def copy(connection: Any) -> dict[str, bytes]:
        tables = [tuple(row) for row in await connection.fetch(TABLES)]
        return {f"{schema}.{table}": await _copy(connection, schema, table) for schema, table in tables}

    return ask(up, copy)


def boards(up: Up) -> dict[str, list[str]]:
    """Return the rows of every board, in an order of their own."""

    async def read(connection: Any) -> dict[str, list[str]]:
        tables = [row["viewname"] for row in await connection.fetch(BOARDS)]
        return {table: sorted(map(str, await connection.fetch(f"SELECT * FROM board.{table}"))) for table in tables}

    return ask(up, read)


def ask(up: Up, question: Callable[[Any], Awaitable[T]]) -> T:
    """Ask the database something as its superuser."""
    return asyncio.run(_ask(up, question))


async def _ask(up: Up, question: Callable[[Any], Awaitable[T]]) -> T:
    runtime = read_runtime(up.state)
    assert runtime is not None
    assert runtime.postgres is not None
    password = read_secrets(up.state / "secrets.json").passwords.superuser
    arguments = {**runtime.postgres.connect_arguments(password), "database": DATABASE}
    connection = await asyncpg.connect(**arguments)
    try:
        return await question(connection)
    finally:
        await connection.close()


async def _copy(connection: Any, schema: str, table: str) -> bytes:
    copied = io.BytesIO()
    await connection.copy_from_table(table, schema_name=schema, output=copied, format="binary")
    return copied.getvalue()
