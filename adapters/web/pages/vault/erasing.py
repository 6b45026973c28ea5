"""Erasing: identity, notes, or all of the vault; and the day from which no backup can open it any more."""

from datetime import date
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.desk.desk import Desk
from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.pages.vault.common import about, proof_first
from adapters.web.sent import sent_in
from adapters.web.templates import page
from adapters.web.vault_box import choices
from domain.access.codes import Action
from domain.rules.erasing import PEOPLES_BASES
from domain.vault_codes import ErasureBasis, ErasureScope

router = APIRouter()


@router.get("/trajectories/{trajectory}/boks/slet", response_class=HTMLResponse)
async def show_erasing(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    here = f"/trajectories/{trajectory}/boks/slet"
    return proof_first(desk, Action.ERASE, language, here) or await _page(desk, language, trajectory)


@router.post("/trajectories/{trajectory}/boks/slet", response_class=HTMLResponse)
async def erase(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    sent = await sent_in(request)
    scope, basis = sent.chosen("scope", ErasureScope), sent.chosen("basis", ErasureBasis)
    erased = told(await desk.erase(trajectory, scope, basis, command_id=sent.id("command")))
    return await _page(desk, language, trajectory, erased.final)


async def _page(desk: Desk, language: Language, trajectory: UUID, erased: date | None = None) -> HTMLResponse:
    about_it = await about(desk, trajectory, language)
    return page(
        "erase.html",
        language,
        here=f"/trajectories/{trajectory}/boks/slet",
        id=trajectory,
        trajectory=about_it.trajectory,
        command=uuid4(),
        erased=erased,
        scopes=choices(tuple(ErasureScope), language),
        bases=choices(PEOPLES_BASES, language),
        short_id=short_id,
    )
