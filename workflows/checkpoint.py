"""The port of the driver's checkpoint: the position up to which the engine has been told everything."""

from typing import Protocol


class Checkpoint(Protocol):
    """Saved after the engine has accepted what it stands for, so that a crash repeats but never skips."""

    async def load(self) -> int:
        """Return the position, 0 if none was ever saved."""

    async def save(self, position: int) -> None:
        """Save a position."""


class InMemoryCheckpoint:
    """A `Checkpoint` that is lost with the process; then everything is sent again."""

    def __init__(self, position: int = 0) -> None:
        self._position = position

    async def load(self) -> int:
        return self._position

    async def save(self, position: int) -> None:
        self._position = position
