"""The same CPR number elsewhere: told only to who may already see it; to all others nothing differs, text or time."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from adapters.desk.base import Counter
from domain.access.codes import AccessPurpose, Action
from domain.access.policy import Allowed
from domain.cpr import cpr_of
from domain.refusal import Refusal

BEAT = 0.25
"""Seconds: an answer is given at the next multiple of it, whatever was found and however long that took."""


async def at_the_next_beat(
    time: Callable[[], float], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> None:
    """Return at the next multiple of a beat, by the clock of the event loop."""
    now = time()
    await sleep((math.floor(now / BEAT) + 1) * BEAT - now)


class Searcher(Counter):
    """The part of the desk that searches."""

    async def search_cpr(self, cpr: str, purpose: AccessPurpose) -> tuple[UUID, ...] | Refusal:
        """Return trajectories with a CPR number whose identity the worker may read; none for a replacement number.

        The vault writes the search down with the keyed digest of its criterion.
        """
        verdict = await self.allowed(Action.SEARCH_CPR, purpose=purpose)
        read = cpr_of(cpr)
        for refusal in (verdict, read):
            if isinstance(refusal, Refusal):
                return refusal
        assert not isinstance(read, Refusal)
        found = await self.services.vault.find_cpr(read.digits, self._reading(Action.SEARCH_CPR, purpose))
        shown = await self._readable(found)
        await at_the_next_beat(asyncio.get_running_loop().time)
        return shown

    async def _readable(self, found: Iterable[UUID]) -> tuple[UUID, ...]:
        """Keep those whose person the worker knows already: a pseudonym that is seen gains no name by a search."""
        return tuple([one for one in found if isinstance(await self._verdict(Action.READ_IDENTITY, one), Allowed)])
