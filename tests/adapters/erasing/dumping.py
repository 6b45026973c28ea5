"""Dumps of a database, as an operator's backup makes them, and databases restored of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from tests.conftest import database_on, make_roles, run_as_superuser
from tests.postgres_server import SUPERUSER, PostgresServer, TestDatabase, binaries

_numbers = count(1)


async def dump(database: TestDatabase, file: Path) -> Path:
    """Dump all of a database into a file."""
    await _run("pg_dump", "--format=custom", f"--file={file}", database.superuser_dsn)
    return file


@asynccontextmanager
async def restored(server: PostgresServer, file: Path) -> AsyncIterator[TestDatabase]:
    """Give a new database with what was dumped to a block."""
    name = f"restored_{next(_numbers)}"
    await run_as_superuser(server, f"CREATE DATABASE {name}")
    database = database_on(server, name)
    await _run("pg_restore", "--exit-on-error", f"--dbname={server.dsn(name, SUPERUSER)}", str(file))
    await make_roles(database)
    yield database
    await run_as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        binaries() / program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode(errors="replace")
