"""What was put on the wrong trajectory: moved to the right one, or shredded."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import told
from adapters.web.pages.vault.common import about, back_to, proof_first
from adapters.web.sent import sent_in
from domain.access.codes import Action
from domain.vault_codes import VaultField

router = APIRouter()


@router.post("/trajectories/{trajectory}/boks/flyt")
async def move(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    """Move what was chosen to the trajectory that is named, or, after a proof of who one is, shred it."""
    sent = await sent_in(request)
    await about(desk, trajectory, language)
    fields, notes, command = sent.ticked("field", VaultField), sent.ids("note"), uuid4()
    if not sent.text("target"):
        proof = proof_first(desk, Action.ERASE, language, f"/trajectories/{trajectory}")
        if proof is not None:
            return proof
        told(await desk.shred(trajectory, fields, notes, command_id=command))
        return back_to(trajectory, language)
    target = sent.id("target")
    told(await desk.move(trajectory, target, fields, notes, command_id=command))
    return back_to(target, language)
