"""A server process in a session of its own, so that Ctrl-C reaches only its parent."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from signal import Signals

from adapters.embedded.account import Account
from adapters.embedded.ending import Steps
from adapters.embedded.files import open_log

ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C", "TZ": "UTC"}
"""All that a server sees of the environment: none of our settings, and none that would change its own."""


class Child:
    """A started process; its output goes to a log that only we can read."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def spawn(
        cls, arguments: Sequence[str], *, account: Account, log: Path, handles: Collection[int] = ()
    ) -> "Child":
        """Start a program as an account; of our open files it inherits the given handles and no others."""
        with open_log(log) as output:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                cwd="/",
                env=ENVIRONMENT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                pass_fds=handles,
                **account.identity(),
            )
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def exit_code(self) -> int:
        """Return the exit code once the process has ended; negative for a signal."""
        return await self._process.wait()

    async def end(self, steps: Steps) -> None:
        """Ask the process to end, more and more firmly; kill it when the steps are used up."""
        for number, seconds in steps:
            if await self._ends(number, seconds):
                return
        await self._ends(Signals.SIGKILL, None)

    async def _ends(self, number: Signals, seconds: float | None) -> bool:
        if self.alive:
            self._process.send_signal(number)
        try:
            await asyncio.wait_for(self._process.wait(), seconds)
        except TimeoutError:
            return False
        return True
