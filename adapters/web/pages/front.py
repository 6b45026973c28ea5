"""The front page: what the system is, how much is going on in each programme, and how fresh the boards are."""

from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Pool
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.web.asking import TheDesk, TheLanguage, TheServices
from adapters.web.templates import page
from domain.access.codes import Action
from domain.access.scope import EVERYTHING, Scope
from domain.calendar import civil_date
from domain.reference.definitions import Programme
from projections.caseload.queries import open_trajectories
from projections.contacts.queries import tallies
from projections.deadlines.queries import DeadlineCounts, deadline_counts
from projections.engine.lag import lag

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Activity:
    """What is going on in one programme; figures of two are never added."""

    programme: Programme
    trajectories: int
    due: DeadlineCounts
    contacts_this_year: int


@router.get("/", response_class=HTMLResponse)
async def front(services: TheServices, language: TheLanguage, desk: TheDesk) -> HTMLResponse:
    """Show everybody who is signed in the boards' freshness; figures only to those who may see them."""
    now = services.clock()
    catalogue = await services.catalogue()
    figures, scope = await desk.may(Action.SEE_AGGREGATES), await desk.scope()
    return page(
        "front.html",
        language,
        here="/",
        year=civil_date(now).year,
        figures=figures,
        boards=not scope.is_empty,
        activities=[
            await _activity(services.pool, programme, now, None if scope.is_empty else scope)
            for programme in catalogue.programmes.values()
            if figures
        ],
        lags=await lag(services.pool, services.log),
        head=await services.log.head(),
    )


async def _activity(pool: Pool, programme: Programme, now: datetime, boards: Scope | None) -> Activity:
    """Return what goes on: of what the reader's boards show, or, for who has none, the figures of all."""
    year, scope = civil_date(now).year, boards or EVERYTHING
    counted = await tallies(pool, programme.code, date(year, 1, 1), date(year, 12, 31))
    return Activity(
        programme=programme,
        trajectories=await open_trajectories(pool, programme=programme.code, scope=scope),
        due=await deadline_counts(pool, now, programme=programme.code, scope=scope),
        contacts_this_year=counted.contacts,
    )
