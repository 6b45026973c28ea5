"""Passwords: argon2id, and the same work for a user that is unknown as for a password that is wrong."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

P = ParamSpec("P")
T = TypeVar("T")

SHORTEST, LONGEST = 12, 256
AT_ONCE = 2
"""So many are computed at the same time: each takes 64 MiB."""

MOST_WAITING = 20
"""So many wait for their turn, two seconds or so; who comes then is told to come back."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4, type=Type.ID)
_COMPUTING = ThreadPoolExecutor(AT_ONCE, "password")
_PLACES = BoundedSemaphore(AT_ONCE + MOST_WAITING)


class PasswordsBusyError(Exception):
    """So many passwords wait to be computed that no further one is taken. Nothing was judged."""


def is_usable(password: str) -> bool:
    """Tell whether a password is long enough, in letters. No other rule makes passwords better."""
    return SHORTEST <= len(password) <= LONGEST


async def kept_of(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with salt and parameters. Raises PasswordsBusyError."""
    return await _computed(_HASHER.hash, password)


async def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; where none is, as much work is done in vain.

    Raises PasswordsBusyError.
    """
    return await _computed(_verify, kept, password[: LONGEST + 1])


async def _computed(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    places = _PLACES
    if not places.acquire(blocking=False):
        raise PasswordsBusyError
    job = _COMPUTING.submit(work, *given, **named)
    job.add_done_callback(lambda _: places.release())
    return await asyncio.wrap_future(job)


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
