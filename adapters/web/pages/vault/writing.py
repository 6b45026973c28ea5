"""Details of the person, written into the vault without being read first."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.desk.reading import WRITE
from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.history.describe import short_id
from adapters.web.pages.vault.common import LONGEST, about, back_to
from adapters.web.sent import Sent, sent_in
from adapters.web.templates import page
from adapters.web.vault_box import PURPOSES, choices, fields_of
from domain.access.codes import AccessPurpose
from domain.vault_codes import Compartment, VaultField

router = APIRouter()


@router.get("/trajectories/{trajectory}/boks/ret", response_class=HTMLResponse)
async def show_fields(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> HTMLResponse:
    about_it = await about(desk, trajectory, language)
    writable = [
        (compartment, fields_of(compartment))
        for compartment in Compartment
        if compartment is not Compartment.NOTES and await desk.may(WRITE[compartment], trajectory)
    ]
    return page(
        "vault_write.html",
        language,
        here=f"/trajectories/{trajectory}/boks/ret",
        id=trajectory,
        trajectory=about_it.trajectory,
        name_of=about_it.name_of,
        known=await desk.known_as(about_it.trajectory),
        writable=writable,
        purposes_of=choices(PURPOSES, language),
        longest=LONGEST,
        short_id=short_id,
    )


@router.post("/trajectories/{trajectory}/boks/ret")
async def write_fields(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    sent = await sent_in(request)
    await about(desk, trajectory, language)
    told(await desk.write(trajectory, _fields(sent), sent.chosen("purpose", AccessPurpose)))
    return back_to(trajectory, language)


def _fields(sent: Sent) -> dict[VaultField, str]:
    """Return what to put in the place of what is there; an empty text removes a field."""
    removed = set(sent.ticked("remove", VaultField))
    given = {field: sent.text(field) for field in VaultField if field is not VaultField.NOTE}
    return {field: text for field, text in given.items() if text or field in removed}
