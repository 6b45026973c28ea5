"""What the pages of the vault share: the trajectory they are about, and how a refusal is told."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from adapters.desk.desk import Desk
from adapters.web.history.describe import Describer
from adapters.web.language import Language
from adapters.web.pages.step_up import STEP_UP
from adapters.web.targets import leading_on
from domain.access.codes import Action
from domain.access.step_up import needs_step_up
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory

LONGEST = 200
"""How long a field of the vault may be, in characters."""

LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class About:
    """A trajectory that somebody may see, with the words of the catalogue."""

    id: UUID
    trajectory: Trajectory
    catalogue: Catalogue
    name_of: Callable[[str, str], str]


async def about(desk: Desk, trajectory: UUID, language: Language) -> About:
    """Return a trajectory that the one who is signed in may see. Raises HTTPException 404 for any other."""
    state = await desk.see(trajectory)
    if isinstance(state, Refusal):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    catalogue = await desk.services.catalogue()
    return About(trajectory, state, catalogue, Describer(language, catalogue, state).code)


def back_to(trajectory: UUID, language: Language) -> RedirectResponse:
    """Lead to the page of a trajectory."""
    return RedirectResponse(language.path(f"/trajectories/{trajectory}"), HTTPStatus.SEE_OTHER)


def proof_first(desk: Desk, action: Action, language: Language, here: str) -> RedirectResponse | None:
    """Lead to the proof of who somebody is, and from there back, where an act needs it; None where it is there.

    `here` is the Danish address, as the proof takes it.
    """
    if not needs_step_up(desk.who, action, desk.services.clock()):
        return None
    return RedirectResponse(leading_on(language.path(STEP_UP), here), HTTPStatus.SEE_OTHER)
