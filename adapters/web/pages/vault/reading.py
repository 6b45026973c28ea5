"""Who the person is: fetched only by an act, for a purpose that was chosen, and shown once."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from adapters.desk.desk import Desk
from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import UnusableError, told
from adapters.web.history.describe import short_id
from adapters.web.pages.vault.common import About, about
from adapters.web.sent import NOT_CHOSEN, sent_in
from adapters.web.templates import page
from adapters.web.vault_box import fields_of
from domain.access.codes import AccessPurpose, Action
from domain.access.policy import Allowed, judge
from domain.cpr import Cpr, cpr_of
from domain.vault import Contents
from domain.vault_codes import Compartment, VaultField

router = APIRouter()


@router.post("/trajectories/{trajectory}/boks", response_class=HTMLResponse)
async def read_vault(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> HTMLResponse:
    sent = await sent_in(request)
    about_it = await about(desk, trajectory, language)
    purpose, compartments = sent.chosen("purpose", AccessPurpose), sent.ticked("compartment", Compartment)
    if not compartments:
        raise UnusableError(NOT_CHOSEN)
    asked = [field for compartment in compartments for field in fields_of(compartment)]
    contents = told(await desk.read(trajectory, asked, purpose))
    return page(
        "vault.html",
        language,
        here=f"/trajectories/{trajectory}",
        id=trajectory,
        trajectory=about_it.trajectory,
        name_of=about_it.name_of,
        known=await desk.known_as(about_it.trajectory),
        purpose=purpose,
        fields=[(field, contents.fields.get(field)) for field in asked if field is not VaultField.NOTE],
        asked_notes=VaultField.NOTE in asked,
        notes=contents.notes,
        sealed_before=_sealed_before(desk, about_it),
        replacement=_is_replacement(contents),
        may_move=await desk.may(Action.MOVE, trajectory),
        short_id=short_id,
    )


def _sealed_before(desk: Desk, about_it: About) -> date | None:
    """Return the day before which notes are sealed to who reads."""
    now = desk.services.clock()
    verdict = judge(desk.who, Action.READ_NOTES, about_it.trajectory, now, about_it.catalogue)
    return verdict.notes_from if isinstance(verdict, Allowed) else None


def _is_replacement(contents: Contents) -> bool:
    number = cpr_of(contents.fields.get(VaultField.CPR, ""))
    return isinstance(number, Cpr) and number.is_replacement
