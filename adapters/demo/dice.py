"""Chance with a seed: the same seed on the same day makes the same demo municipality, ids included."""

import random
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice:
    """A seeded source of choices and ids; `name` keeps the dice of one story apart from another's."""

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}:{name}")  # noqa: S311  (synthetic data, not a secret)

    def id(self) -> UUID:
        """Return a random-looking uuid4."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def some(self, options: Sequence[T], most: int) -> frozenset[T]:
        """Return one to `most` of the options."""
        return frozenset(self._random.sample(options, self._random.randint(1, most)))

    def between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def chance(self, per_cent: int) -> bool:
        return self._random.randrange(100) < per_cent
