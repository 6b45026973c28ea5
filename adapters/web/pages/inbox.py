"""The inbox: what the worker who is signed in is told, in person and in the queues, and what of it has been seen."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from adapters.desk.desk import Desk
from adapters.notify.inbox import Entry, find, inbox, mark_seen, unseen
from adapters.notify.words import about_of, recipient_of, what_of
from adapters.services import Services
from adapters.web.asking import TheDesk, TheLanguage, TheServices, TheWho, address
from adapters.web.errors import UnusableError
from adapters.web.guarding import only_with
from adapters.web.history.describe import short_id
from adapters.web.origin import form_of
from adapters.web.templates import page
from domain.access.codes import Action
from domain.access.policy import roles_that_count
from domain.access.who import Who
from domain.notices.notice import Person, Recipient
from domain.notices.queues import Sight, sight_of
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal

HERE = "/indbakke"
MOST_ROWS = 200

NO_SUCH_NOTICE = Refusal(
    "no-such-notice",
    "Ingen besked har den reference. Skriv den, som den står i mailen.",
    "No notice has that reference. Write it as it stands in the mail.",
)
NO_NOTICE = Refusal(
    "not-a-notice",
    "Det, der skulle markeres, er ikke beskeder. Genindlæs indbakken, og prøv igen.",
    "What was to be marked are no notices. Reload the inbox and try again.",
)

router = APIRouter(dependencies=[only_with(Action.SEE_BOARD, Action.PUBLISH)])

Reference = Annotated[str | None, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows of an inbox: entries up to a limit, whether there are more, and how many are new."""

    entries: tuple[Entry, ...]
    more: bool
    new: int


@router.get(HERE, response_class=HTMLResponse)
async def show_inbox(
    services: TheServices, language: TheLanguage, desk: TheDesk, ref: Reference = None, alle: bool = False
) -> HTMLResponse:
    catalogue, who = await services.catalogue(), desk.who
    sight = _sight(who, catalogue)
    found = await _found(desk, ref, sight) if ref else None
    return page(
        "inbox.html",
        language,
        here=address(HERE, {"alle": "true"} if alle else {}),
        who=who.code,
        everything=alle,
        shown=await _seen(services, sight, who.code, everything=alle),
        found=found,
        what=lambda entry: what_of(entry, language),
        to=lambda entry: recipient_of(entry.to, language, catalogue),
        about=lambda entry: about_of(entry, language, catalogue),
        short_id=short_id,
        most=MOST_ROWS,
    )


@router.post(HERE)
async def mark(request: Request, services: TheServices, language: TheLanguage, who: TheWho) -> Response:
    """Note what the worker who is signed in has seen, and show what is left."""
    notices = _ids((await form_of(request)).get("notice", []))
    sight = _sight(who, await services.catalogue())
    await mark_seen(services.pool, who.code, sight, notices, services.clock())
    return RedirectResponse(language.path(HERE), HTTPStatus.SEE_OTHER)


def _sight(who: Who, catalogue: Catalogue) -> Sight:
    """Return what somebody sees by the roles that count: those that the log-in took away give no queue."""
    staff = catalogue.staff[who.code].model_copy(update={"roles": tuple(sorted(roles_that_count(who)))})
    return sight_of(who.code, replace(catalogue, staff={**catalogue.staff, who.code: staff}))


async def _seen(services: Services, sight: Sight, who: str, *, everything: bool) -> Seen:
    entries = await inbox(services.pool, who, sight, seen_too=everything, limit=MOST_ROWS + 1)
    return Seen(entries[:MOST_ROWS], len(entries) > MOST_ROWS, await unseen(services.pool, who, sight))


async def _found(desk: Desk, ref: str, sight: Sight) -> Entry:
    """Return the notice of a reference. One that somebody else was told is none, and the try is written down."""
    entry = await find(desk.services.pool, ref)
    if entry is None or not _sees(sight, entry.to):
        await desk.refused(Action.SEE_BOARD)
        raise UnusableError(NO_SUCH_NOTICE)
    return entry


def _sees(sight: Sight, to: Recipient) -> bool:
    return to.code in sight.people if isinstance(to, Person) else to in sight.queues


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise UnusableError(NO_NOTICE) from None
