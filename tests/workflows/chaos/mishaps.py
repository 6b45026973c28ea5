"""Drawing what goes wrong, and counting it."""

import random
from collections import Counter


class Killed(BaseException):
    """A process was killed here. It derives from BaseException so that nothing in the program can survive it."""


class Mishaps:
    """Draws what goes wrong, and counts it, so that a test can tell that something did."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.could_strike: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()

    def strikes(self, mishap: str, per_cent: float) -> bool:
        struck = self.random.random() * 100 < per_cent
        self.could_strike[mishap] += 1
        self.struck[mishap] += struck
        return struck

    def may_kill(self, mishap: str, per_cent: float) -> None:
        if self.strikes(mishap, per_cent):
            raise Killed(mishap)
