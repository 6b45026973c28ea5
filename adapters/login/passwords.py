"""Passwords: argon2id, and the same work for a user that is unknown as for a password that is wrong."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256
AT_ONCE = 2
"""So many are computed at the same time: each takes 64 MiB."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4, type=Type.ID)
_COMPUTING = ThreadPoolExecutor(AT_ONCE, "password")


def is_usable(password: str) -> bool:
    """Tell whether a password is long enough, in letters. No other rule makes passwords better."""
    return SHORTEST <= len(password) <= LONGEST


async def kept_of(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with salt and parameters."""
    return await asyncio.get_running_loop().run_in_executor(_COMPUTING, _HASHER.hash, password)


async def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; where none is, as much work is done in vain."""
    return await asyncio.get_running_loop().run_in_executor(_COMPUTING, _verify, kept, password[: LONGEST + 1])


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
