"""The fixtures that every room shares: a real PostgreSQL, and a fresh migrated database for each test."""

from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_roles
from tests.postgres_server import SUPERUSER, PostgresServer, TestDatabase

# How long an example takes says how busy the machine is, and nothing about the rule.
settings.register_profile("exitspor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("exitspor")

TEMPLATE = "exitspor_template"
PASSWORDS = {"migrator": "migrator-of-the-tests", "app": "app-of-the-tests"}
_numbers = count(1)

LONG_FIRST = (
    "tests/workflows/",
    "tests/faults/",
    "tests/adapters/temporal/",
    "tests/adapters/cli/",
    "tests/browser/",
)
"""What takes long begins first, so that no worker is left with it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_FIRST))


def database_on(server: PostgresServer, name: str) -> TestDatabase:
    """The connection addresses of a database for each role."""
    return TestDatabase(
        name=name,
        superuser_dsn=server.dsn(name),
        migrator_dsn=server.dsn(name, "exitspor_migrator", PASSWORDS["migrator"]),
        app_dsn=server.dsn(name, "exitspor_app", PASSWORDS["app"]),
    )


async def run_as_superuser(server: PostgresServer, *statements: str) -> None:
    connection = await asyncpg.connect(server.dsn(SUPERUSER))
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def make_roles(database: TestDatabase) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)
    await create_roles(superuser, database.name, "exitspor", PASSWORDS)
    await superuser.close()


async def make_template(server: PostgresServer) -> TestDatabase:
    """Make the migrated database that all others are copies of."""
    await run_as_superuser(server, f"CREATE DATABASE {TEMPLATE}")
    template = database_on(server, TEMPLATE)
    await make_roles(template)
    migrator = await asyncpg.connect(template.migrator_dsn)
    await migrate(migrator, municipality="101")
    await migrator.close()
    return template


@pytest.fixture(scope="session")
async def postgres_server() -> AsyncIterator[PostgresServer]:
    """One PostgreSQL a test process; it forgets nothing while it runs, and survives no crash (fsync is off)."""
    server = PostgresServer()
    try:
        server.initialise()
        await server.start()
        await make_template(server)
        yield server
    finally:
        server.stop()


@pytest.fixture
async def database(postgres_server: PostgresServer) -> AsyncIterator[TestDatabase]:
    """A fresh database of municipality 101, with roles and migrations."""
    name = f"test_{next(_numbers)}"
    await run_as_superuser(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    database = database_on(postgres_server, name)
    await make_roles(database)  # rights on a database are not copied with it
    yield database
    await run_as_superuser(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def pg_log(database: TestDatabase) -> AsyncIterator[PostgresEventLog]:
    """The event log on a fresh database, as the application's role."""
    async with open_log(database.app_dsn) as log:
        yield log
