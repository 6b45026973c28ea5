"""The addresses of a fresh database, where the library's own test cases (unittest) can find them."""

import pytest

from tests.postgres_server import TestDatabase


@pytest.fixture
def environment(database: TestDatabase) -> dict[str, str]:
    """What a stock application needs to run on our store."""
    return {
        "PERSISTENCE_MODULE": "adapters.eventsourcing_store",
        "POSTGRES_DSN": database.app_dsn,
        "POSTGRES_MIGRATOR_DSN": database.migrator_dsn,
    }


@pytest.fixture
def addresses(request: pytest.FixtureRequest, environment: dict[str, str]) -> None:
    """Hand the environment to a unittest case, which takes no fixture as an argument."""
    request.instance.addresses = environment
