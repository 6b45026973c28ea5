"""Asking what may be slow, frozen or away, without anybody waiting for longer than some seconds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """Asks one question at a time for all who want to know.

    A question that takes too long goes on by itself: a driver of a database may take as long to give up as to answer,
    so that waiting for its end would have no bound; and those who ask meanwhile wait for the same answer.
    """

    def __init__(self, ask: Callable[[], Coroutine[Any, Any, T]], *, seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._asking: asyncio.Task[T] | None = None

    async def answer(self) -> T:
        """Return the answer. Raises TimeoutError after the seconds, and what the question raises."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=self._seconds)
        if not done:
            raise TimeoutError
        return asking.result()

    def close(self) -> None:
        """Give up what is being asked."""
        if self._asking is not None:
            self._asking.cancel()
