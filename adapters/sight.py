"""A trajectory folded from the log itself, with the boards' own folds: never behind, at any position."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters.services import Services
from domain.log import EventLog
from domain.trajectory.state import Trajectory
from projections.engine.board import Folded
from projections.engine.catalogue import CatalogueAt
from projections.engine.stream import Parked, fold_stream


@dataclass(frozen=True, slots=True)
class Sight:
    """A trajectory folded up to a position of the log, and the instant at which what is overdue is judged.

    `parked` is the event at which the fold had to stop, if there is one.
    """

    folded: Folded
    now: datetime
    parked: Parked | None


async def sight_of(services: Services, trajectory: UUID, position: int, now: datetime) -> Sight | None:
    """Return a trajectory as the log knew it at a position; None if it was not opened by then."""
    events = await services.log.load(trajectory, up_to=position)
    stream = fold_stream(events, Trajectory(trajectory), "trajectory")
    if stream.trajectory.opened is None:
        return None
    catalogue, _ = await CatalogueAt(services.log).at(position)
    return Sight(Folded(stream.trajectory, catalogue, position), now, stream.parked)


async def recorded_at(log: EventLog, position: int) -> datetime:
    """Return when the event at a position (1 to the head) was recorded."""
    page = await log.read(position - 1, limit=1, up_to=position)
    return page.events[0].recorded
