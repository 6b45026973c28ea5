"""The same CPR number elsewhere: told only to who may already see it; to all others nothing differs, text or time."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from uuid import UUID

from adapters.desk.base import Counter
from adapters.throttle.limits import TryKind
from adapters.throttle.subjects import Subjects
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.policy import Allowed
from domain.cpr import cpr_of
from domain.refusal import Refusal

BEAT = 1.0
"""Seconds: an answer is given a whole number of them after it was asked for, whatever was found."""


def too_many_searches(left: timedelta) -> Refusal:
    """Return how somebody is told that no search of theirs is carried out for a time."""
    minutes = -(-left // timedelta(minutes=1))
    return Refusal(
        "too-many-searches",
        f"Der er søgt for mange gange i dit navn. Prøv igen om {minutes} min.",
        f"There were too many searches in your name. Try again in {minutes} min.",
    )


async def at_the_next_beat(
    started: float, time: Callable[[], float], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> None:
    """Return a whole number of beats, one at least, after the start, by the clock of the event loop.

    Counted from the start: by a clock that beats for all, who chooses when to ask would see the work's time.
    """
    worked = time() - started
    await sleep((math.floor(worked / BEAT) + 1) * BEAT - worked)


class Searcher(Counter):
    """The part of the desk that searches."""

    async def search_cpr(self, cpr: str, purpose: AccessPurpose) -> tuple[UUID, ...] | Refusal:
        """Return trajectories with a CPR number whose identity the worker may read; none for a replacement number.

        The vault writes the search down with the keyed digest of its criterion. Every search counts as a try.
        """
        clock = asyncio.get_running_loop().time
        started = clock()
        verdict = await self.allowed(Action.SEARCH_CPR, purpose=purpose)
        read = cpr_of(cpr)
        for refusal in (verdict, read):
            if isinstance(refusal, Refusal):
                return refusal
        assert not isinstance(read, Refusal)
        left = await self.services.throttle.check(TryKind.SEARCH, Subjects("", self.who.code), self.services.clock())
        if left is not None:
            await self._note(Action.SEARCH_CPR, purpose, AccessOutcome.REFUSED)
            return too_many_searches(left)
        found = await self.services.vault.find_cpr(read.digits, self._reading(Action.SEARCH_CPR, purpose))
        shown = await self._readable(found)
        await at_the_next_beat(started, clock)
        return shown

    async def _readable(self, found: Iterable[UUID]) -> tuple[UUID, ...]:
        """Keep those whose person the worker knows already: a pseudonym that is seen gains no name by a search."""
        return tuple([one for one in found if isinstance(await self._verdict(Action.READ_IDENTITY, one), Allowed)])
