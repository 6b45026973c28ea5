"""A run of the embedded servers in a process of its own, to be killed and interrupted by tests."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from adapters.embedded.addresses import ConnectArguments
from adapters.embedded.runtime import read_runtime
from adapters.embedded.secret_file import read_secrets
from adapters.embedded.servers import EmbeddedServers
from adapters.settings import settings

CHECKOUT = Path(__file__).parents[3]


class Supervised:
    """The supervising process on a state directory, as a test sees it."""

    def __init__(self, state: Path, process: asyncio.subprocess.Process) -> None:
        self._state = state
        self.process = process

    @classmethod
    async def launch(cls, state: Path) -> "Supervised":
        """Start a supervisor and return at once."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.adapters.embedded.supervisor",
            cwd=CHECKOUT, env={**os.environ, "EXITSPOR_STATE": str(state)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        return cls(state, process)

    @classmethod
    async def up(cls, state: Path) -> "Supervised":
        """Start a supervisor and return when its servers are up."""
        launched = await cls.launch(state)
        assert launched.process.stdout is not None
        said = await launched.process.stdout.readline()
        assert said == b"up\n", said + await launched.process.stdout.read()
        return launched

    async def killed(self) -> None:
        """Kill the supervisor as the kernel does when memory is short: nothing can be tidied up."""
        self.process.kill()
        await self.process.wait()

    async def ends(self, number: signal.Signals) -> int:
        """Signal the supervisor's process group, as a terminal does, and return the exit code."""
        os.killpg(self.process.pid, number)
        return await asyncio.wait_for(self.process.wait(), 10)

    def superuser(self) -> ConnectArguments:
        """Return how to reach its PostgreSQL, from what it wrote down."""
        runtime = read_runtime(self._state)
        assert runtime is not None
        assert runtime.postgres is not None
        password = read_secrets(self._state / "secrets.json").passwords.superuser
        return runtime.postgres.connect_arguments(password)


async def supervise() -> None:
    """Run the embedded servers until SIGINT or SIGTERM."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with EmbeddedServers(settings(os.environ)):
        sys.stdout.write("up\n")
        sys.stdout.flush()
        await asked.wait()


if __name__ == "__main__":
    asyncio.run(supervise())
    sys.stdout.flush()
    os._exit(0)
