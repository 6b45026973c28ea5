"""A trajectory as it stands, as it was known at an earlier point, or as it was on a day. Source: design section 4."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.services import Services
from domain import refusals
from domain.calendar import end_of_day
from domain.log import EventLog
from domain.trajectory.evolve import facts_that_hold, fold
from domain.trajectory.state import Trajectory
from projections.engine.board import Folded
from projections.engine.catalogue import CatalogueAt
from projections.engine.stream import Parked, fold_stream

MOMENT = timedelta(microseconds=1)

BEYOND = Words(
    "--as-of: loggen er ikke nået så langt.",
    "--as-of: the log has not come that far.",
)


@dataclass(frozen=True, slots=True)
class Sight:
    """A trajectory folded up to a position of the log, and the instant at which what is overdue is judged.

    `parked` is the event at which the fold had to stop, if there is one.
    """

    folded: Folded
    now: datetime
    parked: Parked | None


async def present(services: Services, trajectory: UUID) -> Sight:
    """Return a trajectory as it stands. Raises RefusedError if there is none."""
    return await _fold(services, trajectory, await services.log.head(), services.clock())


async def known_at(services: Services, trajectory: UUID, position: int) -> Sight:
    """Return what was known at a position: a prefix of the log. Raises BadInputError, RefusedError."""
    if position > await services.log.head():
        raise BadInputError([BEYOND])
    return await _fold(services, trajectory, position, await _recorded_at(services.log, position))


async def known_on(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what was known when a day ended."""
    ended = end_of_day(day)
    position = await position_before(services.log, ended)
    return await _fold(services, trajectory, position, ended - MOMENT)


async def happened_by(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what had happened when a day ended, by all that is known now: corrections count, whenever made."""
    sight = await present(services, trajectory)
    held = [fact for fact in facts_that_hold(sight.folded.trajectory.facts) if fact.occurred.on <= day]
    state = _opened(fold(trajectory, held))
    return Sight(Folded(state, sight.folded.catalogue, sight.folded.position), end_of_day(day) - MOMENT, sight.parked)


async def position_before(log: EventLog, instant: datetime) -> int:
    """Return the position of the last event recorded before an instant. Recorded times never fall, so halves do."""
    low, high = 0, await log.head()
    while low < high:
        middle = (low + high + 1) // 2
        if await _recorded_at(log, middle) < instant:
            low = middle
        else:
            high = middle - 1
    return low


async def _fold(services: Services, trajectory: UUID, position: int, now: datetime) -> Sight:
    events = await services.log.load(trajectory, up_to=position)
    stream = fold_stream(events, Trajectory(trajectory), "trajectory")
    catalogue, _ = await CatalogueAt(services.log).at(position)
    return Sight(Folded(_opened(stream.trajectory), catalogue, position), now, stream.parked)


def _opened(trajectory: Trajectory) -> Trajectory:
    if trajectory.opened is None:
        raise RefusedError(refusals.NO_SUCH_TRAJECTORY)
    return trajectory


async def _recorded_at(log: EventLog, position: int) -> datetime:
    page = await log.read(position - 1, limit=1, up_to=position)
    return page.events[0].recorded
