"""Waiting for a condition instead of a time."""

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE_SECONDS = 20.0


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return once a condition holds; fail if it does not within 20 s."""
    clock = asyncio.get_running_loop()
    deadline = clock.time() + DEADLINE_SECONDS
    while not await condition():
        assert clock.time() < deadline, "the condition does not come to hold"
        await asyncio.sleep(0.01)
