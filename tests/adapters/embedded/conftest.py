"""State directories for tests, and the proof that nothing runs on them afterwards."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.embedded.files import write_private
from adapters.embedded.left_behind import backends, initdbs, postmasters, temporals
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.secret_file import make_secrets
from adapters.embedded.state import prepare_state
from adapters.embedded.stopping import stop_running
from adapters.settings import Settings

PASSWORD = "et-langt-kodeord"


def servers_of(state: Path) -> list[int]:
    """Return the pids of all server processes of a state directory."""
    found = (*initdbs(state), *postmasters(state), *backends(state), *temporals(state))
    return [process.pid for process in found]


@asynccontextmanager
async def left_empty(state: Path) -> AsyncIterator[Path]:
    """Give a state directory; at the end, stop what still runs on it and fail if anything did."""
    yield state
    left = servers_of(state)
    await stop_running(state)
    assert left == []


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[Path]:
    """Give an empty state directory that only we can enter, below one that only we can enter (pytest's own)."""
    async with left_empty(prepare_state(tmp_path / "state")) as made:
        yield made


@pytest.fixture(scope="session")
async def first_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a state directory with secrets and an empty database, whose superuser has `PASSWORD`."""
    made = prepare_state(tmp_path_factory.mktemp("first") / "state")
    secrets = make_secrets()
    passwords = secrets.passwords.model_copy(update={"superuser": PASSWORD})
    known = secrets.model_copy(update={"passwords": passwords})
    write_private(made / "secrets.json", known.model_dump_json().encode())
    server = EmbeddedPostgres(made, PASSWORD)
    await server.start()
    await server.stop()
    return made


def copied(first: Path, place: Path) -> Path:
    """Copy a stopped state directory with its owners and modes."""
    subprocess.run(["cp", "-a", first, place], check=True)
    return prepare_state(place)


@pytest.fixture
async def used_state(first_state: Path, tmp_path: Path) -> AsyncIterator[Path]:
    """Give a state directory that was used before: quicker to start on than an empty one."""
    async with left_empty(copied(first_state, tmp_path / "used")) as made:
        yield made


@pytest.fixture
def chosen(used_state: Path) -> Settings:
    """Give the settings of an embedded run on a state directory that was used before."""
    return Settings(state=used_state)
