"""Access for three hours to a trajectory that is not one's own: for a reason, and told to the leader."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.desk.desk import Desk
from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.guarding import only_with
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.pages.vault.common import back_to, proof_first
from adapters.web.sent import sent_in
from adapters.web.templates import page
from adapters.web.vault_box import choices
from domain.access.codes import Action, BreakGlassReason
from domain.base import Occurred
from domain.commands.vault import BreakGlass

HERE = "/noedadgang"

# Breaking the glass is judged by the trajectory, so who works with persons at all is asked in its place.
router = APIRouter(dependencies=[only_with(Action.OPEN_BY_CODE)])


@router.get(HERE, response_class=HTMLResponse)
async def show_glass(desk: TheDesk, language: TheLanguage) -> Response:
    return _form(desk, language, None)


@router.get(f"/trajectories/{{trajectory}}{HERE}", response_class=HTMLResponse)
async def show_glass_of(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    """Show the form with an id in it. Whether there is such a trajectory is not looked at yet."""
    return _form(desk, language, trajectory)


@router.post(HERE)
async def break_glass(request: Request, desk: TheDesk, language: TheLanguage) -> Response:
    sent = await sent_in(request)
    now = desk.services.clock()
    command = BreakGlass(
        command_id=sent.id("command"),
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=Occurred.at_instant(now),
        trajectory=sent.id("trajectory"),
        reason=sent.chosen("reason", BreakGlassReason),
    )
    told(await desk.break_glass(command))
    return back_to(command.trajectory, language)


def _form(desk: Desk, language: Language, trajectory: UUID | None) -> Response:
    here = HERE if trajectory is None else f"/trajectories/{trajectory}{HERE}"
    return proof_first(desk, Action.BREAK_GLASS, language, here) or page(
        "break_glass.html",
        language,
        here=here,
        id=trajectory,
        command=uuid4(),
        reasons=choices(tuple(BreakGlassReason), language),
        short_id=short_id,
    )
