"""Temporal keeps its workflows, forgets when told to, and listens to this machine only."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.embedded.errors import ServerError
from adapters.embedded.left_behind import temporals
from adapters.embedded.ports import remembered_port
from adapters.embedded.processes import send
from adapters.embedded.state import prepare_state
from adapters.embedded.temporal import EmbeddedTemporal, namespace_answers
from tests.adapters.embedded.conftest import left_empty, servers_of
from tests.adapters.embedded.sockets import listening
from tests.temporal_server import wipe

OPAQUE = "5f0c6f0e-0000-4000-8000-000000000001"


@asynccontextmanager
async def running(state: Path) -> AsyncIterator[EmbeddedTemporal]:
    """Run Temporal on a state directory."""
    server = EmbeddedTemporal(state)
    await server.start()
    try:
        yield server
    finally:
        kill(state)
        await server.stop()


def kill(state: Path) -> None:
    for found in temporals(state):
        send(found, signal.SIGKILL)


@pytest.fixture(scope="module")
async def running_state(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """Give a state directory with a running Temporal, for tests that only look."""
    async with left_empty(prepare_state(tmp_path_factory.mktemp("temporal") / "state")) as made:
        server = EmbeddedTemporal(made, namespace="exitspor")
        await server.start()
        yield made
        await server.stop()


async def start_workflow(server: EmbeddedTemporal) -> None:
    client = await Client.connect(server.target)
    await client.start_workflow("waits", id=OPAQUE, task_queue="nobody-polls")


async def describe_workflow(server: EmbeddedTemporal) -> str:
    client = await Client.connect(server.target)
    return (await client.get_workflow_handle(OPAQUE).describe()).id


async def test_workflows_outlive_a_stop_and_a_kill_at_the_same_address_but_not_a_wipe(state: Path) -> None:
    async with running(state) as server:
        target = server.target
        await start_workflow(server)
        await server.stop()
        await server.start()
        assert (server.target, await describe_workflow(server)) == (target, OPAQUE)
        kill(state)
        await server.exited()
        await server.start()
        assert (server.target, await describe_workflow(server)) == (target, OPAQUE)
        await server.stop()
        wipe(state)
        await server.start()
        with pytest.raises(RPCError) as unknown:
            await describe_workflow(server)
        assert unknown.value.status is RPCStatusCode.NOT_FOUND


def ports_of(state: Path) -> list[int]:
    return [port for _, port in listening([found.pid for found in temporals(state)])]


def test_every_socket_that_it_opens_is_for_this_machine_only(running_state: Path) -> None:
    remembered = int((running_state / "temporal-port").read_text())
    found = listening([process.pid for process in temporals(running_state)])
    assert remembered in [port for _, port in found]
    assert [place for place in found if not place[0].is_loopback] == []


async def test_a_page_in_a_browser_finds_no_open_interface(running_state: Path) -> None:
    answers = [await get("evil.example", port) for port in ports_of(running_state)]
    assert "403" in answers
    assert "200" not in answers


async def get(host: str, port: int) -> str:
    """Ask a port of this machine, under another name for it, for the namespaces; return the HTTP status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/v1/namespaces HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read(32)).split(b" ")
    writer.close()
    return answer[1].decode() if answer[0].startswith(b"HTTP/") else "none"


async def test_the_namespace_that_was_asked_for_is_there_and_no_other(running_state: Path) -> None:
    target = f"127.0.0.1:{(running_state / 'temporal-port').read_text()}"
    assert await namespace_answers(target, "exitspor")
    assert not await namespace_answers(target, "another")


async def test_a_server_that_hangs_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.embedded.temporal.ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        async with asyncio.timeout(20):
            assert not await namespace_answers(f"127.0.0.1:{hanging.getsockname()[1]}", "default")


def test_no_file_of_the_server_is_readable_by_others(running_state: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in running_state.iterdir()}
    assert modes["temporal.db"] == 0
    assert set(modes.values()) == {0}


async def test_a_taken_port_gives_way_to_another_that_is_kept_from_then_on(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (state / "temporal-port").write_text(str(taken.getsockname()[1]))
        async with running(state) as server:
            assert server.target != f"127.0.0.1:{taken.getsockname()[1]}"
    async with running(state) as again:
        assert again.target == server.target


async def test_a_port_that_is_lost_between_choosing_and_listening_costs_one_more_start(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        lost = int(taken.getsockname()[1])
        chosen = [lost]
        monkeypatch.setattr(
            "adapters.embedded.temporal.remembered_port",
            lambda path: chosen.pop() if chosen else remembered_port(path),
        )
        async with running(state) as server:
            assert await namespace_answers(server.target, "default")
            assert not server.target.endswith(f":{lost}")
    assert "address already in use" in (state / "temporal.log").read_text()


async def test_a_database_that_cannot_be_opened_is_told_with_the_log(state: Path) -> None:
    (state / "temporal.db").mkdir()
    with pytest.raises(ServerError, match=r"Temporal startede ikke .*temporal\.log"):
        await EmbeddedTemporal(state).start()
    assert servers_of(state) == []
