"""An event loop on a thread of its own, so that the library's synchronous calls can use asyncpg."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from threading import Thread, get_ident
from typing import Any, TypeVar

from eventsourcing.persistence import ProgrammingError

T = TypeVar("T")


class BackgroundLoop:
    """Runs coroutines for other threads. On its own thread it refuses: it would wait for itself for ever."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="eventsourcing-store", daemon=True)
        self._thread.start()

    @property
    def is_closed(self) -> bool:
        return self._loop.is_closed()

    def run(self, function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any, **options: Any) -> T:
        """Call an asynchronous function on the loop and wait for its result.

        Raises ProgrammingError on the loop's own thread, and after `close`.
        """
        if get_ident() == self._thread.ident:
            raise ProgrammingError("do not call the synchronous store from its own event loop; await the core")
        if self.is_closed:
            raise ProgrammingError("the store is closed")
        return asyncio.run_coroutine_threadsafe(function(*arguments, **options), self._loop).result()

    def start(self, function: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
        """Let an asynchronous function run on the loop; return what stops it."""
        task = self.run(_as_task, function)
        return lambda: self.run(_stopped, task)

    def close(self) -> None:
        """Stop the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _as_task(function: Callable[[], Coroutine[Any, Any, None]]) -> "asyncio.Task[None]":
    return asyncio.create_task(function())


async def _stopped(task: Awaitable[None]) -> None:
    assert isinstance(task, asyncio.Task)
    task.cancel()
    await asyncio.wait([task])
