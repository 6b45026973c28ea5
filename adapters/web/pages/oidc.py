"""Logging in at the municipality's own issuer: leading there, coming back, proving anew, logging out there too."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.login.oidc.flow import Flow, NotLoggedInError, Proven
from adapters.login.oidc.issuer import IssuerSilentError
from adapters.login.oidc.privileges import UnusablePrivilegesError
from adapters.login.tokens import hash_of
from adapters.services import Services
from adapters.throttle.limits import TryKind
from adapters.throttle.subjects import Subjects
from adapters.web.asking import TheLanguage, TheServices, address_of
from adapters.web.cookies import PENDING, PENDING_SECONDS, SESSION, cookie_of, give_cookie, take_cookie
from adapters.web.errors import ErrorPage, RefusedError
from adapters.web.pages.login import LOGIN, Target, too_many
from adapters.web.signed_in import PRESENT
from adapters.web.targets import FRONT, is_written_down, target_of
from adapters.web.templates import page
from domain.reference.definitions import Staff

BEGIN, ANEW, CALLBACK, OUT = f"{LOGIN}/begynd", f"{LOGIN}/bekraeft", f"{LOGIN}/svar", f"{LOGIN}/ud"

NOT_LOGGED_IN = ErrorPage(
    HTTPStatus.FORBIDDEN,
    "Du blev ikke logget ind. Begynd på forsiden, og prøv igen i det samme vindue.",
    "You were not signed in. Begin at the front page and try again in the same window.",
)
UNKNOWN_PERSON = ErrorPage(
    HTTPStatus.FORBIDDEN,
    "Du er logget ind i kommunen, men er ikke medarbejder i Exitspor. Bed administratoren om at oprette dig.",
    "You are signed in with the municipality, but are no worker in Exitspor. Ask the administrator to add you.",
)
ISSUER_SILENT = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Kommunens login svarer ikke lige nu. Prøv igen om lidt.",
    "The municipality's log-in does not answer just now. Try again in a moment.",
)

router = APIRouter()


@router.get(BEGIN)
async def begin(request: Request, services: TheServices, language: TheLanguage, til: Target = None) -> Response:
    return await _led_away(request, services, language.path(_led_on(til)), steps_up=None)


@router.get(ANEW)
async def begin_anew(request: Request, services: TheServices, language: TheLanguage, til: Target = None) -> Response:
    present = PRESENT.get()
    if present is None:
        return RedirectResponse(language.path(LOGIN), HTTPStatus.SEE_OTHER)
    return await _led_away(request, services, language.path(_led_on(til)), steps_up=present.id)


def _led_on(til: str | None) -> str:
    """Return where to lead on to: a browser takes what the issuer leads to for a link elsewhere, and the gate too."""
    target = target_of(til)
    return FRONT if is_written_down(target) else target


@router.get(CALLBACK)
async def come_back(request: Request, services: TheServices) -> Response:
    """Open a session for whom the issuer names; every use of what was begun ends it."""
    flow, id = flow_in(request), cookie_of(request, services.settings, PENDING)
    try:
        if id is None:
            raise NotLoggedInError
        proven = await flow.finish(id, dict(request.query_params), callback_of(request, services), services.clock())
        answer = await _let_in(services, flow, proven)
        if answer.status_code == HTTPStatus.SEE_OTHER:
            await services.throttle.succeeded(TryKind.BEGIN_LOGIN, Subjects(address_of(request)))
        return answer
    except (NotLoggedInError, UnusablePrivilegesError):
        return NOT_LOGGED_IN.response()
    except IssuerSilentError:
        return ISSUER_SILENT.response()


@router.get(OUT, response_class=HTMLResponse)
async def logged_out(request: Request, services: TheServices, language: TheLanguage) -> HTMLResponse:
    """Say that the session has ended, and lead on to where the issuer's own is ended."""
    back = base_of(request, services) + language.path(LOGIN)
    place = await flow_in(request).end_address(back, services.clock())
    return page("logged_out.html", language, here=OUT, place=place)


async def _led_away(request: Request, services: Services, target: str, *, steps_up: str | None) -> Response:
    """Lead to the issuer. Each beginning makes a row, so that they are counted. Raises RefusedError."""
    callback, now = callback_of(request, services), services.clock()
    locked = await services.throttle.check(TryKind.BEGIN_LOGIN, Subjects(address_of(request)), now)
    if locked is not None:
        raise RefusedError(too_many(locked))
    try:
        address, id = await flow_in(request).begin(callback, target, now, steps_up=steps_up)
    except IssuerSilentError:
        return ISSUER_SILENT.response()
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    give_cookie(answer, services.settings, PENDING, id, seconds=PENDING_SECONDS)
    return answer


async def _let_in(services: Services, flow: Flow, proven: Proven) -> Response:
    """Open a session, or give the one that was stepped up its new id."""
    code = flow.mapped.staff_of(proven.claims)
    worker = None if code is None else (await services.catalogue()).staff.get(code)
    if worker is None or not worker.active:
        return UNKNOWN_PERSON.response()
    if proven.begun.session is None:
        claimed = flow.mapped.roles_of(proven.claims, worker.centre)
        present = PRESENT.get()
        if present is not None:
            await services.logins.sessions.end(present.id)
        id = await services.logins.sessions.open(worker.code, services.clock(), means="oidc", claimed=claimed)
    else:
        id = await _stepped_up(services, worker, proven.begun.session)
    await services.logins.sessions.forget(services.clock())
    answer = RedirectResponse(proven.begun.target, HTTPStatus.SEE_OTHER)
    give_cookie(answer, services.settings, SESSION, id)
    take_cookie(answer, services.settings, PENDING)
    return answer


async def _stepped_up(services: Services, worker: Staff, session: bytes) -> str:
    """Return the new id of this browser's session. Raises `NotLoggedInError` where somebody else came back."""
    present = PRESENT.get()
    if present is None or hash_of(present.id) != session or present.who.code != worker.code:
        raise NotLoggedInError
    id = await services.logins.sessions.step_up(present.id, services.clock())
    if id is None:
        raise NotLoggedInError
    return id


def flow_in(request: Request) -> Flow:
    """Return how people log in at the issuer; without one there is no such page."""
    flow: Flow | None = request.app.state.flow
    if flow is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return flow


def base_of(request: Request, services: Services) -> str:
    """Return the address of the pages: that of the settings, else that of this machine which was asked for."""
    return services.settings.public_url or f"http://{request.headers['host']}"


def callback_of(request: Request, services: Services) -> str:
    """Return where the issuer leads a browser back to; the issuer has to know it. It is one for both languages."""
    return base_of(request, services) + CALLBACK
