"""`exitspor up` in processes of its own: ready, interrupted, killed, started again."""

import asyncio
import json
import signal
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.embedded.left_behind import backends, postmasters, temporals
from adapters.embedded.processes import send
from adapters.embedded.runtime import read_runtime
from adapters.embedded.runtime import running as runs
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.database import boards
from tests.adapters.embedded.waiting import eventually
from tests.adapters.process.running import Up, free_port, servers_of

CONTACT = ("--centre", "jobcenter", "--handled-by", "bridge-builder", "--way-in", "kc", "--form", "meeting")


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    installation = Up(tmp_path / "state")
    yield installation
    installation.clean_up()


def command(up: Up, *arguments: str) -> Said:
    said = exitspor(*arguments, environment={**up.environment, "EXITSPOR_ACTOR": "SYS0"})
    assert said.code == 0, said.err
    return said


def nothing_runs(up: Up) -> bool:
    return not servers_of(up.state) and runs(up.state) is None


def page(up: Up, path: str) -> int:
    with urllib.request.urlopen(up.web + path) as answer:
        return int(answer.status)


@contextmanager
def frozen(up: Up) -> Iterator[None]:
    """Let PostgreSQL answer nothing while a block lasts."""
    servers = [*postmasters(up.state), *backends(up.state)]
    for server in servers:
        send(server, signal.SIGSTOP)
    try:
        yield
    finally:
        for server in servers:
            send(server, signal.SIGCONT)


def a_contact(up: Up) -> None:
    command(up, "contact", "register", "--programme", "exit-pakke", *CONTACT, "--on", "2026-01-05")


def test_what_was_recorded_outlives_a_kill_and_ctrl_c_leaves_nothing_running(up: Up) -> None:
    up.start()
    assert page(up, "") == page(up, "healthz") == page(up, "readyz") == 200
    a_contact(up)
    opened = command(up, "trajectory", "open", "--programme", "exit-prostitution", "--centre", "jobcenter")
    assert opened.value("Forløb") in command(up, "board", "caseload").out
    before, head = boards(up), command(up, "verify").out
    assert before["caseload"]
    assert before["contacts"]

    second = exitspor("up", environment=up.environment)
    assert second.code == 1
    assert "kører allerede" in second.err
    assert "already runs" in second.err
    assert page(up, "readyz") == 200, "the first goes on"

    up.kill_everything()
    assert exitspor("status", environment=up.environment).code == 1
    up.start("--demo")
    assert any("har allerede forløb" in line for line in up.said)
    assert boards(up) == before
    assert command(up, "verify").out == head
    a_contact(up)
    command(up, "board", "contacts")
    assert len(boards(up)["contacts"]) == 2

    assert up.interrupt() == 0
    assert nothing_runs(up)
    assert read_runtime(up.state) is None
    assert not any("Traceback" in line for line in up.said)


def test_a_process_with_some_of_the_roles_is_stopped_from_another_shell(up: Up) -> None:
    up.start("--roles", "projector,worker")
    assert "Exitspor er klar   (stop med Ctrl-C)" in up.said
    assert json.loads((up.state / "runtime.json").read_text())["web"] is None
    said = exitspor("down", environment=up.environment)
    assert (said.code, said.out) == (0, "Exitspor er stoppet.\n")
    assert up.end() == 0
    assert nothing_runs(up)
    assert exitspor("down", environment=up.environment).out == "Exitspor kørte ikke.\n"


def test_a_process_without_a_page_tells_how_it_is_on_a_port_of_its_own(up: Up) -> None:
    port = free_port()
    watched = f"http://127.0.0.1:{port}"
    up.environment = {**up.environment, "EXITSPOR_METRICS": f"127.0.0.1:{port}"}

    def asked(path: str) -> str:
        with urllib.request.urlopen(f"{watched}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    async def is_ready() -> bool:
        return (await asyncio.to_thread(exitspor, "ready", environment=up.environment)).code == 0

    async def counts_its_worker() -> bool:
        return 'temporal_num_pollers{poller_type="workflow_task"}' in await asyncio.to_thread(asked, "/metrics")

    up.start("--roles", "projector,worker")
    assert any(f"{watched}/metrics" in line for line in up.said)
    asyncio.run(eventually(is_ready))
    asyncio.run(eventually(counts_its_worker))
    assert "exitspor_up 1.0" in asked("/metrics")
    assert json.loads(asked("/health/live")) == {"status": "live"}
    said = exitspor("ready", environment=up.environment)
    assert said.out.splitlines() == [
        f"{check}: ok" for check in ("database", "migrations", "temporal", "worker", "boards", "driver")
    ]
    with frozen(up):
        assert "exitspor_up 0.0" in asked("/metrics")
        assert "exitspor_temporal_up 1.0" in asked("/metrics")
        assert json.loads(asked("/health/live")) == {"status": "live"}
        away = exitspor("ready", environment=up.environment)
        assert (away.code, "database: away" in away.out) == (1, True)
    asyncio.run(eventually(is_ready))
    assert "exitspor_up 1.0" in asked("/metrics")
    assert up.interrupt() == 0
    assert nothing_runs(up)
    assert exitspor("ready", environment=up.environment).code == 1


def test_a_watching_port_that_is_taken_is_told_before_anything_starts(up: Up) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        up.environment = {**up.environment, "EXITSPOR_METRICS": f"127.0.0.1:{taken.getsockname()[1]}"}
        up.launch()
        assert up.end() == 1
    assert any("er optaget" in line for line in up.said)
    assert not (up.state / "postgres-18").exists()


def test_nobody_is_asked_where_no_watching_port_is_named(up: Up) -> None:
    said = exitspor("ready", environment=up.environment)
    assert said.code == 2
    assert "EXITSPOR_METRICS" in said.err


@pytest.mark.parametrize("come_to", ["lock", "runtime.json"])
def test_ctrl_c_while_it_starts_leaves_nothing_running(up: Up, come_to: str) -> None:
    async def has_come() -> bool:
        return (up.state / come_to).exists()

    up.launch()
    asyncio.run(eventually(has_come))
    assert up.interrupt() == 0
    assert nothing_runs(up)
    assert not any("Traceback" in line for line in up.said)


@pytest.mark.parametrize("roles", ["", "karla", "web,karla", "web worker"])
def test_a_role_that_there_is_not_is_refused_before_anything_starts(tmp_path: Path, roles: str) -> None:
    said = exitspor("up", "--roles", roles, environment={"EXITSPOR_STATE": str(tmp_path / "state")})
    assert said.code == 2
    assert "projector, web, worker" in said.err
    assert "karla" not in said.all
    assert not (tmp_path / "state").exists()


def test_a_port_that_is_taken_is_told_and_nothing_is_left(up: Up) -> None:
    with socket.create_server(("127.0.0.1", int(up.environment["EXITSPOR_PORT"]))):
        up.launch()
        assert up.end(seconds=60) == 1
    assert any("er optaget" in line for line in up.said)
    assert nothing_runs(up)


def test_servers_that_die_come_back_and_everything_recovers(up: Up) -> None:
    up.start()

    async def is_well() -> bool:
        return (await asyncio.to_thread(exitspor, "status", environment=up.environment)).code == 0

    for servers in (postmasters, temporals):
        (server,) = servers(up.state)
        send(server, signal.SIGKILL)
        asyncio.run(eventually(is_well))
        assert [found.pid for found in servers(up.state)] != [server.pid]
    a_contact(up)
    command(up, "board", "contacts")
    assert len(boards(up)["contacts"]) == 1
    assert page(up, "readyz") == 200
    assert up.interrupt() == 0
    assert nothing_runs(up)
