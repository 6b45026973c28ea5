"""A trajectory as it stands, as it was known at an earlier point, or as it was on a day. Source: design section 4."""

from datetime import date, datetime, timedelta
from uuid import UUID

from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.services import Services
from adapters.sight import Sight, recorded_at, sight_of
from domain import refusals
from domain.calendar import end_of_day
from domain.log import EventLog
from domain.refusal import Refusal
from domain.trajectory.evolve import facts_that_hold, fold
from projections.engine.board import Folded

FIRST = 1
"""The position of the first event of the log."""

MOMENT = timedelta(microseconds=1)

BEYOND = Words(
    "--as-of: loggen er ikke nået så langt.",
    "--as-of: the log has not come that far.",
)
BEFORE = Words(
    "--as-of: loggens første plads er 1.",
    "--as-of: the first position of the log is 1.",
)
NOT_KNOWN_YET = Refusal(
    "not-known-yet",
    "Forløbet var ikke registreret endnu. Vælg en senere plads eller dato, eller føj --happened til en dato.",
    "The trajectory was not registered yet. Choose a later position or date, or add --happened to a date.",
)
NOT_BEGUN_YET = Refusal(
    "not-begun-yet",
    "Forløbet var ikke begyndt den dag. Vælg en senere dato.",
    "The trajectory had not begun that day. Choose a later date.",
)


async def present(services: Services, trajectory: UUID) -> Sight:
    """Return a trajectory as it stands. Raises RefusedError if there is none."""
    return await _fold(services, trajectory, await services.log.head(), services.clock())


async def known_at(services: Services, trajectory: UUID, position: int) -> Sight:
    """Return what was known at a position: a prefix of the log. Raises BadInputError, RefusedError."""
    if position > await services.log.head():
        raise BadInputError([BEYOND])
    if position < FIRST:
        raise BadInputError([BEFORE])
    await present(services, trajectory)
    return await _fold(services, trajectory, position, await recorded_at(services.log, position), NOT_KNOWN_YET)


async def known_on(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what was known when a day ended. Raises RefusedError."""
    await present(services, trajectory)
    ended = end_of_day(day)
    position = await position_before(services.log, ended)
    return await _fold(services, trajectory, position, ended - MOMENT, NOT_KNOWN_YET)


async def happened_by(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what had happened when a day ended, by all that is known now: corrections count, whenever made."""
    sight = await present(services, trajectory)
    held = [fact for fact in facts_that_hold(sight.folded.trajectory.facts) if fact.occurred.on <= day]
    state = fold(trajectory, held)
    if state.opened is None:
        raise RefusedError(NOT_BEGUN_YET)
    return Sight(Folded(state, sight.folded.catalogue, sight.folded.position), end_of_day(day) - MOMENT, sight.parked)


async def position_before(log: EventLog, instant: datetime) -> int:
    """Return the position of the last event recorded before an instant. Recorded times never fall, so halves do."""
    low, high = 0, await log.head()
    while low < high:
        middle = (low + high + 1) // 2
        if await recorded_at(log, middle) < instant:
            low = middle
        else:
            high = middle - 1
    return low


async def _fold(
    services: Services,
    trajectory: UUID,
    position: int,
    now: datetime,
    otherwise: Refusal = refusals.NO_SUCH_TRAJECTORY,
) -> Sight:
    found = await sight_of(services, trajectory, position, now)
    if found is None:
        raise RefusedError(otherwise)
    return found
