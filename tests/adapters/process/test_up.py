"""`exitspor up` in processes of its own: ready, interrupted, killed, started again."""

import asyncio
import json
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded.left_behind import postmasters, temporals
from adapters.embedded.processes import send
from adapters.embedded.runtime import read_runtime
from adapters.embedded.runtime import running as runs
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.database import boards
from tests.adapters.embedded.waiting import eventually
from tests.adapters.process.running import Up, servers_of

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
