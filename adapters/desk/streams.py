"""Streams as the log has them, folded, many at one go."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

from domain.fact import facts_in
from domain.log import EventLog
from domain.trajectory.evolve import fold
from domain.trajectory.state import Trajectory


async def folded(log: EventLog, streams: Sequence[UUID]) -> Mapping[UUID, Trajectory]:
    """Return each of some streams folded to its newest event; one that nobody knows is empty."""
    events = await log.load_many(streams) if streams else ()
    told = {stream: fold(stream, facts_in(some)) for stream, some in groupby(events, key=lambda event: event.stream)}
    return {stream: told.get(stream) or Trajectory(stream) for stream in streams}
