"""Whether the program lives, and whether it can be used: no secret, no id, no text of an error."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from adapters.postgres.faults import BUSY, LOST
from adapters.services import Services
from adapters.web.asking import TheServices
from projections.boards import BOARDS
from projections.engine.lag import Lag, lag

LONGEST_LAG_SECONDS = 60.0
"""A board that has left an event unread for longer is no window any more."""

router = APIRouter()


@router.get("/healthz")
async def alive() -> JSONResponse:
    """Answer that the process lives."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def ready(services: TheServices) -> JSONResponse:
    """Answer 200 if the database answers, and every board is set up and somebody has it follow the log; else 503."""
    try:
        lags = await _lags(services)
    except (*LOST, *BUSY):
        return _answer({"status": "unavailable", "database": "unavailable"}, ok=False)
    ok = len(lags) == len(BOARDS) and all(map(_is_well, lags))
    status = "ok" if ok else "behind"
    return _answer({"status": status, "database": "ok", "boards": [_board(item) for item in lags]}, ok=ok)


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
