"""Processes that tests start, freeze and kill."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENOUGH_SECONDS = 120


class Process:
    """A program of the tests' in a process of its own; it ends with the block of `process`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, env=dict(os.environ)
        )

    @property
    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def freeze(self) -> None:
        self._popen.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._popen.send_signal(signal.SIGCONT)

    def kill(self) -> int:
        """End it as kill -9 does; return its exit code."""
        self._popen.kill()
        return self._popen.wait(ENOUGH_SECONDS)

    async def ended(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        return await asyncio.to_thread(self._popen.wait, ENOUGH_SECONDS)


@contextmanager
def process(module: str, *arguments: str) -> Iterator[Process]:
    """Run a module during a block."""
    started = Process(module, *arguments)
    try:
        yield started
    finally:
        started.kill()
