"""What is due: the overdue first, each due date with why it is due then."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.web.asking import Position, TheFilters, TheLanguage, TheServices, address
from adapters.web.boards import board_state
from adapters.web.explain import explain, what
from adapters.web.history.describe import short_id
from adapters.web.templates import page
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadline_counts, deadlines

MOST_ROWS = 500
"""How many a page shows; the filters narrow them."""

router = APIRouter()


@router.get("/boards/deadlines", response_class=HTMLResponse)
async def show_deadlines(
    services: TheServices, language: TheLanguage, filters: TheFilters, after: Position = None
) -> HTMLResponse:
    now = services.clock()
    catalogue = await services.catalogue()
    state = await board_state(services, DEADLINES, after)
    query = filters.query
    found = await deadlines(services.pool, limit=MOST_ROWS + 1, **query)
    return page(
        "deadlines.html",
        language,
        here=address("/boards/deadlines", query),
        state=state,
        filters=filters,
        catalogue=catalogue,
        overdue=[item for item in found[:MOST_ROWS] if item.is_overdue(now)],
        coming=[item for item in found[:MOST_ROWS] if not item.is_overdue(now)],
        counts=await deadline_counts(services.pool, now, **query),
        more=len(found) > MOST_ROWS,
        most=MOST_ROWS,
        what=lambda obligation: what(obligation, language),
        why=lambda obligation: explain(obligation, language, catalogue),
        short_id=short_id,
    )
