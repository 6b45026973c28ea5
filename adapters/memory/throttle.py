"""The in-memory throttle: what `throttle.count_try` and `throttle.take_back` do in PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.throttle.limits import FORGOTTEN_AFTER, Limit, TryKind
from adapters.throttle.subjects import Subjects, limits_of


@dataclass(slots=True)
class Counted:
    """What is known of a subject."""

    since: datetime
    latest: datetime
    tries: int = 0
    locks: int = 0
    locked_until: datetime | None = None

    def count(self, limit: Limit, now: datetime) -> None:
        if self.locked_until is not None or self.since <= now - limit.within:
            self.tries, self.since, self.locked_until = 0, now, None
        self.tries += 1
        self.latest = now
        if self.tries >= limit.tries:
            self.locked_until = now + min(limit.longest, limit.lock * 2 ** min(self.locks, 20))
            self.locks += 1

    def take_back(self) -> None:
        self.tries = max(self.tries - 1, 0)
        if self.locked_until is not None:
            self.locks, self.locked_until = max(self.locks - 1, 0), None


class InMemoryThrottle:
    """Counts in a dictionary, without waiting for anything: so no two tries can come between each other."""

    def __init__(self, key: bytes = bytes(32)) -> None:
        self._key = key
        self._counted: dict[bytes, Counted] = {}

    async def check(self, kind: TryKind, subjects: Subjects, now: datetime) -> timedelta | None:
        self._forget(now)
        limits = limits_of(kind, subjects, self._key)
        locked = [until for until in map(self._until, limits) if until is not None and until > now]
        if locked:
            return max(locked) - now
        for digest, limit in limits.items():
            self._counted.setdefault(digest, Counted(now, now)).count(limit, now)
        return None

    async def succeeded(self, kind: TryKind, subjects: Subjects) -> None:
        for counted in self._known(limits_of(kind, subjects, self._key)):
            counted.take_back()

    def _until(self, digest: bytes) -> datetime | None:
        counted = self._counted.get(digest)
        return None if counted is None else counted.locked_until

    def _known(self, digests: Iterable[bytes]) -> list[Counted]:
        return [self._counted[digest] for digest in digests if digest in self._counted]

    def _forget(self, now: datetime) -> None:
        self._counted = {
            digest: counted for digest, counted in self._counted.items() if counted.latest > now - FORGOTTEN_AFTER
        }
