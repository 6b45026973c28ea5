"""Acts with a trajectory's vault that are more than a command, and the ways in by code and by CPR number."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, SecretStr
from starlette.requests import Request

from adapters.api.answers import RESPONSES
from adapters.api.commands import Done, done
from adapters.api.vault import Secret
from adapters.web.asking import TheDesk, address_of
from adapters.web.errors import told
from domain.access.codes import AccessPurpose, BreakGlassReason
from domain.base import Code, Frozen, Occurred
from domain.commands.contacts import GiveReturnCode
from domain.commands.identity import LiftAnonymity
from domain.commands.vault import BreakGlass
from domain.cpr import CprWarning
from domain.help_codes import IdentifiedBy
from domain.vault_codes import ErasureBasis, ErasureScope, VaultField

router = APIRouter(tags=["vault"], responses=RESPONSES)

Typed = Annotated[SecretStr, Field(max_length=40)]
"""What somebody types to search or to open by: never answered, and written down only as a keyed digest."""


class Lift(Frozen):
    """The person becomes known towards an administration, with what they tell of themselves."""

    command_id: UUID
    occurred: Occurred
    administration: Code
    identified_by: IdentifiedBy
    earlier_follow: bool
    name: Secret | None = None
    cpr: Typed | None = None


class LiftDone(Done):
    """`warnings` say what to look at once more in what was written."""

    warnings: tuple[CprWarning, ...] = ()


class Glass(Frozen):
    command_id: UUID
    reason: BreakGlassReason


class Wrong(Frozen):
    """What was put on the wrong trajectory. Without a `target` it is shredded."""

    command_id: UUID
    fields: frozenset[VaultField] = Field(default=frozenset(), max_length=len(VaultField))
    notes: tuple[UUID, ...] = Field(default=(), max_length=200)
    target: UUID | None = None


class Erase(Frozen):
    """What is erased because the person asked, or because it lay on the wrong trajectory; no other basis is taken."""

    command_id: UUID
    scope: ErasureScope
    basis: ErasureBasis


class Erased(Frozen):
    """What was erased is unreadable now; on `final` no backup can open it any more."""

    erasure: UUID
    final: date
    items: int


class GiveCode(Frozen):
    command_id: UUID
    occurred: Occurred


class CodeGiven(Done):
    """A return code, told once: null where the same command was sent before."""

    code: str | None


class OpenByCode(Frozen):
    code: Typed


class Opened(Frozen):
    trajectory: UUID


class Search(Frozen):
    cpr: Typed
    purpose: AccessPurpose


class Found(Frozen):
    """Trajectories with the number whose person one may know already."""

    trajectories: tuple[UUID, ...]


@router.post("/trajectories/{trajectory}/lift", operation_id="lift")
async def lift(desk: TheDesk, trajectory: UUID, body: Lift) -> LiftDone:
    """Lift anonymity, by the person's own act. Needs a proof of who one is, less than 15 minutes old."""
    command = LiftAnonymity(
        **body.model_dump(include=set(LiftAnonymity.model_fields)),
        actor=desk.who.code,
        municipality=desk.who.municipality,
        trajectory=trajectory,
    )
    cpr = None if body.cpr is None else body.cpr.get_secret_value()
    fields = {VaultField.NAME: body.name, VaultField.CPR: cpr}
    lifted = told(await desk.lift(command, {field: text for field, text in fields.items() if text}))
    return LiftDone(position=lifted.accepted.position, events=lifted.accepted.events, warnings=lifted.warnings)


@router.post("/trajectories/{trajectory}/break-glass", operation_id="break-glass-of")
async def break_glass(desk: TheDesk, trajectory: UUID, body: Glass) -> Done:
    """Take access for three hours; the leader is told. Needs a proof of who one is, less than 15 minutes old."""
    command = BreakGlass(
        command_id=body.command_id,
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=Occurred.at_instant(desk.services.clock()),
        trajectory=trajectory,
        reason=body.reason,
    )
    return done(await desk.break_glass(command))


@router.post("/trajectories/{trajectory}/vault/wrong", operation_id="set-right")
async def set_right(desk: TheDesk, trajectory: UUID, body: Wrong) -> Done:
    """Move what was put on the wrong trajectory, or shred it; a possible breach is reported (72 hours).

    To shred needs a proof of who one is, less than 15 minutes old.
    """
    if body.target is None:
        return done(await desk.shred(trajectory, body.fields, body.notes, command_id=body.command_id))
    return done(await desk.move(trajectory, body.target, body.fields, body.notes, command_id=body.command_id))


@router.post("/trajectories/{trajectory}/vault/erase", operation_id="erase")
async def erase(desk: TheDesk, trajectory: UUID, body: Erase) -> Erased:
    """Erase a scope of the vault. Needs a proof of who one is, less than 15 minutes old."""
    erased = told(await desk.erase(trajectory, body.scope, body.basis, command_id=body.command_id))
    return Erased(erasure=erased.erasure, final=erased.final, items=erased.items)


@router.post("/trajectories/{trajectory}/return-code", operation_id="give-code")
async def give_code(desk: TheDesk, trajectory: UUID, body: GiveCode) -> CodeGiven:
    """Give the person a return code, which takes a former one's place."""
    command = GiveReturnCode(
        command_id=body.command_id,
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=body.occurred,
        trajectory=trajectory,
    )
    given = told(await desk.give_code(command))
    return CodeGiven(position=given.accepted.position, events=given.accepted.events, code=given.code)


@router.post("/return-codes/open", operation_id="open-by-code")
async def open_by_code(request: Request, desk: TheDesk, body: OpenByCode) -> Opened:
    """Open the trajectory of a return code. Guessing locks the one who guesses out, never the code."""
    return Opened(trajectory=told(await desk.open_by_code(body.code.get_secret_value(), address_of(request))))


@router.post("/vault/search", operation_id="search-by-cpr")
async def search_by_cpr(desk: TheDesk, body: Search) -> Found:
    """Search by CPR number. Found is only what one may know already; to all others nothing differs."""
    return Found(trajectories=told(await desk.search_cpr(body.cpr.get_secret_value(), body.purpose)))
