"""The caseload: who carries which trajectory, how far it has come, nearest deadline first."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.earlier import View
from adapters.web.asking import Position, TheFilters, TheLanguage, TheServices, address
from adapters.web.boards import board_state
from adapters.web.earlier import TheWindow
from adapters.web.guarding import TheScope, only_with
from adapters.web.history.describe import short_id
from adapters.web.templates import page
from domain.access.codes import Action
from domain.access.scope import Scope
from domain.calendar import civil_date
from domain.trajectory_codes import CloseReason, FocusArea, PhaseName, TargetGroup
from projections.caseload.fold import CASELOAD
from projections.caseload.queries import WorkerLoad, caseload, worker_loads
from projections.engine.codes import code_of

router = APIRouter(dependencies=[only_with(Action.SEE_BOARD)])


@router.get("/boards/caseload", response_class=HTMLResponse)
async def show_caseload(
    services: TheServices,
    language: TheLanguage,
    filters: TheFilters,
    window: TheWindow,
    scope: TheScope,
    *,
    status: Literal["open", "closed"] = "open",
    after: Position = None,
) -> HTMLResponse:
    catalogue = await services.catalogue()
    query = {**filters.query, "status": status}
    state = await board_state(services, CASELOAD, after) if window.earlier.is_now else None
    async with window.looking(CASELOAD) as view:
        shown = [code for code in view.catalogue.programmes if filters.programme in (None, code)]
        shown = shown if scope.trajectories is None else []
        return page(
            "caseload.html",
            language,
            here=address("/boards/caseload", {**query, **window.query}),
            state=state,
            earlier=window.told(view, language),
            present=address("/boards/caseload", query),
            days=window.query,
            as_of=view.as_of,
            filters=filters,
            catalogue=catalogue,
            status=status,
            shared=scope.trajectories is not None,
            rows=await caseload(view.connection, closed=status == "closed", scope=scope, **filters.query),
            loads=[
                (view.catalogue.programmes[code], await _loads(view, code, filters.centre, scope)) for code in shown
            ],
            now=view.now,
            today=civil_date(view.now),
            short_id=short_id,
            code_of=code_of,
            PhaseName=PhaseName,
            FocusArea=FocusArea,
            TargetGroup=TargetGroup,
            CloseReason=CloseReason,
        )


async def _loads(view: View, programme: str, centre: str | None, scope: Scope) -> tuple[WorkerLoad, ...]:
    return await worker_loads(view.connection, view.catalogue, programme, centre=centre, scope=scope)
