"""What the interface answers when it does not do as asked: a code and two texts, never what was sent."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.postgres.faults import BUSY, LOST
from adapters.web.errors import (
    FAULT,
    NOT_LOGGED,
    NOT_SET_UP,
    UNAVAILABLE,
    VAULT_SILENT,
    ErrorPage,
    ForeignFormError,
    NotNowError,
    RefusedError,
    UnusableError,
)
from adapters.web.headers import SECURITY_HEADERS
from adapters.web.refused import status_of
from domain.base import Frozen
from domain.evolution import UnknownEventTypeError
from domain.log import InvalidAppend
from domain.refusal import Refusal
from domain.refusals import WRITTEN_BY_A_NEWER_PROGRAM
from domain.vault import AccessNotLogged, VaultSilent
from projections.engine.build import BoardNotSetUpError


class Refused(Frozen):
    """Why nothing was done or told. `code` is stable; `where` names the fields that cannot be used."""

    code: str
    da: str
    en: str
    where: tuple[str, ...] = Field(default=(), description="Names of fields, innermost last, with dots between.")


UNUSABLE = Refusal(
    "unusable",
    "Det, der er sendt, kan ikke bruges. Se beskrivelsen i openapi.json, og ret de felter, der er nævnt.",
    "What was sent cannot be used. See the description in openapi.json, and correct the fields that are named.",
)
NOT_FOUND = Refusal(
    "not-found",
    "Det findes ikke. Kontrollér adressen og nummeret.",
    "There is no such thing. Check the address and the id.",
)
WRONG_METHOD = Refusal(
    "wrong-method",
    "Adressen svarer ikke på den metode. Se beskrivelsen i openapi.json.",
    "The address does not answer this method. See the description in openapi.json.",
)
FOREIGN = Refusal(
    "foreign",
    "Kaldet kom fra en side, der ikke er vores. Kald fra et program eller fra siden selv.",
    "The call came from a page that is not ours. Call from a program or from the page itself.",
)
INVALID = Refusal(
    "invalid",
    "Det hænger ikke sammen med det, der er registreret. Læs det igen, og begynd forfra.",
    "This does not fit what is registered. Read it again and start over.",
)

RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Refused, "description": text}
    for status, text in (
        (401, "Nobody is signed in."),
        (403, "The one who is signed in may not do this, or has to prove anew who it is."),
        (404, "There is no such thing, as far as the one who is signed in may know."),
        (409, "A rule refuses it as things stand."),
        (422, "A value cannot be used."),
        (429, "Too many attempts."),
        (503, "Something that is needed does not answer now."),
    )
}


def refused(refusal: Refusal, status: HTTPStatus | None = None, where: Iterable[str] = ()) -> JSONResponse:
    """Return the answer for a refusal. It carries the headers itself, since a fault passes nothing that adds them."""
    body = Refused(code=refusal.code, da=refusal.da, en=refusal.en, where=tuple(where))
    return JSONResponse(
        body.model_dump(mode="json"), status_code=status or status_of(refusal), headers=dict(SECURITY_HEADERS)
    )


Answers = Callable[[Request, Exception], Awaitable[JSONResponse]]


def add_answers(api: FastAPI, names: Callable[[], Collection[str]]) -> None:
    """Answer every error in JSON. `names` are those of all fields; they are asked for when a value cannot be used."""

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        places = [place["loc"] for place in error.errors()]
        return refused(UNUSABLE, HTTPStatus.UNPROCESSABLE_ENTITY, _named(places, names()))

    api.add_exception_handler(RefusedError, _by_refusal)
    api.add_exception_handler(UnusableError, _unusable)
    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, _by_status)
    api.add_exception_handler(ForeignFormError, _always(FOREIGN, HTTPStatus.FORBIDDEN))
    api.add_exception_handler(UnknownEventTypeError, _always(WRITTEN_BY_A_NEWER_PROGRAM, HTTPStatus.CONFLICT))
    api.add_exception_handler(InvalidAppend, _always(INVALID, HTTPStatus.CONFLICT))
    api.add_exception_handler(VaultSilent, _page("vault-silent", VAULT_SILENT))
    api.add_exception_handler(AccessNotLogged, _page("access-not-logged", NOT_LOGGED))
    for trouble in (*LOST, *BUSY):
        api.add_exception_handler(trouble, _page("unavailable", UNAVAILABLE))
    api.add_exception_handler(BoardNotSetUpError, _page("not-set-up", NOT_SET_UP))
    api.add_exception_handler(Exception, _page("fault", FAULT))


def _always(refusal: Refusal, status: HTTPStatus) -> Answers:
    async def answer(request: Request, error: Exception) -> JSONResponse:
        return refused(refusal, status)

    return answer


def _page(code: str, error_page: ErrorPage) -> Answers:
    return _always(Refusal(code, error_page.da, error_page.en), error_page.status)


async def _by_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)
    return refused(error.refusal)


async def _unusable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UnusableError)
    later = isinstance(error, NotNowError)
    return refused(error.refusal, HTTPStatus.SERVICE_UNAVAILABLE if later else HTTPStatus.UNPROCESSABLE_ENTITY)


async def _by_status(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    known = {HTTPStatus.NOT_FOUND: NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED: WRONG_METHOD}
    status = HTTPStatus(error.status_code)
    return refused(known.get(status, UNUSABLE), status)


def _named(places: Iterable[Iterable[object]], names: Collection[str]) -> Iterator[str]:
    """Yield each place by the names that the description has; what somebody made up is not said back."""
    told = (".".join(part for part in place if isinstance(part, str) and part in names) for place in places)
    return iter(dict.fromkeys(name for name in told if name))
