"""A PostgreSQL of somebody else's: roles and secrets are made once, and then the program needs no superuser."""

import json
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from adapters.addresses import Addresses
from adapters.bootstrap import open_services, prepare_database
from adapters.embedded.errors import ServerError
from adapters.embedded.secret_file import secrets_for
from adapters.process.prepare import prepare_roles
from adapters.settings import Settings, settings
from adapters.vault.errors import KeysUnavailable
from adapters.vault.keys.key_file import make_key_file, read_keys
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer

_numbers = count(1)


@pytest.fixture
async def empty_database(postgres_server: PostgresServer) -> AsyncIterator[str]:
    name = f"given_{next(_numbers)}"
    await run_as_superuser(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.dsn(name)
    await run_as_superuser(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")
    await make_roles(database_on(postgres_server, TEMPLATE))  # roles, and so their passwords, are the whole server's


def given_servers(database: str, folder: Path) -> Settings:
    return settings(
        {
            "EXITSPOR_POSTGRES": database,
            "EXITSPOR_TEMPORAL": "127.0.0.1:7233",
            "EXITSPOR_SECRETS": str(folder / "kept" / "secrets.json"),
            "EXITSPOR_KEYS_FILE": str(folder / "keys.json"),
        }
    )


async def test_the_program_runs_on_prepared_roles_without_a_superuser(empty_database: str, tmp_path: Path) -> None:
    chosen = given_servers(empty_database, tmp_path)
    path = await prepare_roles(chosen, empty_database)
    assert path.stat().st_mode & 0o777 == 0o600
    make_key_file(tmp_path / "keys.json")
    addresses = Addresses(empty_database, "127.0.0.1:7233", secrets_for(chosen))
    await prepare_database(chosen, addresses, superuser=None)
    async with open_services(chosen, addresses) as services:
        assert "exit-pakke" in (await services.catalogue()).programmes


async def test_prepared_again_the_secrets_stay_the_same(empty_database: str, tmp_path: Path) -> None:
    chosen = given_servers(empty_database, tmp_path)
    path = await prepare_roles(chosen, empty_database)
    first = json.loads(path.read_bytes())
    await prepare_roles(chosen, empty_database)
    assert json.loads(path.read_bytes()) == first


async def test_no_new_secrets_are_made_beside_data_that_need_the_old(empty_database: str, tmp_path: Path) -> None:
    chosen = given_servers(empty_database, tmp_path)
    path = await prepare_roles(chosen, empty_database)
    make_key_file(tmp_path / "keys.json")
    await prepare_database(chosen, Addresses(empty_database, "127.0.0.1:7233", secrets_for(chosen)), superuser=None)
    path.unlink()
    with pytest.raises(ServerError):
        await prepare_roles(chosen, empty_database)
    assert not path.exists()


async def test_without_the_vaults_keys_a_given_database_is_not_used(empty_database: str, tmp_path: Path) -> None:
    chosen = given_servers(empty_database, tmp_path)
    await prepare_roles(chosen, empty_database)
    addresses = Addresses(empty_database, "127.0.0.1:7233", secrets_for(chosen))
    with pytest.raises(KeysUnavailable, match="exitspor keys make"):
        await prepare_database(chosen, addresses, superuser=None)
    with pytest.raises(KeysUnavailable, match="missing"):
        read_keys(tmp_path / "keys.json")
