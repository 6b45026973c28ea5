"""What is due: the overdue first, each due date with why it is due then."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.duties import duties_at
from adapters.earlier import View
from adapters.papers.names import unit_name
from adapters.services import Services
from adapters.web.asking import Filters, Position, TheFilters, TheLanguage, TheServices, address
from adapters.web.boards import board_state
from adapters.web.earlier import TheWindow
from adapters.web.explain import explain, what
from adapters.web.guarding import TheScope, only_with, shows_unit
from adapters.web.history.describe import short_id
from adapters.web.templates import page
from domain.access.codes import Action
from domain.access.scope import Scope
from domain.recurring.standing import DutyDue
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadline_counts, deadlines
from projections.deadlines.row import Deadline

MOST_ROWS = 500
"""How many a page shows; the filters narrow them."""

router = APIRouter(dependencies=[only_with(Action.SEE_BOARD), only_with(Action.SEE_AGGREGATES)])
"""A partner has a board, and no figures: what is due in a shared trajectory is the municipality's to do."""


@router.get("/boards/deadlines", response_class=HTMLResponse)
async def show_deadlines(
    services: TheServices,
    language: TheLanguage,
    filters: TheFilters,
    window: TheWindow,
    scope: TheScope,
    *,
    after: Position = None,
) -> HTMLResponse:
    catalogue = await services.catalogue()
    query = filters.query
    state = await board_state(services, DEADLINES, after) if window.earlier.is_now else None
    async with window.looking(DEADLINES) as view:
        found = await _first(view, filters, scope)
        duties = () if filters.worker else await _duties(services, view, filters, scope)
        return page(
            "deadlines.html",
            language,
            here=address("/boards/deadlines", {**query, **window.query}),
            state=state,
            earlier=window.told(view, language),
            present=address("/boards/deadlines", query),
            days=window.query,
            as_of=view.as_of,
            filters=filters,
            catalogue=catalogue,
            duties=[due for due in duties if due.is_overdue(view.now)],
            duties_coming=[due for due in duties if not due.is_overdue(view.now)],
            unit=lambda duty: language.label(unit_name(duty.unit, view.catalogue)),
            overdue=[item for item in found[:MOST_ROWS] if item.is_overdue(view.now)],
            coming=[item for item in found[:MOST_ROWS] if not item.is_overdue(view.now)],
            counts=await deadline_counts(view.connection, view.now, scope=scope, **query),
            more=len(found) > MOST_ROWS,
            most=MOST_ROWS,
            what=lambda obligation: what(obligation, language),
            why=lambda obligation: explain(obligation, language, view.catalogue),
            short_id=short_id,
        )


async def _duties(services: Services, view: View, filters: Filters, scope: Scope) -> tuple[DutyDue, ...]:
    due = await duties_at(services.log, view, centre=filters.centre, programme=filters.programme)
    return tuple(one for one in due if shows_unit(scope, one.duty.unit, view.catalogue))


async def _first(view: View, filters: Filters, scope: Scope) -> tuple[Deadline, ...]:
    return await deadlines(
        view.connection,
        centre=filters.centre,
        worker=filters.worker,
        programme=filters.programme,
        limit=MOST_ROWS + 1,
        scope=scope,
    )
