"""Numbered SQL files, forward only: an own runner, since one lock, one table and checksums are all it takes."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from adapters.postgres.statements import Migration, migrations, with_prefix

_LOCK = "SELECT pg_advisory_lock(hashtextextended('exitspor.migrate', 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('exitspor.migrate', 0))"
_TIMEOUTS = "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '15min'"


class MigrationError(RuntimeError):
    """The database and the files do not fit; the message says what to do. Nothing was changed."""


async def migrate(connection: asyncpg.Connection, *, municipality: str, prefix: str = "exitspor") -> list[str]:
    """Bring a database up to date as its owner; return the names of the files that were carried out.

    `connection` is the migrator's, and nobody else's for the time. Raises MigrationError.
    """
    await connection.execute(_LOCK)
    try:
        await connection.execute(with_prefix("SET ROLE exitspor_owner", prefix))
        done = await carry_out(connection, migrations(), prefix=prefix)
        await _set_municipality(connection, municipality)
        return done
    finally:
        await connection.execute("RESET ROLE")
        await connection.execute(_UNLOCK)


async def carry_out(
    connection: asyncpg.Connection, files: Sequence[Migration], *, prefix: str, schema: str = "log"
) -> list[str]:
    """Carry out the files that `schema` has not yet had, one transaction each. The caller holds a lock.

    The lock comes before the table: two runners that both find no table would else both make one.
    """
    await connection.execute(
        f"CREATE TABLE IF NOT EXISTS {schema}.migration (name text PRIMARY KEY, checksum text NOT NULL,"
        " applied timestamptz NOT NULL DEFAULT clock_timestamp())"
    )
    pending = _pending(files, await connection.fetch(f"SELECT name, checksum FROM {schema}.migration"))  # noqa: S608
    for file in pending:
        await _carry_out_one(connection, file, prefix, schema)
    return [file.name for file in pending]


async def _carry_out_one(connection: asyncpg.Connection, file: Migration, prefix: str, schema: str) -> None:
    async with connection.transaction():
        await connection.execute(_TIMEOUTS)
        await connection.execute(with_prefix(file.sql, prefix))
        await connection.execute(
            f"INSERT INTO {schema}.migration (name, checksum) VALUES ($1, $2)",  # noqa: S608
            file.name,
            file.checksum,
        )


def _pending(files: Sequence[Migration], rows: Sequence[Any]) -> list[Migration]:
    applied = {row["name"]: row["checksum"] for row in rows}
    known = {file.name: file.checksum for file in files}
    for name, checksum in sorted(applied.items()):
        if name not in known:
            raise MigrationError(
                f"databasen er nyere end programmet: {name}; installér den nyere version / "
                f"the database is newer than the program: {name}; install the newer version"
            )
        if known[name] != checksum:
            raise MigrationError(
                f"filen {name} er ændret, efter at den blev kørt; gendan den, og skriv en ny fil / "
                f"the file {name} was changed after it was run; restore it and write a new file"
            )
    pending = [file for file in files if file.name not in applied]
    for file in pending:
        if applied and file.name < max(applied):
            raise MigrationError(
                f"filen {file.name} kommer før en fil, der er kørt; giv den et højere nummer / "
                f"the file {file.name} comes before one that was run; give it a higher number"
            )
    return pending


async def _set_municipality(connection: asyncpg.Connection, municipality: str) -> None:
    await connection.execute(
        "INSERT INTO log.installation (municipality) VALUES ($1) ON CONFLICT DO NOTHING", municipality
    )
    own = await connection.fetchval("SELECT municipality FROM log.installation")
    if own != municipality:
        raise MigrationError(
            f"databasen tilhører kommune {own}, ikke {municipality}; brug en anden database / "
            f"the database belongs to municipality {own}, not {municipality}; use another database"
        )
