"""The one server that both sides run on, and databases on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import asyncpg

from adapters.postgres.migrate import migrate
from tests.benchmarks.fill.templates import MUNICIPALITY, Templates, make_templates
from tests.conftest import database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "16GB", "checkpoint_timeout": "1h"}
"""Roomy enough that no checkpoint falls into one side's round; fsync, full_page_writes, synchronous_commit are on."""

SLOW_DISK = {"commit_delay": "1000", "commit_siblings": "0"}
"""Every flush waits for 1 ms first: it stands for a disk that takes that long."""


class House:
    """A durable server, and new databases on it by a number each."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = count(1)
        self._templates: Templates | None = None

    async def templates(self) -> Templates:
        """Return the histories that logs are filled with; they are made once."""
        if self._templates is None:
            self._templates = await make_templates()
        return self._templates

    async def ours(self) -> TestDatabase:
        """Return a new database with our roles and migrations."""
        database = await self.bare()
        await make_roles(database)
        migrator = await asyncpg.connect(database.migrator_dsn)
        await migrate(migrator, municipality=MUNICIPALITY)
        await migrator.close()
        return database

    async def bare(self) -> TestDatabase:
        """Return a new, empty database."""
        name = f"bench_{next(self._numbers)}"
        await run_as_superuser(self.server, f"CREATE DATABASE {name}")
        return database_on(self.server, name)

    async def drop(self, *databases: TestDatabase) -> None:
        for database in databases:
            await run_as_superuser(self.server, f"DROP DATABASE {database.name} WITH (FORCE)")

    @asynccontextmanager
    async def with_settings(self, settings: dict[str, str]) -> AsyncIterator[None]:
        """Change settings of the whole server for a block, both sides' alike."""
        await self._set(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in settings.items()))
        try:
            yield
        finally:
            await self._set(*(f"ALTER SYSTEM RESET {name}" for name in settings))

    async def _set(self, *statements: str) -> None:
        await run_as_superuser(self.server, *statements, "SELECT pg_reload_conf()")


@asynccontextmanager
async def a_house() -> AsyncIterator[House]:
    """Give a server to a block, and leave nothing of it."""
    server = PostgresServer(durable=True, settings=SETTINGS)
    try:
        server.initialise()
        await server.start()
        yield House(server)
    finally:
        server.stop()
