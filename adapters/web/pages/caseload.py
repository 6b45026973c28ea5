"""The caseload: who carries which trajectory, how far it has come, nearest deadline first."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.web.asking import Position, TheFilters, TheLanguage, TheServices, address
from adapters.web.boards import board_state
from adapters.web.history.describe import short_id
from adapters.web.templates import page
from domain.calendar import civil_date
from domain.trajectory_codes import CloseReason, FocusArea, PhaseName, TargetGroup
from projections.caseload.fold import CASELOAD
from projections.caseload.queries import caseload, worker_loads
from projections.engine.codes import code_of

router = APIRouter()


@router.get("/boards/caseload", response_class=HTMLResponse)
async def show_caseload(
    services: TheServices,
    language: TheLanguage,
    filters: TheFilters,
    status: Literal["open", "closed"] = "open",
    after: Position = None,
) -> HTMLResponse:
    now = services.clock()
    catalogue = await services.catalogue()
    state = await board_state(services, CASELOAD, after)
    shown = [filters.programme] if filters.programme else list(catalogue.programmes)
    return page(
        "caseload.html",
        language,
        here=address("/boards/caseload", {**filters.query, "status": status}),
        state=state,
        filters=filters,
        catalogue=catalogue,
        status=status,
        rows=await caseload(services.pool, closed=status == "closed", **filters.query),
        loads=[
            (catalogue.programmes[code], await worker_loads(services.pool, catalogue, code, centre=filters.centre))
            for code in shown
        ],
        now=now,
        today=civil_date(now),
        short_id=short_id,
        code_of=code_of,
        PhaseName=PhaseName,
        FocusArea=FocusArea,
        TargetGroup=TargetGroup,
        CloseReason=CloseReason,
    )
