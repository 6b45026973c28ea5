"""Installing a schema for the library from the SQL of our own log."""

import re
from importlib.resources import files

import asyncpg
from eventsourcing.persistence import ProgrammingError

from adapters.postgres.migrate import carry_out
from adapters.postgres.statements import Migration, migrations, migrations_in, with_prefix

MIGRATOR = "_migrator"
"""What stands after the installation's prefix in the name of whoever installs."""

MUNICIPALITY = "000"
"""Of no municipality: a stock application knows none."""

ACTOR = "SYS0"
_LOG = re.compile(r"\blog\.")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_OUR_OWN = {"log", "vault", "board", "public"}


def in_schema(sql: str, schema: str) -> str:
    """Put a schema's name in the place of ``log``."""
    return _LOG.sub(f"{schema}.", sql)


def schema_name(application: str, purpose: str) -> str:
    """Return the name of the schema for an application's events, snapshots or tracking.

    Raises ProgrammingError for a name that would have to be quoted, or is one of our own.
    """
    name = f"{application.lower() or 'stored'}_{purpose}"
    if not _NAME.fullmatch(name) or name in _OUR_OWN or name.startswith("pg_"):
        raise ProgrammingError(f"name the application with letters, digits and _ only: {name!r} is no schema name")
    return name


def template(schema: str) -> list[Migration]:
    """Return the log's migrations and the library's own, in order, for a schema."""
    ours = [migration for migration in migrations() if "_log_" in migration.name]
    theirs = migrations_in(files("adapters.eventsourcing_store") / "sql")
    both = sorted([*ours, *theirs], key=lambda migration: migration.name)
    return [Migration(migration.name, in_schema(migration.sql, schema)) for migration in both]


async def install(migrator: asyncpg.Connection, schema: str) -> None:
    """Make a schema for the library, or bring it up to date, as the owner of our log."""
    async with migrator.transaction():
        await migrator.execute("SELECT pg_advisory_xact_lock(hashtextextended('exitspor.migrate', 0))")
        prefix = (await migrator.fetchval("SELECT session_user::text")).removesuffix(MIGRATOR)
        await migrator.execute(with_prefix("SET LOCAL ROLE exitspor_owner", prefix))
        await migrator.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        await migrator.execute(with_prefix(f"GRANT USAGE ON SCHEMA {schema} TO exitspor_app", prefix))
        await carry_out(migrator, template(schema), prefix=prefix, schema=schema)
        await migrator.execute(
            f"INSERT INTO {schema}.installation (municipality) VALUES ($1) ON CONFLICT DO NOTHING",  # noqa: S608
            MUNICIPALITY,
        )
