"""A database with everything that an installation has in it: schema, boards, clock."""

from collections.abc import AsyncIterator

import pytest

from adapters.addresses import Addresses
from adapters.bootstrap import open_services, prepare_database
from adapters.embedded.secret_file import Secrets, make_secrets
from adapters.services import Services
from adapters.settings import Settings, settings
from adapters.vault.keys.key_file import make_key_file
from tests.conftest import PASSWORDS
from tests.postgres_server import TestDatabase


@pytest.fixture
def chosen(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    state = tmp_path_factory.mktemp("state")
    make_key_file(state / "keys.json")
    return settings(
        {
            "EXITSPOR_STATE": str(state),
            "EXITSPOR_POSTGRES": database.superuser_dsn.replace("postgres:@", ""),
            "EXITSPOR_TEMPORAL": "127.0.0.1:7233",
        }
    )


def secrets_of_the_tests() -> Secrets:
    made = make_secrets().model_dump(mode="json")
    passwords = {**made["passwords"], **PASSWORDS}
    return Secrets.model_validate({**made, "passwords": passwords})


@pytest.fixture
async def installation(database: TestDatabase, chosen: Settings) -> AsyncIterator[Services]:
    """All that `exitspor up` makes ready."""
    addresses = Addresses(database.superuser_dsn, "127.0.0.1:7233", secrets_of_the_tests())
    await prepare_database(chosen, addresses, superuser=None)
    async with open_services(chosen, addresses) as services:
        yield services
