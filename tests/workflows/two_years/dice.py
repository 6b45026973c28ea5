"""Chance that is the same in every run: what is drawn follows from what it is for, not from what came before."""

import random
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice:
    """Draws for one purpose, such as ("seed", "anna", a day)."""

    def __init__(self, *purpose: object) -> None:
        self._random = random.Random(":".join(map(str, purpose)))

    def chance(self, per_cent: float) -> bool:
        return self._random.random() * 100 < per_cent

    def pick(self, among: Sequence[T]) -> T:
        return self._random.choice(among)

    def between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)
