"""A trajectory as it stands, as it was known at an earlier point, or as it was on a day. Source: design section 4."""

from datetime import date
from uuid import UUID

from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.services import Services
from adapters.sight import Sight, sight_of
from domain import refusals
from domain.refusal import Refusal
from projections.engine.cut import BeyondTheLogError, Cut, cut_at

FIRST = 1
"""The position of the first event of the log."""

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
    return await _see(services, trajectory, await cut_at(services.log, services.clock()))


async def known_at(services: Services, trajectory: UUID, position: int) -> Sight:
    """Return what was known at a position: a prefix of the log. Raises BadInputError, RefusedError."""
    try:
        cut = await cut_at(services.log, services.clock(), known=position)
    except BeyondTheLogError:
        raise BadInputError([BEYOND if position >= FIRST else BEFORE]) from None
    await present(services, trajectory)
    return await _see(services, trajectory, cut, NOT_KNOWN_YET)


async def known_on(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what was known when a day ended. Raises RefusedError."""
    await present(services, trajectory)
    cut = await cut_at(services.log, services.clock(), known=day)
    return await _see(services, trajectory, cut, NOT_KNOWN_YET)


async def happened_by(services: Services, trajectory: UUID, day: date) -> Sight:
    """Return what had happened when a day ended, by all that is known now: corrections count, whenever made."""
    await present(services, trajectory)
    cut = await cut_at(services.log, services.clock(), happened=day)
    return await _see(services, trajectory, cut, NOT_BEGUN_YET)


async def _see(
    services: Services, trajectory: UUID, cut: Cut, otherwise: Refusal = refusals.NO_SUCH_TRAJECTORY
) -> Sight:
    found = await sight_of(services, trajectory, cut)
    if found is None:
        raise RefusedError(otherwise)
    return found
