"""A town of its own, which these tests change."""

from collections.abc import AsyncIterator

import pytest

from adapters.process.driver_seen import DriverSeen
from adapters.temporal.checkpoint import PostgresCheckpoint
from tests.adapters.web.town import Town, open_town
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="session")
async def town(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """The town, with what a start sets up beside its boards."""
    async with open_town(postgres_server, "watched_town") as town:
        await PostgresCheckpoint(town.services.pool).set_up()
        await DriverSeen(town.services.pool).set_up()
        yield town
