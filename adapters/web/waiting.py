"""Answers that wait to be fetched, in memory alone: so many of one owner, so many in all, and none for long."""

import asyncio
from asyncio import TimerHandle
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from starlette.responses import Response

KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that waits, and since when. `browser` is the digest of the cookie that came with what was sent."""

    answer: Response = field(repr=False)
    browser: bytes
    since: datetime


class Waiting:
    """Where one owner, or all together, have too many answers waiting, the oldest goes."""

    def __init__(self, *, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._kept: OrderedDict[UUID, tuple[Hashable, Kept, TimerHandle]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, owner: Hashable, kept: Kept) -> UUID:
        """Lay an answer aside; return by which id it is fetched. It is forgotten by itself."""
        id = uuid4()
        timer = asyncio.get_running_loop().call_later(KEPT_FOR.total_seconds(), self.drop, id)
        self._kept[id] = owner, kept, timer
        own = [other for other, (whose, *_) in self._kept.items() if whose == owner]
        for other in own[: -self._most_each]:
            self.drop(other)
        while len(self._kept) > self._most:
            self.drop(next(iter(self._kept)))
        return id

    def holds(self, id: UUID, browser: bytes) -> bool:
        """Tell whether an answer to a browser waits under an id."""
        _, kept, _ = self._kept.get(id, (None, None, None))
        return kept is not None and kept.browser == browser

    def take(self, id: UUID, browser: bytes) -> Response | None:
        """Return the answer to a browser that waits under an id, once."""
        if not self.holds(id, browser):
            return None
        _, kept, _ = self._kept[id]
        self.drop(id)
        return kept.answer

    def drop(self, id: UUID) -> None:
        """Forget what waits under an id, if anything does."""
        _, _, timer = self._kept.pop(id, (None, None, None))
        if timer is not None:
            timer.cancel()

    def forget(self, now: datetime) -> None:
        """Forget what has waited too long by a clock: a machine that slept has held its timers back."""
        for id in [id for id, (_, kept, _) in self._kept.items() if now - kept.since > KEPT_FOR]:
            self.drop(id)
