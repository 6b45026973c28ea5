"""The answer to a form is laid aside and fetched once, from an address of its own.

A browser writes into its profile what a form held whenever it shows a page in answer to it, to restore the tab by.
Led on to another address, it keeps that address alone, which leads nowhere any more. Who does not say that it is a
browser that shows pages (Sec-Fetch-Mode) is answered at once. Answers wait in this process, in no file: several web
processes behind one address have to send a browser to the same one.
"""

from hashlib import sha256
from http import HTTPStatus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.postgres.faults import BUSY, LOST
from adapters.services import Services
from adapters.throttle.subjects import network_of
from adapters.web.asking import address_of
from adapters.web.cookies import SESSION, cookie_of
from adapters.web.errors import FAULT, SHOWN_BEFORE, UNAVAILABLE
from adapters.web.gate import API, SAFE, signed_in_by
from adapters.web.waiting import Kept, Waiting

HERE = "/svar/"
MOST_KEPT, MOST_OF_ONE_SESSION = 500, 20
MOST_OF_NOBODY, MOST_OF_ONE_ADDRESS = 200, 20
LEADS_ON = range(300, 400)


class AnswersApart:
    """Leads a browser from a form to its answer; redirections, and whatever a program asks, pass as they are.

    What was answered to somebody signed in waits apart from what anybody can have answered, and is shown only while
    that session is open.
    """

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app = app
        self._services = services
        self._owned = Waiting(most=MOST_KEPT, most_each=MOST_OF_ONE_SESSION)
        self._nobodys = Waiting(most=MOST_OF_NOBODY, most_each=MOST_OF_ONE_ADDRESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        if request.method in SAFE and scope["path"].startswith(HERE):
            return await (await self._fetched(request))(scope, receive, send)
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
        self._forget_what_waited_too_long()
        kept = Kept(answer, self._browser(request), self._services.clock())
        if getattr(request.state, "who", None) is not None:  # the gate let somebody in
            id = self._owned.add(kept.browser, kept)
        else:
            id = self._nobodys.add(network_of(address_of(request)), kept)
        return RedirectResponse(f"{HERE}{id}", HTTPStatus.SEE_OTHER)

    async def _fetched(self, request: Request) -> Response:
        self._forget_what_waited_too_long()
        try:
            id = UUID(request.scope["path"].removeprefix(HERE))
        except ValueError:
            return SHOWN_BEFORE.response()
        browser = self._browser(request)
        answer = self._nobodys.take(id, browser)
        if answer is None and self._owned.holds(id, browser):
            try:
                signed_in = await signed_in_by(self._services, request)
            except (*LOST, *BUSY):
                return UNAVAILABLE.response()
            answer = self._owned.take(id, browser) if signed_in else None
        return answer or SHOWN_BEFORE.response()

    def _browser(self, request: Request) -> bytes:
        session = cookie_of(request, self._services.settings, SESSION)
        return sha256(session.encode()).digest() if session else b""

    def _forget_what_waited_too_long(self) -> None:
        for waiting in (self._owned, self._nobodys):
            waiting.forget(self._services.clock())


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
