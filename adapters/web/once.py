"""The answer to a form is laid aside and fetched once, from an address of its own.

A browser writes into its profile what a form held whenever it shows a page in answer to it, to restore the tab by.
Led on to another address, it keeps that address alone, which leads nowhere any more. Who does not say that it is a
browser that shows pages (Sec-Fetch-Mode) is answered at once. Answers wait in this process, in no file: several web
processes behind one address have to send a browser to the same one.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.services import Services
from adapters.web.cookies import SESSION, cookie_of
from adapters.web.errors import FAULT, SHOWN_BEFORE
from adapters.web.gate import API, SAFE

HERE = "/svar/"
KEPT_FOR = timedelta(minutes=1)
MOST_KEPT = 500
LEADS_ON = range(300, 400)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that waits, since when, and the digest of whose session it is (empty: nobody was signed in)."""

    answer: Response = field(repr=False)
    owner: bytes
    since: datetime


class AnswersApart:
    """Leads a browser from a form to its answer; redirections, and whatever a program asks, pass as they are."""

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app = app
        self._services = services
        self._kept: OrderedDict[UUID, Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        if request.method in SAFE and scope["path"].startswith(HERE):
            return await self._fetched(request)(scope, receive, send)
        if request.method in SAFE or scope["path"].startswith(API) or not _shows_pages(request):
            return await self._app(scope, receive, send)
        answer = _Answer()
        try:
            await self._app(scope, receive, answer.take)
        except Exception:
            await self._laid_aside(request, FAULT.response())(scope, receive, send)
            raise
        response = answer.response()
        await (response if response.status_code in LEADS_ON else self._laid_aside(request, response))(
            scope, receive, send
        )

    def _laid_aside(self, request: Request, answer: Response) -> Response:
        id = uuid4()
        self._kept[id] = Kept(answer, self._owner(request), self._services.clock())
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return RedirectResponse(f"{HERE}{id}", HTTPStatus.SEE_OTHER)

    def _fetched(self, request: Request) -> Response:
        self._forget_what_waited_too_long()
        try:
            id = UUID(request.scope["path"].removeprefix(HERE))
        except ValueError:
            return SHOWN_BEFORE.response()
        kept = self._kept.get(id)
        if kept is None or kept.owner != self._owner(request):
            return SHOWN_BEFORE.response()
        del self._kept[id]
        return kept.answer

    def _owner(self, request: Request) -> bytes:
        session = cookie_of(request, self._services.settings, SESSION)
        return sha256(session.encode()).digest() if session else b""

    def _forget_what_waited_too_long(self) -> None:
        now = self._services.clock()
        for id in [id for id, kept in self._kept.items() if now - kept.since > KEPT_FOR]:
            del self._kept[id]


class _Answer:
    """An answer taken in, to be sent on later or elsewhere."""

    def __init__(self) -> None:
        self._status = HTTPStatus.OK.value
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    def response(self) -> Response:
        response = Response(self._body, self._status)
        response.raw_headers = self._headers
        return response


def _shows_pages(request: Request) -> bool:
    return request.headers.get("sec-fetch-mode") == "navigate"
