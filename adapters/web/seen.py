"""A trajectory as the log tells it, now or up to an earlier position.

One stream is read from the log itself, with the boards' own folds, so that it is never behind and can be replayed.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from starlette.exceptions import HTTPException

from adapters.services import Services
from adapters.web.errors import UnusableError
from domain.log import EventLog
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory
from projections.engine.board import Folded
from projections.engine.catalogue import CatalogueAt
from projections.engine.stream import Parked, fold_stream

BEYOND_THE_LOG = Refusal(
    "beyond-the-log",
    "Loggen er ikke nået så langt endnu. Vælg en position fra forløbets historik.",
    "The log has not come that far yet. Choose a position from the trajectory's history.",
)


@dataclass(frozen=True, slots=True)
class Sight:
    """A trajectory folded up to a position, and the instant at which what is overdue is judged.

    `parked` is the event at which the fold had to stop, if there is one.
    """

    folded: Folded
    now: datetime
    parked: Parked | None


async def seen(services: Services, trajectory: UUID, as_of: int | None) -> Sight:
    """See a trajectory up to a position, or now. Raises UnusableError, or HTTPException 404 if there is none."""
    head = await services.log.head()
    if as_of is not None and as_of > head:
        raise UnusableError(BEYOND_THE_LOG)
    position = head if as_of is None else as_of
    events = await services.log.load(trajectory, up_to=position)
    if not events or events[0].kind != "trajectory":
        raise HTTPException(HTTPStatus.NOT_FOUND)
    stream = fold_stream(events, Trajectory(trajectory), "trajectory")
    if stream.trajectory.opened is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    catalogue, _ = await CatalogueAt(services.log).at(position)
    now = services.clock() if as_of is None else await _recorded_at(services.log, as_of)
    return Sight(Folded(stream.trajectory, catalogue, position), now, stream.parked)


async def _recorded_at(log: EventLog, position: int) -> datetime:
    page = await log.read(position - 1, limit=1, up_to=position)
    return page.events[0].recorded
