"""The port of rebuilds: which one is under way, so that one that was interrupted goes on where it stopped."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild, and the log's head from before it read anything."""

    id: UUID
    position: int


class Rebuilds(Protocol):
    """Remembers the rebuild that has not ended. One that began more than a day ago is not gone on with."""

    async def begin(self, position: int, *, anew: bool) -> Rebuild:
        """Return the rebuild that has not ended, unless a new one is wanted; else begin one at a position."""

    async def end(self, rebuild: Rebuild) -> None:
        """Forget a rebuild, since it has ended."""


class InMemoryRebuilds:
    """`Rebuilds` that are lost with the process."""

    def __init__(self) -> None:
        self._begun: Rebuild | None = None

    async def begin(self, position: int, *, anew: bool) -> Rebuild:
        if anew or self._begun is None:
            self._begun = Rebuild(uuid4(), position)
        return self._begun

    async def end(self, rebuild: Rebuild) -> None:
        if self._begun == rebuild:
            self._begun = None
