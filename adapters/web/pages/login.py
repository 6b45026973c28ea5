"""Logging in by a local account, and logging out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from adapters.login.passwords import PasswordsBusyError
from adapters.login.staff_codes import is_staff_code
from adapters.services import Services
from adapters.throttle.limits import TryKind
from adapters.throttle.subjects import Subjects
from adapters.web.asking import TheLanguage, TheServices, address_of
from adapters.web.cookies import SESSION, give_cookie, take_cookie
from adapters.web.errors import UnusableError
from adapters.web.language import Language
from adapters.web.origin import field_of, form_of
from adapters.web.signed_in import PRESENT
from adapters.web.targets import leading_on, target_of
from adapters.web.templates import page
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.refusal import Refusal

LOGIN, LOG_OUT = "/login", "/log-ud"
MINUTE = 60
NOBODY = ""
"""Asked for in the place of what is no staff code: the same work, and nothing made up reaches the database."""

WRONG = Refusal(
    "wrong-login",
    "Medarbejderkoden eller adgangskoden er forkert. Prøv igen, eller bed administratoren om en engangskode.",
    "The staff code or the password is wrong. Try again, or ask the administrator for a one-time code.",
)
LOCAL_ACCOUNTS_ARE_OFF = Refusal(
    "local-accounts-are-off",
    "Her logges ind med kommunens eget login. Begynd på login-siden.",
    "Sign in here with the municipality's own log-in. Begin at the log-in page.",
)

Target = Annotated[str | None, Query(alias="til", max_length=200)]

router = APIRouter()


@router.get(LOGIN, response_class=HTMLResponse)
async def show_login(services: TheServices, language: TheLanguage, til: Target = None) -> HTMLResponse:
    return await login_page(services, language, target_of(til))


@router.post(LOGIN)
async def log_in(request: Request, services: TheServices, language: TheLanguage) -> Response:
    """Open a session for who proves to be a worker; else show the same page whatever was wrong."""
    form = await form_of(request)
    staff, password, target = (field_of(form, name) for name in ("kode", "adgangskode", "til"))
    trouble = await proved(services, request, staff.strip().upper(), password)
    if trouble is not None:
        return await login_page(services, language, target_of(target), trouble)
    await _end_former(services)
    id = await services.logins.sessions.open(staff.strip().upper(), services.clock(), means="local")
    answer = RedirectResponse(language.path(target_of(target)), HTTPStatus.SEE_OTHER)
    give_cookie(answer, services.settings, SESSION, id)
    return answer


@router.post(LOG_OUT)
async def log_out(services: TheServices, language: TheLanguage) -> Response:
    """End the session of the browser that asks."""
    await _end_former(services)
    onward = f"{LOGIN}/ud" if services.logins.has_issuer else LOGIN
    answer = RedirectResponse(language.path(onward), HTTPStatus.SEE_OTHER)
    take_cookie(answer, services.settings, SESSION)
    return answer


async def _end_former(services: Services) -> None:
    """End the session that this browser has, and forget those that have ended by themselves."""
    present = PRESENT.get()
    if present is not None:
        await services.logins.sessions.end(present.id)
    await services.logins.sessions.forget(services.clock())


async def proved(services: Services, request: Request, staff: str, password: str) -> Refusal | None:
    """Return None where a password is the worker's, else why not. Tries are counted before they are judged.

    Raises PasswordsBusyError; then the try is not counted.
    """
    if services.logins.has_issuer:
        raise UnusableError(LOCAL_ACCOUNTS_ARE_OFF)
    subjects = Subjects(address_of(request), staff)
    locked = await services.throttle.check(TryKind.LOGIN, subjects, services.clock())
    if locked is not None:
        return too_many(locked)
    worker = (await services.catalogue()).staff.get(staff)
    try:
        right = await services.logins.accounts.proves(staff if is_staff_code(staff) else NOBODY, password)
    except PasswordsBusyError:
        await services.throttle.succeeded(TryKind.LOGIN, subjects)
        raise
    if not right or worker is None or not worker.active:
        return WRONG
    await services.throttle.succeeded(TryKind.LOGIN, subjects)
    return None


def too_many(locked: timedelta) -> Refusal:
    """Return the refusal of who has tried too often, with how long it lasts."""
    minutes = int(locked.total_seconds() // MINUTE) + 1
    return Refusal(
        "too-many-tries",
        f"Der er prøvet for mange gange. Prøv igen om {minutes} minutter.",
        f"Too many tries. Try again in {minutes} minutes.",
    )


async def login_page(
    services: Services, language: Language, target: str, trouble: Refusal | None = None
) -> HTMLResponse:
    logins = services.logins
    is_demo = not logins.has_issuer and await logins.accounts.is_demo()
    answer = page(
        "login.html",
        language,
        here=LOGIN,
        target=target,
        trouble=trouble,
        has_issuer=logins.has_issuer,
        leading=leading_on("", target),
        demo=await _demo_workers(services) if is_demo else (),
    )
    answer.status_code = HTTPStatus.OK if trouble is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


async def _demo_workers(services: Services) -> list[Staff]:
    """Return the workers of the demo who have accounts. Of a real municipality no code is ever listed."""
    catalogue: Catalogue = await services.catalogue()
    accounts = await services.logins.accounts.all()
    return [catalogue.staff[one.staff] for one in accounts if one.active and one.staff in catalogue.staff]
