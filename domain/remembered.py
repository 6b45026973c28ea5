"""The streams that were used last, folded: what a command handler need not load again."""

from collections import OrderedDict
from uuid import UUID

from domain.trajectory.state import Trajectory

MOST_REMEMBERED = 2_000


class Remembered:
    """Folded streams, the least recently used forgotten first. Each is true of its version; the log may have more.

    A lawful order (`newest_order`, the position of the newest one seen) blanks what may stand in any of them, so a
    newer order makes everything be forgotten.
    """

    def __init__(self) -> None:
        self._streams: OrderedDict[UUID, Trajectory] = OrderedDict()
        self._order = 0

    def get(self, stream: UUID, newest_order: int) -> Trajectory:
        """Return what is remembered of a stream; an empty one if that is nothing."""
        if newest_order > self._order:
            self._streams.clear()
            self._order = newest_order
        return self._streams.get(stream) or Trajectory(stream)

    def keep(self, state: Trajectory, newest_order: int) -> None:
        """Remember a stream that was read when `newest_order` was the newest; not if there is a newer one by now."""
        if newest_order != self._order or not state.version:
            return
        self._streams[state.id] = state
        self._streams.move_to_end(state.id)
        if len(self._streams) > MOST_REMEMBERED:
            self._streams.popitem(last=False)
