"""Search by CPR number: what was typed is in no address, and is not shown again."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.guarding import only_with
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.sent import sent_in
from adapters.web.templates import page
from adapters.web.vault_box import PURPOSES, choices
from domain.access.codes import AccessPurpose, Action

HERE = "/cpr"

router = APIRouter(dependencies=[only_with(Action.SEARCH_CPR)])


@router.get(HERE, response_class=HTMLResponse)
async def show_search(language: TheLanguage) -> HTMLResponse:
    return _page(language, None)


@router.post(HERE, response_class=HTMLResponse)
async def search(request: Request, desk: TheDesk, language: TheLanguage) -> HTMLResponse:
    sent = await sent_in(request)
    return _page(language, told(await desk.search_cpr(sent.text("cpr"), sent.chosen("purpose", AccessPurpose))))


def _page(language: Language, found: tuple[UUID, ...] | None) -> HTMLResponse:
    return page(
        "cpr.html",
        language,
        here=HERE,
        searched=found is not None,
        found=found or (),
        purposes_of=choices(PURPOSES, language),
        short_id=short_id,
    )
