"""Proving anew who one is, before what can not be undone: the password once more, or the issuer's log-in."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from adapters.web.asking import TheLanguage, TheServices, TheWho
from adapters.web.cookies import SESSION, give_cookie
from adapters.web.errors import UnusableError
from adapters.web.language import Language
from adapters.web.origin import field_of, form_of
from adapters.web.pages.login import LOCAL_ACCOUNTS_ARE_OFF, Target, proved
from adapters.web.signed_in import PRESENT
from adapters.web.targets import leading_on, target_of
from adapters.web.templates import page
from domain.refusal import Refusal

STEP_UP = "/bekraeft"

router = APIRouter()


@router.get(STEP_UP, response_class=HTMLResponse)
async def show_step_up(services: TheServices, language: TheLanguage, who: TheWho, til: Target = None) -> HTMLResponse:
    return step_up_page(language, target_of(til), has_issuer=services.logins.has_issuer)


@router.post(STEP_UP)
async def step_up(request: Request, services: TheServices, language: TheLanguage, who: TheWho) -> Response:
    """Note that the worker has proved anew who they are, under a new session id; lead on to where they came from."""
    form, present = await form_of(request), PRESENT.get()
    target = target_of(field_of(form, "til"))
    trouble = await proved(services, request, who.code, field_of(form, "adgangskode"))
    if trouble is not None:
        return step_up_page(language, target, has_issuer=False, trouble=trouble)
    new = await services.logins.sessions.step_up(present.id, services.clock()) if present else None
    if new is None:
        raise UnusableError(LOCAL_ACCOUNTS_ARE_OFF)
    answer = RedirectResponse(language.path(target), HTTPStatus.SEE_OTHER)
    give_cookie(answer, services.settings, SESSION, new)
    return answer


def step_up_page(
    language: Language, target: str, *, has_issuer: bool, trouble: Refusal | None = None
) -> HTMLResponse:
    answer = page(
        "step_up.html",
        language,
        here=STEP_UP,
        target=target,
        leading=leading_on("", target),
        has_issuer=has_issuer,
        trouble=trouble,
    )
    answer.status_code = HTTPStatus.OK if trouble is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
