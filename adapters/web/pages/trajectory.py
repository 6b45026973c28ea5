"""One trajectory: where it stands, what is due and why, and everything that happened; also as it stood before."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from adapters.web.asking import Position, TheDesk, TheLanguage, TheServices, address
from adapters.web.explain import explain
from adapters.web.history.describe import Describer, short_id
from adapters.web.history.timeline import timeline
from adapters.web.runs import runs
from adapters.web.seeing import seen_by, shown
from adapters.web.seen import seen
from adapters.web.templates import page
from adapters.web.vault_box import box_of
from domain.refusal import Refusal
from domain.rules.retention import erasures_ahead
from projections.caseload.fold import rows

router = APIRouter()


@router.get("/trajectories/{trajectory}", response_class=HTMLResponse)
async def show_trajectory(
    services: TheServices, language: TheLanguage, desk: TheDesk, trajectory: UUID, as_of: Position = None
) -> HTMLResponse:
    part = await seen_by(desk, trajectory)
    if isinstance(part, Refusal):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    whole = await seen(services, trajectory, as_of)
    sight = shown(part, whole)
    folded, catalogue = sight.folded, sight.folded.catalogue
    describer = Describer(language, catalogue, folded.trajectory)
    return page(
        "trajectory.html",
        language,
        here=address(f"/trajectories/{trajectory}", {} if as_of is None else {"as_of": str(as_of)}),
        id=trajectory,
        trajectory=folded.trajectory,
        row=next(iter(rows(folded))),
        runs=runs(folded, sight.now),
        obligations=folded.obligations,
        part=part,
        to_erase=() if part.is_shared else erasures_ahead(whole.folded.trajectory, sight.now, catalogue),
        entries=timeline(folded, language, describer),
        name_of=describer.code,
        what=describer.what,
        why=lambda obligation: explain(obligation, language, catalogue),
        now=sight.now,
        position=folded.position,
        as_of=as_of,
        parked=sight.parked,
        short_id=short_id,
        known=await desk.known_as(folded.trajectory),
        box=box_of(desk.who, folded, sight.now, language) if as_of is None else None,
    )
