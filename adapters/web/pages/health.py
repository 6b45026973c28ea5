"""Whether the program lives, and whether its pages can be used: no secret, no id, no text of an error."""

from http import HTTPStatus

import asyncpg
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.requests import Request

from adapters.metrics.app import answer
from adapters.postgres.faults import BUSY, LOST
from adapters.process.readiness import LONGEST_LAG_SECONDS, Check, Looks, database_looks
from adapters.services import Services
from adapters.web.asking import TheServices
from adapters.web.gate import signed_in_by
from projections.boards import BOARDS
from projections.engine.lag import Lag, lag

NEEDED = (Check.DATABASE, Check.MIGRATIONS, Check.BOARDS)
"""What the pages need. The clock may stand still meanwhile: what falls due is made up for later."""

router = APIRouter()


def looks_of(services: Services) -> Looks:
    """Return how it is seen whether the pages can be used."""
    looks = database_looks(services)
    return Looks({check: looks[check] for check in NEEDED})


@router.get("/health/live")
async def live() -> JSONResponse:
    """Answer that the process lives."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready")
async def is_ready(request: Request) -> JSONResponse:
    """Answer 200 if the pages can be used, else 503, within a few seconds."""
    looks: Looks = request.app.state.looks
    return answer(await looks.readiness())


@router.get("/healthz")
async def alive() -> JSONResponse:
    """Answer that the process lives (the former address)."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def ready(request: Request, services: TheServices) -> JSONResponse:
    """Answer 200 if each board is kept and fresh, else 503 (the former address).

    Only who is signed in is told every board's lag: how the log grows says how much work there is with people.
    """
    try:
        lags, signed_in = await _lags(services), await signed_in_by(services, request)
    except (*LOST, *BUSY):
        return _answer({"status": "unavailable"}, ok=False)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return _answer({"status": "behind"}, ok=False)
    ok = len(lags) == len(BOARDS) and all(map(_is_well, lags))
    boards = {"boards": [_board(item) for item in lags]} if signed_in else {}
    return _answer({"status": "ok" if ok else "behind", **boards}, ok=ok)


async def _lags(services: Services) -> list[Lag]:
    current = {(board.name, board.version) for board in BOARDS}
    if not await services.pool.fetchval("SELECT to_regclass('board.build') IS NOT NULL"):
        return []
    return [item for item in await lag(services.pool, services.log) if (item.board, item.version) in current]


def _is_well(item: Lag) -> bool:
    return item.is_followed and item.seconds <= LONGEST_LAG_SECONDS


def _board(item: Lag) -> dict[str, object]:
    return {
        "board": item.board,
        "position": item.position,
        "head": item.head,
        "events_behind": item.events,
        "seconds_behind": round(item.seconds, 1),
        "parked": item.parked,
        "followed": item.is_followed,
    }


def _answer(body: dict[str, object], *, ok: bool) -> JSONResponse:
    return JSONResponse(body, status_code=HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE)
