"""An event loop that never waits: its time jumps to whatever is next. So a run depends on nothing but its seed."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _NeverWaiting(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("every task waits for another")
        self.passed += max(timeout, 0.0)
        return super().select(0)


class _StillLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._never_waiting = _NeverWaiting()
        super().__init__(self._never_waiting)

    def time(self) -> float:
        return self._never_waiting.passed


def in_no_time(story: Coroutine[Any, Any, T]) -> T:
    """Run something that waits for no other process or thread, sleeping no second."""
    with asyncio.Runner(loop_factory=_StillLoop) as runner:
        return runner.run(story)
