"""The small town on a real server, and a real browser to look at it with."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from adapters.web.app import create_app
from tests.adapters.web.signing_in import WORKER, signed_in
from tests.adapters.web.town import Town, open_town
from tests.browser.axe import axe_source
from tests.browser.chromium import find_chromium, flags
from tests.postgres_server import PostgresServer

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def browsed(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """The town that browsers look at."""
    async with open_town(postgres_server, "town_browsed") as town:
        yield town


@pytest.fixture(scope="session")
async def address(browsed: Town) -> AsyncIterator[str]:
    """The address of the town's pages."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(create_app(browsed.services), log_config=None, lifespan="off", server_header=False)
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(playwright), args=flags())
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return axe_source()


@pytest.fixture
async def open_page(browser: Browser, browsed: Town, address: str) -> AsyncIterator[OpenPage]:
    """Opens a page of the town at a width, with or without JavaScript, signed in as a worker or (None) as nobody.

    All are closed after the test.
    """
    contexts: list[BrowserContext] = []

    async def opened(path: str, *, width: int = 1280, javascript: bool = True, worker: str | None = WORKER) -> Page:
        context = await browser.new_context(
            base_url=address, viewport={"width": width, "height": 800}, java_script_enabled=javascript
        )
        contexts.append(context)
        await sign_in(context, browsed, address, worker)
        page = await context.new_page()
        await page.goto(path)
        return page

    yield opened
    for context in contexts:
        await context.close()


@pytest.fixture(scope="session")
async def reader(browser: Browser, browsed: Town, address: str) -> AsyncIterator[Page]:
    """One page that goes from address to address, for tests that only look."""
    context = await browser.new_context(base_url=address)
    await sign_in(context, browsed, address, WORKER)
    yield await context.new_page()
    await context.close()


async def sign_in(context: BrowserContext, town: Town, address: str, worker: str | None) -> None:
    """Have a browser hold a worker's session."""
    cookies = await signed_in(town.services, worker) if worker else {}
    for name, value in cookies.items():
        await context.add_cookies(
            [{"name": name, "value": value, "url": address, "httpOnly": True, "sameSite": "Lax"}]
        )
