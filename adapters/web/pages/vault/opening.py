"""A return code (VIP-kode) typed in by a worker: it leads to the person's own trajectory."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.web.asking import TheDesk, TheLanguage, address_of
from adapters.web.errors import told
from adapters.web.guarding import only_with
from adapters.web.pages.vault.common import back_to
from adapters.web.sent import sent_in
from adapters.web.templates import page
from domain.access.codes import Action

HERE = "/vip-kode"

router = APIRouter(dependencies=[only_with(Action.OPEN_BY_CODE)])


@router.get(HERE, response_class=HTMLResponse)
async def show_code(language: TheLanguage) -> HTMLResponse:
    return page("return_code.html", language, here=HERE)


@router.post(HERE)
async def open_by_code(request: Request, desk: TheDesk, language: TheLanguage) -> Response:
    """Lead to the trajectory that the code opens. The code is in no address."""
    sent = await sent_in(request)
    return back_to(told(await desk.open_by_code(sent.text("code"), address_of(request))), language)
