"""A browser is led from a form to its answer, which is shown once, to the session that it is for."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse

from adapters.login.tokens import form_token
from adapters.settings import settings
from adapters.web import waiting
from adapters.web.cookies import SESSION
from adapters.web.gate import Gate
from adapters.web.once import HERE, MOST_KEPT, MOST_OF_NOBODY, MOST_OF_ONE_ADDRESS, MOST_OF_ONE_SESSION, AnswersApart
from adapters.web.signed_in import TOKEN_HEADER
from adapters.web.waiting import KEPT_FOR
from tests.adapters.embedded.waiting import eventually
from tests.adapters.web.once_services import Standing

BROWSER = {"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"}
TYPED = "Karla Kanariefugl"


def app_with(services: Standing) -> FastAPI:
    app = FastAPI()
    app.state.services = services
    for path in ("/answered", "/login/answered"):
        app.add_api_route(path, answered, methods=["POST"])
    app.add_api_route("/led-on", lambda: RedirectResponse("/elsewhere", 303), methods=["POST"])
    app.add_api_route("/fails", fails, methods=["POST"])
    app.add_api_route("/api/v1/answered", lambda: PlainTextResponse(TYPED), methods=["POST"])
    app.add_middleware(Gate, services=services)  # type: ignore[arg-type]
    app.add_middleware(AnswersApart, services=services)  # type: ignore[arg-type]
    return app


def answered() -> PlainTextResponse:
    return PlainTextResponse(TYPED, 422, {"x-own": "1"})


def fails() -> None:
    raise RuntimeError("unforeseen")


@pytest.fixture
def services() -> Standing:
    return Standing(settings({}))


@pytest.fixture
def app(services: Standing) -> FastAPI:
    return app_with(services)


Opens = Callable[..., httpx2.AsyncClient]


@pytest.fixture
async def opens(app: FastAPI, services: Standing) -> AsyncIterator[Opens]:
    """Open browsers: in a session, or in none; at an address."""
    opened: list[httpx2.AsyncClient] = []

    def opens(session: str = "", address: str = "127.0.0.1", *, made_up: bool = False) -> httpx2.AsyncClient:
        if session and not made_up:
            services.open.add(session)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
        headers = {**BROWSER, TOKEN_HEADER: form_token(session)}
        held = {SESSION: session} if session else {}
        client = httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers, cookies=held)
        opened.append(client)
        return client

    yield opens
    for client in opened:
        await client.aclose()


@pytest.fixture
def browser(opens: Opens) -> httpx2.AsyncClient:
    """A browser in which somebody is signed in."""
    return opens("one")


async def sent(browser: httpx2.AsyncClient, path: str = "/answered") -> str:
    """Send a form; return where its answer waits."""
    return str((await browser.post(path)).headers["location"])


async def test_the_answer_to_a_form_is_shown_once_at_an_opaque_address(
    browser: httpx2.AsyncClient,
) -> None:
    sent = await browser.post("/answered")
    assert (sent.status_code, sent.text) == (303, "")
    address = sent.headers["location"]
    assert address.startswith(HERE)
    shown = await browser.get(address)
    assert (shown.status_code, shown.text, shown.headers["x-own"]) == (422, TYPED, "1")
    again = await browser.get(address)
    assert again.status_code == 410
    assert TYPED not in again.text


async def test_it_is_shown_to_nobody_else(browser: httpx2.AsyncClient, opens: Opens) -> None:
    address = await sent(browser)
    for other in (opens("two"), opens()):
        assert (await other.get(address)).status_code == 410
    assert (await browser.get(address)).text == TYPED


async def test_it_is_not_shown_once_the_session_has_ended(browser: httpx2.AsyncClient, services: Standing) -> None:
    address = await sent(browser)
    services.open.clear()
    assert (await browser.get(address)).status_code == 410
    services.open.add("one")
    assert (await browser.get(address)).text == TYPED


async def test_it_waits_for_a_minute_and_no_longer(browser: httpx2.AsyncClient, services: Standing) -> None:
    first, second = [(await browser.post("/answered")).headers["location"] for _ in range(2)]
    services.now += KEPT_FOR
    assert (await browser.get(first)).status_code == 422
    services.now += timedelta(seconds=1)
    assert (await browser.get(second)).status_code == 410


async def test_the_oldest_of_a_session_go_where_too_many_wait_and_nobody_elses(
    browser: httpx2.AsyncClient, opens: Opens
) -> None:
    others = await sent(opens("two"))
    addresses = [await sent(browser) for _ in range(MOST_OF_ONE_SESSION + 1)]
    assert (await browser.get(addresses[0])).status_code == 410
    assert (await browser.get(addresses[1])).status_code == 422
    assert (await opens("two").get(others)).status_code == 422


async def test_who_is_not_signed_in_sends_away_no_answer_of_who_is_and_none_of_another_address(
    browser: httpx2.AsyncClient, opens: Opens
) -> None:
    own, neighbour = await sent(browser), opens(address="192.0.2.2")
    theirs = await sent(neighbour, "/login/answered")
    for number in range(MOST_KEPT + 1):
        await sent(opens(f"made-up-{number}", "192.0.2.1", made_up=True), "/login/answered")
    assert (await browser.get(own)).text == TYPED
    assert (await neighbour.get(theirs)).text == TYPED


def waits(app: FastAPI) -> int:
    """Return how many answers wait in memory."""
    layer: object = app.middleware_stack
    while not isinstance(layer, AnswersApart):
        layer = vars(layer).get("app") or vars(layer)["_app"]
    return len(layer._owned) + len(layer._nobodys)


async def test_of_nobodys_answers_no_more_wait_than_one_address_and_all_together_may_have(
    app: FastAPI, opens: Opens
) -> None:
    for _ in range(MOST_OF_ONE_ADDRESS + 1):
        await sent(opens(), "/login/answered")
    assert waits(app) == MOST_OF_ONE_ADDRESS
    for number in range(MOST_OF_NOBODY + 1):
        await sent(opens(address=f"198.51.100.{number}"), "/login/answered")
    assert waits(app) == MOST_OF_NOBODY


async def test_what_nobody_fetches_leaves_the_memory_by_itself(
    app: FastAPI, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "KEPT_FOR", timedelta(milliseconds=300))
    await sent(opens("one"))
    await sent(opens(), "/login/answered")
    assert waits(app) == 2

    async def nothing_waits() -> bool:
        return waits(app) == 0

    await eventually(nothing_waits)


async def test_what_waited_too_long_by_the_clock_goes_when_the_next_is_laid_aside(
    app: FastAPI, opens: Opens, services: Standing
) -> None:
    await sent(opens("one"))
    services.now += KEPT_FOR + timedelta(seconds=1)
    await sent(opens(), "/login/answered")
    assert waits(app) == 1


async def test_a_fault_is_told_elsewhere_too(browser: httpx2.AsyncClient) -> None:
    sent = await browser.post("/fails")
    assert sent.status_code == 303
    assert (await browser.get(sent.headers["location"])).status_code == 500


async def test_a_redirection_and_what_a_program_asks_pass_as_they_are(browser: httpx2.AsyncClient) -> None:
    assert (await browser.post("/led-on")).headers["location"] == "/elsewhere"
    assert (await browser.post("/api/v1/answered")).text == TYPED
    assert (await browser.post("/answered", headers={"sec-fetch-mode": "cors"})).text == TYPED


@pytest.mark.parametrize("address", ["nothing", "0b6b9c8e-6a1f-4a2e-8f43-3d3f4f0c1a01", ""])
async def test_an_address_that_is_none_is_told_as_one_that_was_used(
    browser: httpx2.AsyncClient, address: str
) -> None:
    assert (await browser.get(f"{HERE}{address}")).status_code == 410
