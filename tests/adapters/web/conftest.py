"""The pages of the small town, asked in process."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from adapters.web.app import create_app
from tests.adapters.web.town import Town, open_town
from tests.postgres_server import PostgresServer

ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="session")
async def town(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """The town; its tests only look."""
    async with open_town(postgres_server, "town") as town:
        yield town


@pytest.fixture(scope="session")
async def web(town: Town) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(create_app(town.services), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client
