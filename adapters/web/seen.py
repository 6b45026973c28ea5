"""A trajectory as the log tells it, now or up to an earlier position.

One stream is read from the log itself, with the boards' own folds, so that it is never behind and can be replayed.
"""

from http import HTTPStatus
from uuid import UUID

from starlette.exceptions import HTTPException

from adapters.services import Services
from adapters.sight import Sight, sight_of
from adapters.web.errors import UnusableError
from domain.refusal import Refusal
from projections.engine.cut import BeyondTheLogError, Cut, cut_at

BEYOND_THE_LOG = Refusal(
    "beyond-the-log",
    "Loggen er ikke nået så langt endnu. Vælg en plads fra forløbets historik.",
    "The log has not come that far yet. Choose a position from the trajectory's history.",
)


NOT_KNOWN_YET = Refusal(
    "not-known-yet",
    "Forløbet var ikke registreret ved den plads. Vælg en plads fra forløbets historik.",
    "The trajectory was not registered at that position. Choose a position from the trajectory's history.",
)


async def seen(services: Services, trajectory: UUID, as_of: int | None) -> Sight:
    """See a trajectory up to a position, or now. Raises UnusableError, or HTTPException 404 if there is none."""
    present = await cut_at(services.log, services.clock())
    if as_of is None:
        return await _now(services, trajectory, present)
    try:
        found = await sight_of(services, trajectory, await cut_at(services.log, present.now, known=as_of))
    except BeyondTheLogError:
        raise UnusableError(BEYOND_THE_LOG) from None
    if found is None:
        await _now(services, trajectory, present)
        raise UnusableError(NOT_KNOWN_YET)
    return found


async def _now(services: Services, trajectory: UUID, present: Cut) -> Sight:
    found = await sight_of(services, trajectory, present)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found
