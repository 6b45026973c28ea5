"""An office with every record of the matrix, on a database of its own: a copy of one that is furnished once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.adapters.desk.office import Office, furnish, opened
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

FURNISHED = "desk_furnished"
_numbers = count(1)


@asynccontextmanager
async def copy_of(server: PostgresServer, template: str, name: str) -> AsyncIterator[TestDatabase]:
    await run_as_superuser(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    database = database_on(server, name)
    await make_roles(database)
    yield database
    await run_as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
async def furnished(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The name of the furnished database, to which nobody is connected."""
    async with copy_of(postgres_server, TEMPLATE, FURNISHED) as database:
        async with opened(database, tmp_path_factory.mktemp("furnishing")) as office:
            await furnish(office)
        yield FURNISHED


@pytest.fixture(scope="module")
async def standing(
    postgres_server: PostgresServer, furnished: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """An office for tests that change nobody's nearness to anything."""
    async with (
        copy_of(postgres_server, furnished, f"desk_{next(_numbers)}") as database,
        opened(database, tmp_path_factory.mktemp("standing")) as office,
    ):
        yield office


@pytest.fixture
async def town(postgres_server: PostgresServer, furnished: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with (
        copy_of(postgres_server, furnished, f"desk_{next(_numbers)}") as database,
        opened(database, tmp_path) as office,
    ):
        yield office
