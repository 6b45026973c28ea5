"""A worker's own sessions: where they are signed in, and ending it."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from adapters.web.asking import TheLanguage, TheServices, TheWho
from adapters.web.errors import UnusableFormError
from adapters.web.origin import field_of, form_of
from adapters.web.signed_in import PRESENT
from adapters.web.templates import page

SESSIONS = "/mine-adgange"
ALL = "alle"

router = APIRouter()


@router.get(SESSIONS, response_class=HTMLResponse)
async def show_sessions(services: TheServices, language: TheLanguage, who: TheWho) -> HTMLResponse:
    present = PRESENT.get()
    return page(
        "sessions.html",
        language,
        here=SESSIONS,
        who=who,
        this=present and present.session.handle,
        sessions=await services.logins.sessions.of(who.code, services.clock()),
        everything=ALL,
    )


@router.post(SESSIONS)
async def end_sessions(request: Request, services: TheServices, language: TheLanguage, who: TheWho) -> Response:
    """End one of the worker's sessions, or all of them."""
    which = field_of(await form_of(request), "session")
    if which == ALL:
        await services.logins.sessions.end_all(who.code)
    else:
        await services.logins.sessions.end_one(who.code, _handle(which))
    return RedirectResponse(language.path(SESSIONS), HTTPStatus.SEE_OTHER)


def _handle(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnusableFormError from None
