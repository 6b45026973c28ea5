"""Errors as small pages in Danish and English. They never show what was sent."""

from http import HTTPStatus
from typing import NamedTuple, TypeVar

import asyncpg
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.login.passwords import PasswordsBusyError
from adapters.postgres.faults import BUSY, LOST
from adapters.web.headers import SECURITY_HEADERS
from adapters.web.language import DANISH
from adapters.web.refused import status_of
from adapters.web.templates import render
from domain.evolution import UnknownEventTypeError
from domain.refusal import Refusal
from domain.refusals import WRITTEN_BY_A_NEWER_PROGRAM
from domain.vault import AccessNotLogged, VaultSilent
from projections.engine.build import BoardNotSetUpError

T = TypeVar("T")


class UnusableError(Exception):
    """What was asked for cannot be used; the refusal says why and what to do."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


class NotNowError(UnusableError):
    """What was asked for can be used, but not now or not here."""


class RefusedError(Exception):
    """The desk refused what somebody asked for."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


def told(answer: T | Refusal) -> T:
    """Return what the desk answered. Raises RefusedError."""
    if isinstance(answer, Refusal):
        raise RefusedError(answer)
    return answer


class ForeignFormError(Exception):
    """A form was sent by a page that is none of these."""


class UnusableFormError(Exception):
    """A form is too large, or is not what a form is."""


class ErrorPage(NamedTuple):
    """A status, and what is wrong and what to do in both languages."""

    status: HTTPStatus
    da: str
    en: str

    def response(self) -> HTMLResponse:
        """Return the page. It carries the headers itself, since not every one passes what would add them."""
        body = render("error.html", DANISH, error=self)
        return HTMLResponse(body, status_code=self.status, headers=dict(SECURITY_HEADERS))


NOT_FOUND = ErrorPage(
    HTTPStatus.NOT_FOUND,
    "Siden findes ikke. Kontrollér adressen, eller begynd på forsiden.",
    "There is no such page. Check the address, or begin at the front page.",
)
WRONG_WAY = ErrorPage(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Adressen kan ikke bruges på den måde. Åbn siden, og send formularen derfra.",
    "The address cannot be used that way. Open the page and send the form from there.",
)
UNUSABLE = ErrorPage(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "Adressen indeholder en værdi, der ikke kan bruges. Begynd på forsiden, og vælg fra listerne.",
    "The address holds a value that cannot be used. Begin at the front page and choose from the lists.",
)
WRONG_HOST = ErrorPage(
    HTTPStatus.MISDIRECTED_REQUEST,
    "Siderne svarer kun under denne maskines eget navn. Brug adressen, som programmet viste, da det startede.",
    "These pages answer only under this machine's own name. Use the address shown when the program started.",
)
UNAVAILABLE = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Databasen svarer ikke lige nu. Prøv igen om lidt.",
    "The database does not answer just now. Try again in a moment.",
)
NOT_SET_UP = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Tavlerne er ikke oprettet endnu. Vent, til programmet er startet, og prøv igen.",
    "The boards are not set up yet. Wait until the program has started, and try again.",
)
FAULT = ErrorPage(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Der skete en fejl i programmet. Prøv igen. Sker det igen, så sig det til den, der driver programmet.",
    "The program failed. Try again. If it fails again, tell whoever runs the program.",
)
FOREIGN_FORM = ErrorPage(
    HTTPStatus.FORBIDDEN,
    "Formularen kom ikke fra siden selv. Åbn siden igen, og send den derfra.",
    "The form did not come from the page itself. Open the page again and send it from there.",
)
FOREIGN_LINK = ErrorPage(
    HTTPStatus.FORBIDDEN,
    "Det kan ikke åbnes fra et link et andet sted: det skrives i adgangsloggen i dit navn. Gå dertil fra forsiden.",
    "This cannot be opened from a link elsewhere: it is written to the access log in your name. Go there from the "
    "front page.",
)
STALE_FORM = ErrorPage(
    HTTPStatus.FORBIDDEN,
    "Formularen hører ikke til din session. Åbn siden igen, og send den derfra.",
    "The form does not belong to your session. Open the page again and send it from there.",
)
PASSWORDS_BUSY = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Der er for mange, der logger ind på én gang. Vent et øjeblik, og prøv igen; forsøget er ikke talt med.",
    "Too many people log in at once. Wait a moment and try again; the try was not counted.",
)
VAULT_SILENT = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Boksen kan ikke nås lige nu. Intet er læst, skrevet eller slettet. Prøv igen om lidt.",
    "The vault cannot be reached now. Nothing was read, written or erased. Try again in a moment.",
)
NOT_LOGGED = ErrorPage(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Adgangen kan ikke føres i adgangsloggen, og derfor vises intet. Sig det til den, der driver programmet.",
    "The access cannot be written to the access log, so nothing is shown. Tell whoever runs the program.",
)
SHOWN_BEFORE = ErrorPage(
    HTTPStatus.GONE,
    "Svaret er vist og kan ikke vises igen. Åbn siden, og send formularen igen, hvis du har brug for det.",
    "The answer was shown and cannot be shown again. Open the page and send the form again if you need it.",
)
BY_STATUS = {error.status: error for error in (NOT_FOUND, WRONG_WAY)}


def add_error_pages(app: FastAPI) -> None:
    """Answer every error with a page of its own."""
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(UnusableError, _refused)
    app.add_exception_handler(RefusedError, _refused_by_the_desk)
    app.add_exception_handler(UnknownEventTypeError, _newer)
    app.add_exception_handler(VaultSilent, _vault_silent)
    app.add_exception_handler(AccessNotLogged, _not_logged)
    app.add_exception_handler(ForeignFormError, _foreign)
    app.add_exception_handler(PasswordsBusyError, _passwords_busy)
    for unusable in (RequestValidationError, UnusableFormError):
        app.add_exception_handler(unusable, _unusable)
    for trouble in (*LOST, *BUSY):
        app.add_exception_handler(trouble, _unavailable)
    for missing in (BoardNotSetUpError, asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        app.add_exception_handler(missing, _not_set_up)
    app.add_exception_handler(Exception, _fault)


async def _by_status(request: Request, error: Exception) -> HTMLResponse:
    status = error.status_code if isinstance(error, HTTPException) else FAULT.status
    return BY_STATUS.get(HTTPStatus(status), UNUSABLE).response()


async def _refused(request: Request, error: Exception) -> HTMLResponse:
    refusal = error.refusal if isinstance(error, UnusableError) else UNUSABLE
    status = UNAVAILABLE.status if isinstance(error, NotNowError) else UNUSABLE.status
    return ErrorPage(status, refusal.da, refusal.en).response()


async def _refused_by_the_desk(request: Request, error: Exception) -> HTMLResponse:
    refusal = error.refusal if isinstance(error, RefusedError) else UNUSABLE
    status = status_of(error.refusal) if isinstance(error, RefusedError) else UNUSABLE.status
    return ErrorPage(status, refusal.da, refusal.en).response()


async def _newer(request: Request, error: Exception) -> HTMLResponse:
    refusal = WRITTEN_BY_A_NEWER_PROGRAM
    return ErrorPage(status_of(refusal), refusal.da, refusal.en).response()


async def _vault_silent(request: Request, error: Exception) -> HTMLResponse:
    return VAULT_SILENT.response()


async def _not_logged(request: Request, error: Exception) -> HTMLResponse:
    return NOT_LOGGED.response()


async def _unusable(request: Request, error: Exception) -> HTMLResponse:
    return UNUSABLE.response()


async def _foreign(request: Request, error: Exception) -> HTMLResponse:
    return FOREIGN_FORM.response()


async def _passwords_busy(request: Request, error: Exception) -> HTMLResponse:
    return PASSWORDS_BUSY.response()


async def _unavailable(request: Request, error: Exception) -> HTMLResponse:
    return UNAVAILABLE.response()


async def _not_set_up(request: Request, error: Exception) -> HTMLResponse:
    return NOT_SET_UP.response()


async def _fault(request: Request, error: Exception) -> HTMLResponse:
    return FAULT.response()
