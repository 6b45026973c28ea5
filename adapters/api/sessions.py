"""Who is signed in, and where; ending sessions."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from adapters.api.answers import RESPONSES
from adapters.login.sessions import Means
from adapters.web.asking import TheServices, TheWho
from adapters.web.signed_in import PRESENT
from domain.base import Code, Frozen, MunicipalityCode, StaffCode
from domain.trajectory_codes import Role

router = APIRouter(tags=["sessions"], responses=RESPONSES)


class Present(Frozen):
    """Who is signed in. `form_token` is the value of the header X-Exitspor-Form for what changes something."""

    actor: StaffCode
    municipality: MunicipalityCode
    roles: tuple[Role, ...]
    centre: Code | None
    stepped_up: datetime | None
    form_token: str


class Open(Frozen):
    """An open session; `handle` names it to its owner and opens nothing."""

    handle: UUID
    this: bool
    means: Means
    opened: datetime
    seen: datetime


@router.get("/session", operation_id="show-session")
async def show_session(who: TheWho) -> Present:
    """Tell who is signed in."""
    present = PRESENT.get()
    return Present(
        actor=who.code,
        municipality=who.municipality,
        roles=tuple(sorted(who.roles)),
        centre=who.centre or None,
        stepped_up=who.stepped_up,
        form_token=present.token if present else "",
    )


@router.get("/sessions", operation_id="list-sessions")
async def list_sessions(services: TheServices, who: TheWho) -> tuple[Open, ...]:
    """List one's own open sessions, the oldest first."""
    present = PRESENT.get()
    this = None if present is None else present.session.handle
    return tuple(
        Open(handle=one.handle, this=one.handle == this, means=one.means, opened=one.opened, seen=one.seen)
        for one in await services.logins.sessions.of(who.code, services.clock())
    )


@router.delete("/sessions/{handle}", operation_id="end-session", status_code=HTTPStatus.NO_CONTENT)
async def end_session(services: TheServices, who: TheWho, handle: UUID) -> None:
    """End one of one's own sessions."""
    await services.logins.sessions.end_one(who.code, handle)


@router.delete("/sessions", operation_id="end-sessions", status_code=HTTPStatus.NO_CONTENT)
async def end_sessions(services: TheServices, who: TheWho) -> None:
    """End all of one's own sessions, this one too."""
    await services.logins.sessions.end_all(who.code)
