"""The interface, asked in process by a worker of every role."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.api.house import House, open_house
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="package")
async def house(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house whose tests change what no other test looks at."""
    async with open_house(postgres_server, "of_the_interface", tmp_path_factory.mktemp("interface")) as house:
        yield house


@pytest.fixture(scope="package")
async def shaken(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house in which anything may be called, by anybody."""
    async with open_house(postgres_server, "of_the_schema", tmp_path_factory.mktemp("schema")) as house:
        yield house
