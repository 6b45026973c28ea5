"""So many calls a second, and no more: a token bucket that can be held back."""

import asyncio


class Pace:
    """A bucket that fills with `per_second` tokens a second and holds what a tenth of a second brings, or one."""

    def __init__(self, per_second: float) -> None:
        self._apart = 1 / per_second
        self._ahead = max(0.1 - self._apart, 0.0)
        self._next = float("-inf")

    async def turn(self) -> None:
        """Return when the next call may be made. Who asks first goes first."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - self._ahead)
        wait, self._next = self._next - now, self._next + self._apart
        if wait > 0:
            await asyncio.sleep(wait)

    def hold(self, seconds: float) -> None:
        """Let nobody who asks from now on go before some seconds have passed."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)
