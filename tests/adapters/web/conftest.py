"""The pages of the small town, asked in process."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.adapters.web.signing_in import pages_of
from tests.adapters.web.town import Town, open_town
from tests.postgres_server import PostgresServer

OWN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a request that one of our own pages makes."""


@pytest.fixture(scope="session")
async def town(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """The town; its tests only look."""
    async with open_town(postgres_server, "town") as town:
        yield town


@pytest.fixture(scope="session")
async def web(town: Town) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in which a leader and supervisor of the town is signed in."""
    async with pages_of(town.services) as client:
        client.headers.update(OWN)
        yield client
