"""The vault's pages in a real browser: by keyboard, on a phone, without JavaScript, and as axe sees them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from domain.trajectory_codes import Role
from tests.adapters.api.house import CPR, open_house
from tests.browser.axe import violations
from tests.domain.access.records import id_of
from tests.postgres_server import PostgresServer

LIFTED = id_of("own-lifted")
Opens = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="module")
async def opens(
    postgres_server: PostgresServer, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Opens]:
    """Opens a page as a role's worker, who has just proved who they are."""
    async with open_house(postgres_server, "house_browsed", tmp_path_factory.mktemp("browsed")) as house:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            server = uvicorn.Server(uvicorn.Config(house.app, log_config=None, lifespan="off", server_header=False))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"

            async def opened(role: Role, path: str, *, width: int = 1280, javascript: bool = True) -> Page:
                held = (await house.sign_in(role)).cookies
                context = await browser.new_context(
                    base_url=address, viewport={"width": width, "height": 800}, java_script_enabled=javascript
                )
                await context.add_cookies([{"name": name, "value": held[name], "url": address} for name in held])
                page = await context.new_page()
                await page.goto(path)
                return page

            yield opened
            server.should_exit = True
            await serving


async def fetch(page: Page) -> None:
    """Choose what is needed and why, and have it fetched, by keyboard alone."""
    for compartment in ("identitet", "notater"):
        await page.get_by_label(compartment, exact=True).focus()
        await page.keyboard.press("Space")
    await page.get_by_label("Formål").focus()
    await page.keyboard.type("arb")
    await page.keyboard.press("Tab")
    async with page.expect_navigation(url="**/svar/*"):
        await page.keyboard.press("Enter")


async def test_who_the_person_is_is_fetched_by_keyboard_without_javascript_on_a_phone(opens: Opens) -> None:
    page = await opens(Role.CTI_WORKER, f"/trajectories/{LIFTED}", width=375, javascript=False)
    await expect(page.get_by_text(CPR)).to_have_count(0)
    await fetch(page)
    await expect(page.get_by_text(CPR)).to_be_visible()
    assert CPR not in page.url


async def test_a_note_with_a_telephone_is_shown_again_with_a_warning(opens: Opens) -> None:
    page = await opens(Role.CTI_WORKER, f"/trajectories/{LIFTED}/boks/notat", javascript=False)
    await page.get_by_label("Formål").select_option("casework")
    await page.get_by_label("Notat", exact=True).fill("Ring på 20 40 60 80.")
    await page.get_by_role("button", name="Gem notatet").click()
    await expect(page.get_by_role("alert")).to_contain_text("et telefonnummer")
    await page.get_by_role("button", name="Gem notatet, som det er").click()
    await expect(page.get_by_role("heading", name="Hvem borgeren er")).to_be_visible()


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.CTI_WORKER, f"/trajectories/{LIFTED}"),
        (Role.CTI_WORKER, f"/trajectories/{LIFTED}/boks/ret"),
        (Role.CTI_WORKER, f"/en/trajectories/{LIFTED}/anonymitet"),
        (Role.CTI_WORKER, f"/trajectories/{LIFTED}/noedadgang"),
        (Role.LEADER, f"/trajectories/{LIFTED}/boks/slet"),
        (Role.AUDITOR, "/adgangslog"),
        (Role.AUDITOR, "/adgangslog/stikproeve"),
    ],
)
async def test_axe_finds_nothing_wrong_with_the_pages_of_the_vault(
    opens: Opens, axe: str, role: Role, path: str
) -> None:
    await _well_made(await opens(role, path), axe)


async def test_axe_finds_nothing_wrong_with_what_was_fetched(opens: Opens, axe: str) -> None:
    page = await opens(Role.CTI_WORKER, f"/trajectories/{LIFTED}")
    await fetch(page)
    await page.get_by_text("Ligger noget på det forkerte forløb?").click()
    await _well_made(page, axe)


async def _well_made(page: Page, axe: str) -> None:
    await page.evaluate(axe)
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") == width
    await page.context.close()
