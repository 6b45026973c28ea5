"""A trajectory folded from the log itself, with the boards' own folds: never behind, at any position."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters.services import Services
from domain.trajectory.happened import as_happened_by
from domain.trajectory.state import Trajectory
from projections.engine.board import Folded
from projections.engine.build import Parked
from projections.engine.catalogue import CatalogueAt
from projections.engine.cut import Cut
from projections.engine.stream import fold_stream


@dataclass(frozen=True, slots=True)
class Sight:
    """A trajectory folded up to a position of the log, and the instant at which what is overdue is judged.

    `parked` is the event at which the fold had to stop, if there is one.
    """

    folded: Folded
    now: datetime
    parked: Parked | None


async def sight_of(services: Services, trajectory: UUID, cut: Cut) -> Sight | None:
    """Return a trajectory as it stood at a cut; None if it was not opened by then."""
    events = await services.log.load(trajectory, up_to=cut.position)
    stream = fold_stream(events, Trajectory(trajectory), "trajectory")
    seen = stream.trajectory if cut.happened is None else as_happened_by(stream.trajectory, cut.happened)
    if seen.opened is None:
        return None
    catalogue = await CatalogueAt(services.log).at(cut.position)
    return Sight(Folded(seen, catalogue, cut.position), cut.now, stream.parked)
