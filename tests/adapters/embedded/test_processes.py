"""A process is told from its pid's next owner, and from whoever only looks like one of ours."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.embedded.ending import end_processes
from adapters.embedded.errors import ServerError
from adapters.embedded.left_behind import postgres_mark, postmasters, temporal_mark, temporals
from adapters.embedded.processes import Process, parse_ps, process, processes, send
from tests.adapters.embedded.waiting import eventually

WAITS = "import sys; sys.stdin.read()"
STUBBORN = "import signal, sys; signal.signal(15, signal.SIG_IGN); print(flush=True); sys.stdin.read()"


@pytest.fixture
async def bystander() -> AsyncIterator[asyncio.subprocess.Process]:
    """Give a process that ends when it is told to, or with its input."""
    started = await asyncio.create_subprocess_exec(
        "python3", "-c", WAITS, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    yield started
    if started.returncode is None:
        started.kill()
    await started.wait()


def seen(pid: int) -> Process:
    found = process(pid)
    assert found is not None
    return found


def test_we_see_ourselves_among_all_processes() -> None:
    me = seen(os.getpid())
    assert me.uid == os.geteuid()
    assert me in list(processes(me.arguments[0]))


async def test_a_process_is_signalled(bystander: asyncio.subprocess.Process) -> None:
    send(seen(bystander.pid), signal.SIGTERM)
    assert await bystander.wait() == -signal.SIGTERM


async def test_another_process_with_the_same_pid_is_left_alone(bystander: asyncio.subprocess.Process) -> None:
    now = seen(bystander.pid)
    send(replace(now, started="long ago"), signal.SIGKILL)
    send(now, signal.SIGTERM)
    assert await bystander.wait() == -signal.SIGTERM


async def test_a_process_that_is_gone_is_not_found_and_signalling_it_does_nothing(
    bystander: asyncio.subprocess.Process,
) -> None:
    now = seen(bystander.pid)
    bystander.kill()
    await bystander.wait()
    assert process(now.pid) is None
    send(now, signal.SIGKILL)


def test_a_dead_process_that_nobody_has_waited_for_is_not_alive() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert process(pid) is None
    os.waitpid(pid, 0)


async def test_a_process_that_will_not_end_is_told_by_its_pid() -> None:
    stubborn = await asyncio.create_subprocess_exec(
        "python3", "-c", STUBBORN, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert stubborn.stdout is not None
    await stubborn.stdout.readline()
    with pytest.raises(ServerError, match=f"pid {stubborn.pid}"):
        await end_processes(lambda: [seen(stubborn.pid)], ((signal.SIGTERM, 0.1),))
    stubborn.kill()
    await stubborn.wait()


async def test_who_only_names_our_server_on_its_command_line_is_not_our_server(state: Path) -> None:
    marks = (postgres_mark(state), temporal_mark(state))
    looker = await asyncio.create_subprocess_exec(
        "python3", "-c", WAITS, *marks, "/x/postgres", "temporal", stdin=asyncio.subprocess.PIPE
    )

    async def is_running() -> bool:
        return marks[0] in seen(looker.pid).arguments

    await eventually(is_running)
    assert (postmasters(state), temporals(state)) == ([], [])
    looker.kill()
    await looker.wait()


def test_the_listing_of_systems_without_proc_is_understood() -> None:
    line = "  501   502 Ss   Sat Nov 21 22:05:00 2026     /opt/pg/bin/postgres -c cluster_name=exitspor-ab -D /x"
    assert parse_ps(line) == Process(
        501, 502, "Sat Nov 21 22:05:00 2026",
        ("/opt/pg/bin/postgres", "-c", "cluster_name=exitspor-ab", "-D", "/x"),
    )  # fmt: skip
