"""The front page: what the system is, how much is going on in each programme, and how fresh the boards are."""

from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Pool
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.web.asking import TheLanguage, TheServices
from adapters.web.templates import page
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
async def front(services: TheServices, language: TheLanguage) -> HTMLResponse:
    now = services.clock()
    catalogue = await services.catalogue()
    return page(
        "front.html",
        language,
        here="/",
        year=civil_date(now).year,
        activities=[await _activity(services.pool, programme, now) for programme in catalogue.programmes.values()],
        lags=await lag(services.pool, services.log),
        head=await services.log.head(),
    )


async def _activity(pool: Pool, programme: Programme, now: datetime) -> Activity:
    year = civil_date(now).year
    counted = await tallies(pool, programme.code, date(year, 1, 1), date(year, 12, 31))
    return Activity(
        programme=programme,
        trajectories=await open_trajectories(pool, programme=programme.code),
        due=await deadline_counts(pool, now, programme=programme.code),
        contacts_this_year=counted.contacts,
    )
