"""Choosing a password by a one-time code: the first set-up with the printed code, later with an account's own."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from adapters.login.beginning import Chosen, begin
from adapters.login.passwords import PasswordsBusyError
from adapters.services import Services
from adapters.throttle.limits import TryKind
from adapters.throttle.subjects import Subjects
from adapters.web.asking import TheLanguage, TheServices, address_of
from adapters.web.cookies import SESSION, give_cookie
from adapters.web.errors import UnusableError
from adapters.web.language import Language
from adapters.web.origin import field_of, form_of
from adapters.web.pages.login import LOCAL_ACCOUNTS_ARE_OFF, LOGIN, too_many
from adapters.web.targets import FRONT
from adapters.web.templates import page
from domain.refusal import Refusal

SET_UP = "/opsaetning"

router = APIRouter()


@router.get(SET_UP, response_class=HTMLResponse)
async def show_set_up(services: TheServices, language: TheLanguage) -> Response:
    if services.logins.has_issuer:
        return RedirectResponse(language.path(LOGIN), HTTPStatus.SEE_OTHER)
    return await set_up_page(services, language)


@router.post(SET_UP)
async def set_up(request: Request, services: TheServices, language: TheLanguage) -> Response:
    """Let a worker choose a password by a code, and open a session."""
    if services.logins.has_issuer:
        raise UnusableError(LOCAL_ACCOUNTS_ARE_OFF)
    form = await form_of(request)
    names = ("engangskode", "kode", "adgangskode", "gentaget")
    code, staff, password, repeated = (field_of(form, name) for name in names)
    chosen = Chosen(code, staff.strip().upper(), password, repeated)
    trouble = await _tried(services, request, chosen)
    if trouble is not None:
        return await set_up_page(services, language, trouble)
    id = await services.logins.sessions.open(chosen.staff, services.clock(), means="local")
    answer = RedirectResponse(language.path(FRONT), HTTPStatus.SEE_OTHER)
    give_cookie(answer, services.settings, SESSION, id)
    return answer


async def _tried(services: Services, request: Request, chosen: Chosen) -> Refusal | None:
    subjects = Subjects(address_of(request))
    locked = await services.throttle.check(TryKind.SET_UP, subjects, services.clock())
    if locked is not None:
        return too_many(locked)
    try:
        trouble, guessed = await begin(services, chosen)
    except PasswordsBusyError:
        await services.throttle.succeeded(TryKind.SET_UP, subjects)
        raise
    if not guessed:
        await services.throttle.succeeded(TryKind.SET_UP, subjects)
    return trouble


async def set_up_page(services: Services, language: Language, trouble: Refusal | None = None) -> HTMLResponse:
    answer = page(
        "set_up.html",
        language,
        here=SET_UP,
        trouble=trouble,
        is_first=not await services.logins.is_set_up(),
        is_demo=await services.logins.accounts.is_demo(),
    )
    answer.status_code = HTTPStatus.OK if trouble is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
