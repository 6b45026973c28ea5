"""`exitspor up` in a process of its own, as a test starts, interrupts and kills it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from adapters.embedded.left_behind import backends, postmasters, temporals

CHECKOUT = Path(__file__).parents[3]
PROGRAM = (sys.executable, "-c", "from adapters.cli.main import run; run()")
STOP_SECONDS = 10.0
"""What Ctrl-C may take until nothing is left."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def servers_of(state: Path) -> list[int]:
    """Return the pids of all server processes of a state directory."""
    return [process.pid for process in (*postmasters(state), *backends(state), *temporals(state))]


class Up:
    """A running installation on a state directory of its own, of the program that lies in `code`."""

    def __init__(self, state: Path, code: Path = CHECKOUT) -> None:
        self.state = state
        self._code = code
        self.environment: Mapping[str, str] = {
            "EXITSPOR_STATE": str(state),
            "EXITSPOR_PORT": str(free_port()),
        }
        self.said: list[str] = []
        self._started: subprocess.Popen[str] | None = None

    @property
    def _process(self) -> subprocess.Popen[str]:
        assert self._started is not None, "it was never started"
        return self._started

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.environment['EXITSPOR_PORT']}/"

    def launch(self, *arguments: str) -> None:
        """Start it and return at once."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("EXITSPOR_")}
        self._started = subprocess.Popen(
            [*PROGRAM, "up", *arguments],
            cwd=self._code,
            env={**environment, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )

    def until_ready(self) -> None:
        """Return once it says that it is ready; fail if it ends before."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("Exitspor is ready"):
                return
        raise AssertionError("\n".join(self.said))

    def start(self, *arguments: str) -> None:
        self.launch(*arguments)
        self.until_ready()

    def end(self, seconds: float = STOP_SECONDS) -> int:
        """Read what else it says, and return its exit code; fail if it has not ended within some seconds."""
        out, _ = self._process.communicate(timeout=seconds)
        self.said += out.splitlines()
        return self._process.returncode

    def interrupt(self) -> int:
        """Send what Ctrl-C sends to a terminal's process group; return the exit code."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self.end()

    def kill_everything(self) -> None:
        """End the process and its servers as kill -9 does."""
        servers = servers_of(self.state)
        os.kill(self._process.pid, signal.SIGKILL)
        for pid in servers:
            # A server may have ended by itself when its supervisor did.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def clean_up(self) -> None:
        """Leave nothing running, whatever a test did."""
        if self._started is not None and self._started.poll() is None:
            os.killpg(self._started.pid, signal.SIGTERM)
            try:
                self.end()
            except subprocess.TimeoutExpired:
                self._started.kill()
        for pid in servers_of(self.state) if self.state.exists() else ():
            os.kill(pid, signal.SIGKILL)


@contextmanager
def running(state: Path, *arguments: str) -> Iterator[Up]:
    """Give a running installation to a block and stop it after."""
    up = Up(state)
    try:
        up.start(*arguments)
        yield up
    finally:
        up.clean_up()
