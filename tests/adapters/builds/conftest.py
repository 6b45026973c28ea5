"""An office with its log in PostgreSQL, where builds of boards are made."""

import pytest

from adapters.builds.place import Place
from adapters.postgres.log import PostgresEventLog
from tests.projections.office import Office, an_office


@pytest.fixture
async def office(pg_log: PostgresEventLog) -> Office:
    return await an_office(pg_log)


@pytest.fixture
def place(pg_log: PostgresEventLog) -> Place:
    return Place(pg_log, pg_log.pool)
