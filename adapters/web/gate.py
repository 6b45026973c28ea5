"""The gate before every page: who is signed in passes, everybody else is led to the log-in.

What changes something passes only with a browser's word that our own page asks, and with the session's token.
"""

from http import HTTPStatus
from urllib.parse import parse_qs

import asyncpg
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.postgres.faults import BUSY, LOST
from adapters.services import Services
from adapters.web.cookies import SESSION, cookie_of
from adapters.web.errors import FOREIGN_FORM, FOREIGN_LINK, NOT_SET_UP, STALE_FORM, UNAVAILABLE, UNUSABLE, ErrorPage
from adapters.web.language import ENGLISH
from adapters.web.origin import LARGEST_FORM, MOST_FIELDS, field_of, is_foreign, is_own
from adapters.web.signed_in import PRESENT, TOKEN_FIELD, TOKEN_HEADER, SignedIn
from adapters.web.targets import is_written_down, leading_on
from domain.access.who import who_is

LOGIN, SET_UP, API = "/login", "/opsaetning", "/api/"
OPEN = ("/healthz", "/readyz", "/health/live", "/health/ready")
STATIC = "/static/"
OPEN_BELOW = (LOGIN, SET_UP)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"


class Gate:
    """Lets requests through to the pages, with who asks in ``request.state.who``."""

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN or scope["path"].startswith(STATIC):
            return await self._app(scope, receive, send)
        request = _Read(scope, receive)
        answer = await self._guard(request)
        if answer is not None:
            return await answer(scope, receive, send)
        token = PRESENT.set(request.signed_in)
        try:
            await self._app(scope, request.again, send)
        finally:
            PRESENT.reset(token)

    async def _guard(self, request: "_Read") -> Response | None:
        """Return what is answered in the place of a page, None where the request passes."""
        try:
            request.signed_in = await signed_in_by(self._services, request)
            request.state.who = request.signed_in and request.signed_in.who
            if request.signed_in is None and not _is_open(request):
                return await self._to_login(request)
        except (*LOST, *BUSY):
            return _refused(request, UNAVAILABLE)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            return _refused(request, NOT_SET_UP)
        return _followed(request) or await _unsafe(request)

    async def _to_login(self, request: Request) -> Response:
        path = request.scope["path"]
        if path.startswith(API):
            return JSONResponse(NOT_SIGNED_IN, HTTPStatus.UNAUTHORIZED)
        prefix = ENGLISH.prefix if _plain(path) != path or path == ENGLISH.prefix else ""
        page = LOGIN if await self._services.logins.is_set_up() else SET_UP
        return RedirectResponse(
            leading_on(prefix + page, _plain(path) if request.method in SAFE else ""), HTTPStatus.SEE_OTHER
        )


async def signed_in_by(services: Services, request: Request) -> SignedIn | None:
    """Return who a browser's session says it is; None for one that has ended, or that opens nothing any more.

    With an issuer the sessions of local accounts are over: who has them never proved anything to it.
    """
    id = cookie_of(request, services.settings, SESSION)
    session = await services.logins.sessions.look(id, services.clock()) if id else None
    if id is None or session is None or (session.means == "local" and services.logins.has_issuer):
        return None
    who = who_is(
        session.staff,
        await services.catalogue(),
        services.municipality,
        claimed=session.claimed,
        stepped_up=session.stepped_up,
    )
    return SignedIn(who, session, id) if who else None


NOT_SIGNED_IN = {
    "code": "not-signed-in",
    "da": "Du er ikke logget ind, eller din session er udløbet. Log ind, og prøv igen.",
    "en": "You are not signed in, or your session has ended. Sign in and try again.",
}


class _Read(Request):
    """A request whose body may be read here, and once more by the page."""

    signed_in: SignedIn | None = None
    _kept: tuple[Message, ...] = ()

    async def form_token(self) -> str | None:
        """Return the token of a form, None where there is none. Raises ValueError for what is no form."""
        if self.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return None
        body, kept = b"", []
        while True:
            message = await self.receive()
            kept.append(message)
            body += message.get("body", b"")
            if len(body) > LARGEST_FORM:
                raise ValueError("too large a form")
            if not message.get("more_body", False):
                break
        self._kept = tuple(reversed(kept))
        fields = parse_qs(body.decode("ascii"), max_num_fields=MOST_FIELDS)
        return field_of(fields, TOKEN_FIELD) or None

    async def again(self) -> Message:
        """Give the page what was read here, then what is still to come."""
        if self._kept:
            *self_kept, message = self._kept
            self._kept = tuple(self_kept)
            return message
        return await self.receive()


def _followed(request: _Read) -> Response | None:
    """Return why a link elsewhere does not open what is written down in the name of who follows it."""
    path = _plain(request.scope["path"])
    told = path.startswith(API) or is_written_down(path)
    return _refused(request, FOREIGN_LINK) if told and is_foreign(request) else None


async def _unsafe(request: _Read) -> Response | None:
    """Return why something that changes a thing is not carried out, None where it may be."""
    if request.method in SAFE:
        return None
    if not is_own(request):
        return _refused(request, FOREIGN_FORM)
    if request.signed_in is None:
        return None
    try:
        token = request.headers.get(TOKEN_HEADER) or await request.form_token()
    except ValueError:
        return _refused(request, UNUSABLE)
    return None if token and request.signed_in.sent(token) else _refused(request, STALE_FORM)


def _refused(request: Request, error: ErrorPage) -> Response:
    if request.scope["path"].startswith(API):
        code = error.status.phrase.lower().replace(" ", "-")
        return JSONResponse({"code": code, "da": error.da, "en": error.en}, error.status)
    return error.response()


def _plain(path: str) -> str:
    """Return the Danish address of a page."""
    return path.removeprefix(ENGLISH.prefix) if path.startswith(f"{ENGLISH.prefix}/") else path


def _is_open(request: Request) -> bool:
    path = _plain(request.scope["path"])
    return any(path == one or path.startswith(f"{one}/") for one in OPEN_BELOW)
