"""Both servers as one: whatever happens to their supervisor, nothing is lost and nothing is left."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from adapters.embedded.addresses import ConnectArguments
from adapters.embedded.errors import ServerError
from adapters.embedded.left_behind import initdbs, postmasters, temporals
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.processes import Process, send
from adapters.embedded.runtime import Runtime, read_runtime, running, write_runtime
from adapters.embedded.secret_file import read_secrets
from adapters.embedded.servers import EmbeddedServers
from adapters.embedded.state import hold
from adapters.embedded.stopping import stop_running
from adapters.embedded.temporal import namespace_answers
from adapters.settings import Settings
from tests.adapters.embedded.conftest import PASSWORD, copied, left_empty, servers_of
from tests.adapters.embedded.database import answers, note, noted
from tests.adapters.embedded.supervisor import Supervised
from tests.adapters.embedded.waiting import eventually

GIVEN = {"postgres": "postgresql://exitspor@db.example/exitspor", "temporal": "temporal.example:7233"}


@pytest.fixture(scope="module")
async def run_settings(first_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of the run that some tests share."""
    return Settings(state=copied(first_state, tmp_path_factory.mktemp("run") / "state"))


@pytest.fixture(scope="module")
async def run(run_settings: Settings) -> AsyncIterator[EmbeddedServers]:
    """Give running servers, and see afterwards that nothing of them is left."""
    async with left_empty(run_settings.state) as state:
        async with EmbeddedServers(run_settings) as servers:
            yield servers
        assert read_runtime(state) is None


async def test_both_servers_answer_and_other_processes_are_told_where(
    run: EmbeddedServers, run_settings: Settings
) -> None:
    run.announce("http://127.0.0.1:8717")
    told = running(run_settings.state)
    assert told is not None
    assert told.postgres is not None
    assert told.web == "http://127.0.0.1:8717"
    assert await answers(told.postgres.connect_arguments(PASSWORD))
    assert await namespace_answers(told.temporal, "default")
    assert (run_settings.state / "runtime.json").stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in (run_settings.state / "runtime.json").read_text()


async def test_a_second_supervisor_is_refused_and_the_first_is_not_disturbed(
    run: EmbeddedServers, run_settings: Settings
) -> None:
    before = {*postmasters(run_settings.state), *temporals(run_settings.state)}
    with pytest.raises(ServerError, match=r"kører allerede(?s:.*)already runs"):
        await EmbeddedServers(run_settings).__aenter__()
    assert {*postmasters(run_settings.state), *temporals(run_settings.state)} == before
    assert running(run_settings.state) is not None


async def test_servers_that_die_are_started_again_where_they_were(
    run: EmbeddedServers, run_settings: Settings
) -> None:
    superuser, target, state = superuser_of(run), run.temporal, run_settings.state
    await note(superuser, 1)
    dead = {*kill(postmasters, state), *kill(temporals, state)}

    async def are_back() -> bool:
        new = {*postmasters(state), *temporals(state)} - dead
        return len(new) == 2 and await answers(superuser) and await namespace_answers(target, "default")

    await eventually(are_back)
    assert await noted(superuser) == [1]


def superuser_of(run: EmbeddedServers) -> ConnectArguments:
    assert run.superuser is not None
    return run.superuser


def kill(find: Callable[[Path], list[Process]], state: Path) -> list[Process]:
    """Kill what is found; return it."""
    found = find(state)
    for process in found:
        send(process, signal.SIGKILL)
    return found


async def test_if_temporal_does_not_start_postgres_is_stopped_and_the_reason_told(chosen: Settings) -> None:
    (chosen.state / "temporal.db").mkdir()
    with pytest.raises(ServerError, match="Temporal startede ikke"):
        await EmbeddedServers(chosen).__aenter__()
    assert (servers_of(chosen.state), running(chosen.state)) == ([], None)
    with hold(chosen.state):
        assert not (chosen.state / "runtime.json").exists()


async def test_if_postgres_does_not_start_temporal_is_stopped_and_the_reason_told(chosen: Settings) -> None:
    with pytest.raises(ServerError, match=r"Fandt ikke PostgreSQL(?s:.*)EXITSPOR_PG_BIN"):
        await EmbeddedServers(chosen.model_copy(update={"pg_bin": chosen.state})).__aenter__()
    assert servers_of(chosen.state) == []


async def test_with_both_servers_given_nothing_is_started_held_or_written(first_state: Path, tmp_path: Path) -> None:
    given = Settings.model_validate(
        {**GIVEN, "state": tmp_path / "none", "secrets_file": first_state / "secrets.json"}
    )
    async with EmbeddedServers(given) as servers:
        servers.announce("http://exitspor.example")
        assert (servers.superuser, servers.temporal) == (None, "temporal.example:7233")
        assert servers.secrets == read_secrets(first_state / "secrets.json")
    assert found(tmp_path, "*") == []


def found(state: Path, pattern: str) -> list[str]:
    return [path.name for path in state.glob(pattern)]


async def test_after_a_killed_supervisor_there_is_one_server_of_each_and_nothing_is_lost(used_state: Path) -> None:
    first = await Supervised.up(used_state)
    await note(first.superuser(), 1)
    await first.killed()
    left = {*postmasters(used_state), *temporals(used_state)}
    assert (len(left), running(used_state)) == (2, None)
    second = await Supervised.up(used_state)
    now = {*postmasters(used_state), *temporals(used_state)}
    assert (len(now), left & now) == (2, set())
    assert await noted(second.superuser()) == [1]
    await second.killed()
    sockets = Path(second.superuser()["host"])
    assert await stop_running(used_state)
    assert (servers_of(used_state), read_runtime(used_state)) == ([], None)
    assert found(sockets.parent, sockets.name) == []


async def test_a_supervisor_killed_during_the_very_first_start_is_no_hindrance(state: Path) -> None:
    first = await Supervised.launch(state)

    async def is_making_data() -> bool:
        return found(state, "postgres-*/new-*/data/base") != []

    await eventually(is_making_data)
    await first.killed()
    assert len(initdbs(state)) == 1
    second = await Supervised.up(state)
    await note(second.superuser(), 1)
    assert initdbs(state) == []
    assert await second.ends(signal.SIGTERM) == 0
    assert servers_of(state) == []


async def test_what_a_broken_first_start_left_is_removed(used_state: Path) -> None:
    (used_state / "postgres-18" / "new-abc" / "data").mkdir(parents=True)
    server = EmbeddedPostgres(used_state, PASSWORD)
    await server.start()
    await server.stop()
    assert found(used_state, "postgres-*/*") == ["data"]


async def test_ctrl_c_reaches_the_supervisor_alone_and_it_stops_cleanly(used_state: Path) -> None:
    supervised = await Supervised.up(used_state)
    assert supervised.process.pid not in {os.getsid(pid) for pid in servers_of(used_state)}
    assert await supervised.ends(signal.SIGINT) == 0
    assert (servers_of(used_state), read_runtime(used_state)) == ([], None)
    assert "database system is shut down" in (used_state / "postgres.log").read_text()


async def test_a_run_is_stopped_from_another_process(used_state: Path) -> None:
    supervised = await Supervised.up(used_state)
    assert await stop_running(used_state)
    assert await supervised.process.wait() == 0
    assert servers_of(used_state) == []
    assert not await stop_running(used_state)


async def test_a_process_that_only_has_the_old_pid_is_not_stopped(state: Path) -> None:
    other = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)
    stale = Runtime(pid=other.pid, started="long ago", postgres=None, temporal="127.0.0.1:1")
    write_runtime(state, stale)
    assert (running(state), await stop_running(state)) == (None, False)
    assert other.returncode is None
    other.kill()
    await other.wait()


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b"\xff"])
def test_a_damaged_note_of_what_runs_means_that_nothing_is_known_to_run(state: Path, content: bytes) -> None:
    (state / "runtime.json").write_bytes(content)
    assert running(state) is None


async def test_nothing_to_stop_is_no_error(tmp_path: Path) -> None:
    assert not await stop_running(tmp_path / "never-made")
    assert not (tmp_path / "never-made").exists()
