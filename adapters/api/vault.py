"""The vault of a trajectory. What is in it is asked for with a purpose, and every reading is in the access log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field, StringConstraints

from adapters.api.answers import RESPONSES
from adapters.desk.answers import Warned
from adapters.web.asking import TheDesk
from adapters.web.errors import told
from adapters.web.pages.vault.common import LONGEST, LONGEST_NOTE
from domain.access.codes import AccessPurpose
from domain.base import Day, Frozen
from domain.cpr import CprWarning
from domain.note_warnings import NoteWarning
from domain.vault import Note
from domain.vault_codes import VaultField

router = APIRouter(prefix="/trajectories/{trajectory}/vault", tags=["vault"], responses=RESPONSES)

Secret = Annotated[str, StringConstraints(max_length=LONGEST)]


def _no_note(fields: Mapping[VaultField, str]) -> Mapping[VaultField, str]:
    if VaultField.NOTE in fields:
        raise ValueError("a note is added, with its day")
    return fields


class NoteRead(Frozen):
    note: UUID
    on: date
    text: str
    written_by: str
    written: datetime | None


class Read(Frozen):
    """The fields asked for that are there, and the notes, the oldest first."""

    fields: dict[VaultField, str]
    notes: tuple[NoteRead, ...] = ()


class Put(Frozen):
    """Fields in the place of what they held; an empty text removes one. Nothing of a financial past has a field."""

    purpose: AccessPurpose
    fields: Annotated[dict[VaultField, Secret], AfterValidator(_no_note)] = Field(min_length=1)


class Written(Frozen):
    """It is kept; `warnings` say what to look at once more."""

    warnings: tuple[CprWarning, ...] = ()


class NewNote(Frozen):
    """A note about a day. It is kept once under its id; one that is warned of only when it is `confirmed`."""

    note: UUID
    on: Day
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NOTE)]
    purpose: AccessPurpose
    confirmed: bool = False


class NoteWritten(Frozen):
    """Whether the note is kept, and else what it seems to hold."""

    kept: bool
    warnings: tuple[NoteWarning, ...] = ()


@router.get("", operation_id="read-vault")
async def read_vault(
    desk: TheDesk,
    trajectory: UUID,
    purpose: AccessPurpose,
    field: Annotated[list[VaultField], Query(min_length=1, max_length=len(VaultField))],
) -> Read:
    """Read fields, or notes; all that is asked for may be read, or nothing is. It is in the access log."""
    contents = told(await desk.read(trajectory, set(field), purpose))
    notes = tuple(
        NoteRead(note=note.id, on=note.on, text=note.text, written_by=note.written_by, written=note.written)
        for note in contents.notes
    )
    return Read(fields=dict(contents.fields), notes=notes)


@router.put("", operation_id="write-vault")
async def write_vault(desk: TheDesk, trajectory: UUID, body: Put) -> Written:
    """Put fields into the vault."""
    return Written(warnings=told(await desk.write(trajectory, body.fields, body.purpose)).warnings)


@router.post("/notes", operation_id="add-note")
async def add_note(desk: TheDesk, trajectory: UUID, body: NewNote) -> NoteWritten:
    """Add a note. One that seems to hold a CPR number, a telephone or an e-mail is warned of first, and not kept."""
    note = Note(body.note, body.on, body.text)
    answer = told(await desk.add_note(trajectory, note, body.purpose, confirmed=body.confirmed))
    return NoteWritten(kept=False, warnings=answer.warnings) if isinstance(answer, Warned) else NoteWritten(kept=True)
