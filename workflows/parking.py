"""The port of what is parked: what this program cannot do, so that a person sees it and nothing else waits for it."""

from typing import NamedTuple, Protocol
from uuid import UUID


class Parked(NamedTuple):
    """How many streams have no clock, or an old agenda, since they cannot be folded; and how many items cannot be
    acted on and are tried again every hour.
    """

    streams: int
    items: int


class Parking(Protocol):
    """Keeps what is parked. Every call may be made again."""

    async def park(self, stream: UUID, item: UUID | None = None) -> None:
        """Park an item of a stream by its command id, or the whole stream."""

    async def settle(self, stream: UUID, item: UUID | None = None) -> None:
        """Note that it works now."""

    async def streams(self) -> frozenset[UUID]:
        """Return the streams that are parked as a whole."""


class InMemoryParking:
    """A `Parking` that is lost with the process."""

    def __init__(self) -> None:
        self.parked: set[tuple[UUID, UUID | None]] = set()

    async def park(self, stream: UUID, item: UUID | None = None) -> None:
        self.parked.add((stream, item))

    async def settle(self, stream: UUID, item: UUID | None = None) -> None:
        self.parked.discard((stream, item))

    async def streams(self) -> frozenset[UUID]:
        return frozenset(stream for stream, item in self.parked if item is None)
