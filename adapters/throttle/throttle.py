"""The throttle: a try is counted before anything is asked, so that many at once get no more tries than one.

    locked = await throttle.check(TryKind.LOGIN, subjects, now)
    if locked is not None: refuse, and say how long
    if the password is right: await throttle.succeeded(TryKind.LOGIN, subjects)

A try that is not taken back by `succeeded` was a wrong one. That takes back this one try and no other: who knows one
right answer can not wash away wrong ones with it.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

import asyncpg

from adapters.postgres.faults import persistently
from adapters.postgres.statements import query
from adapters.throttle.limits import FORGOTTEN_AFTER, TryKind
from adapters.throttle.subjects import Subjects, limits_of

CHECK, SUCCEEDED = query("throttle_check"), query("throttle_succeeded")


class Throttle(Protocol):
    """What every throttle fulfils, proved by `tests/conformance/throttle.py`."""

    async def check(self, kind: TryKind, subjects: Subjects, now: datetime) -> timedelta | None:
        """Count a try and return None, or return how long it still is not let through, and count nothing."""

    async def succeeded(self, kind: TryKind, subjects: Subjects) -> None:
        """Take back the try that was counted last, and the lock where that try had locked."""


def throttle_key(secret: bytes) -> bytes:
    """Return the key of the digests, derived from an installation's secret (32 bytes each)."""
    return hmac.digest(secret, b"exitspor throttle", sha256)


class PostgresThrottle:
    """Counts in the schema `throttle`, which the application reaches by two functions only.

    Raises LogUnavailable where the database cannot be reached: then nothing is let through.
    """

    def __init__(self, pool: asyncpg.Pool, key: bytes) -> None:
        self._pool = pool
        self._key = key

    async def check(self, kind: TryKind, subjects: Subjects, now: datetime) -> timedelta | None:
        limits = limits_of(kind, subjects, self._key)
        until = await persistently(
            lambda: self._pool.fetchval(
                CHECK,
                list(limits),
                [limit.tries for limit in limits.values()],
                [limit.within for limit in limits.values()],
                [limit.lock for limit in limits.values()],
                [limit.longest for limit in limits.values()],
                FORGOTTEN_AFTER,
                now,
            )
        )
        return None if until is None else until - now

    async def succeeded(self, kind: TryKind, subjects: Subjects) -> None:
        limits = limits_of(kind, subjects, self._key)
        await persistently(lambda: self._pool.execute(SUCCEEDED, list(limits)))
