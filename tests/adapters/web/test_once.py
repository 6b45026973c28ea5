"""A browser is led from a form to its answer, which is shown once, to the session that it is for."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse

from adapters.settings import settings
from adapters.web.cookies import SESSION
from adapters.web.once import HERE, KEPT_FOR, MOST_KEPT, AnswersApart
from tests.adapters.web.once_services import Standing

BROWSER = {"sec-fetch-mode": "navigate"}
TYPED = "Karla Kanariefugl"


def app_with(services: Standing) -> FastAPI:
    app = FastAPI()
    app.add_api_route("/answered", lambda: PlainTextResponse(TYPED, 422, {"x-own": "1"}), methods=["POST"])
    app.add_api_route("/led-on", lambda: RedirectResponse("/elsewhere", 303), methods=["POST"])
    app.add_api_route("/fails", fails, methods=["POST"])
    app.add_api_route("/api/v1/answered", lambda: PlainTextResponse(TYPED), methods=["POST"])
    app.add_middleware(AnswersApart, services=services)  # type: ignore[arg-type]
    return app


def fails() -> None:
    raise RuntimeError("unforeseen")


@pytest.fixture
def services() -> Standing:
    return Standing(settings({}))


@pytest.fixture
async def browser(services: Standing) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app_with(services), raise_app_exceptions=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=BROWSER, cookies={SESSION: "one"}
    ) as client:
        yield client


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


async def test_it_is_shown_to_nobody_else(browser: httpx2.AsyncClient) -> None:
    address = (await browser.post("/answered")).headers["location"]
    for other in ({SESSION: "two"}, {}):
        browser.cookies = httpx2.Cookies(other)
        assert (await browser.get(address)).status_code == 410
    browser.cookies = httpx2.Cookies({SESSION: "one"})
    assert (await browser.get(address)).text == TYPED


async def test_it_waits_for_a_minute_and_no_longer(browser: httpx2.AsyncClient, services: Standing) -> None:
    first, second = [(await browser.post("/answered")).headers["location"] for _ in range(2)]
    services.now += KEPT_FOR
    assert (await browser.get(first)).status_code == 422
    services.now += timedelta(seconds=1)
    assert (await browser.get(second)).status_code == 410


async def test_the_oldest_go_where_too_many_wait(browser: httpx2.AsyncClient) -> None:
    addresses = [(await browser.post("/answered")).headers["location"] for _ in range(MOST_KEPT + 1)]
    assert (await browser.get(addresses[0])).status_code == 410
    assert (await browser.get(addresses[1])).status_code == 422


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
