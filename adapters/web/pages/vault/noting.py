"""A note: written, looked at once more where it seems to hold what it should not, and kept."""

from datetime import date
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.desk.answers import Warned
from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.pages.vault.common import LONGEST_NOTE, about, back_to
from adapters.web.sent import sent_in
from adapters.web.templates import page
from adapters.web.vault_box import PURPOSES, choices
from domain.access.codes import AccessPurpose
from domain.calendar import civil_date
from domain.note_warnings import NoteWarning
from domain.vault import Note

router = APIRouter()


@router.get("/trajectories/{trajectory}/boks/notat", response_class=HTMLResponse)
async def show_note(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> HTMLResponse:
    await about(desk, trajectory, language)
    return _form(trajectory, language, Note(uuid4(), civil_date(desk.services.clock()), ""))


@router.post("/trajectories/{trajectory}/boks/notat")
async def write_note(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    """Keep a note; one with a warning is shown again, and kept when it is sent once more as it stands."""
    sent = await sent_in(request)
    await about(desk, trajectory, language)
    note = Note(sent.id("note"), sent.day("on"), sent.text("text")[:LONGEST_NOTE])
    purpose = sent.chosen("purpose", AccessPurpose)
    answer = told(await desk.add_note(trajectory, note, purpose, confirmed=bool(sent.text("warned"))))
    if isinstance(answer, Warned):
        return _form(trajectory, language, note, answer.warnings, purpose)
    return back_to(trajectory, language)


def _form(
    trajectory: UUID,
    language: Language,
    note: Note,
    warnings: tuple[NoteWarning, ...] = (),
    purpose: AccessPurpose | None = None,
) -> HTMLResponse:
    on: date = note.on
    return page(
        "note.html",
        language,
        here=f"/trajectories/{trajectory}/boks/notat",
        id=trajectory,
        note=note.id,
        on=on,
        text=note.text,
        warnings=language.list([language.label(warning) for warning in warnings]) if warnings else "",
        purpose=purpose,
        purposes_of=choices(PURPOSES, language),
        longest=LONGEST_NOTE,
        short_id=short_id,
    )
