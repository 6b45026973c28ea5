"""Waiting out what is away: the database, the timer engine, the network between."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

T = TypeVar("T")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 15.0

_log = structlog.get_logger()


async def patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Do a step until it succeeds, with pauses that grow to 15 seconds. A step must be safe to repeat."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await step()
        except Exception as error:
            _log.warning("driver waits", error=type(first_of(error)).__name__, seconds=round(pause, 1))
        await asyncio.sleep(pause * random.uniform(0.7, 1.0))  # noqa: S311 (spreads retries, guards nothing)
        pause = min(pause * 2, LONGEST_PAUSE)


def first_of(error: BaseException) -> BaseException:
    """Return the error itself, or the first one of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
