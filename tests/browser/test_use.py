"""The pages are used by keyboard, without JavaScript, on paper, and ask nobody else for anything."""

import asyncio

from playwright.async_api import Page, expect

from tests.adapters.web.test_pages import PAGES
from tests.adapters.web.town import COURSE
from tests.browser.conftest import OpenPage

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


async def focus_after(page: Page, *keys: str) -> str:
    """Press keys, and return the id or the text of what then has the focus."""
    for key in keys:
        await page.keyboard.press(key)
    focused: str = await page.evaluate(FOCUSED)
    return focused


async def test_the_first_tab_shows_a_link_that_skips_to_the_content(open_page: OpenPage) -> None:
    page = await open_page("/boards/deadlines")
    assert await focus_after(page, "Tab") == "Spring til indhold"
    await expect(page.get_by_text("Spring til indhold")).to_be_in_viewport()
    assert await focus_after(page, "Enter") == "indhold"
    assert await focus_after(page, "Tab") == "programme"


async def test_filters_are_set_and_sent_by_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page("/boards/caseload")
    await focus_after(page, "Tab", "Enter", "Tab", "Tab")
    await page.keyboard.type("Hjem")
    assert await focus_after(page, "Tab", "Tab", "Tab") == "Som det var før"
    assert await focus_after(page, "Tab") == "Vis"
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert "centre=hjemloeseenheden" in page.url
    await expect(page.locator("#centre")).to_have_value("hjemloeseenheden")


async def test_a_board_is_seen_as_it_was_by_keyboard_alone_and_left_again(open_page: OpenPage) -> None:
    page = await open_page("/boards/deadlines", javascript=False)
    await page.get_by_text("Som det var før").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Sket til og med").fill("2014-06-15")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.get_by_text("som sagerne stod, da 15. juni 2014 var gået")).to_be_visible()
    await expect(page.get_by_label("Sket til og med")).to_have_value("2014-06-15")
    await page.get_by_role("link", name="Vis, som den er nu").click()
    await expect(page.get_by_text("Den er ajour.")).to_be_visible()
    await expect(page.get_by_label("Sket til og med")).to_be_hidden()


async def test_what_has_the_focus_is_seen(open_page: OpenPage) -> None:
    page = await open_page("/boards/caseload")
    for _ in range(14):
        await page.keyboard.press("Tab")
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


async def test_a_wide_table_is_scrolled_by_keyboard(open_page: OpenPage) -> None:
    page = await open_page("/boards/caseload", width=320)
    table = page.locator(".wide").first
    await table.focus()
    await page.keyboard.press("ArrowRight")
    # The page's policy allows no evaluation that repeats itself inside of it.
    async with asyncio.timeout(30):
        while not await table.evaluate("table => table.scrollLeft"):
            await page.wait_for_timeout(50)


async def test_everything_works_without_javascript(open_page: OpenPage) -> None:
    page = await open_page("/", javascript=False)
    await page.get_by_role("link", name="Frister", exact=True).click()
    await page.get_by_label("Medarbejder").select_option("CTI1")
    await page.get_by_role("button", name="Vis").click()
    await expect(page.get_by_role("heading", name="Frister")).to_be_visible()
    await page.get_by_role("link", name="Forløb 5f0c9f3e").first.click()
    await expect(page.get_by_role("heading", name="Forløb 5f0c9f3e")).to_be_visible()
    await page.get_by_role("link", name="vis som kendt ved plads").last.click()
    await expect(page.get_by_text("Forløbet vises, som det var kendt ved plads")).to_be_visible()
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_text("The trajectory is shown as it was known at position")).to_be_visible()


async def test_a_page_keeps_its_policy_and_asks_no_other_machine(open_page: OpenPage, address: str) -> None:
    page = await open_page("/")
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        await page.goto(path)
    assert said == []
    assert asked
    assert all(url.startswith(f"{address}/") for url in asked)
    [cookie] = await page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


async def test_the_status_report_prints_alone(open_page: OpenPage) -> None:
    page = await open_page("/reports/status?from=2008&to=2012")
    await page.emulate_media(media="print")
    await expect(page.locator("nav")).to_be_hidden()
    await expect(page.locator(".filters")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Status på Exit-pakken")).to_be_visible()
    assert (await page.pdf(prefer_css_page_size=True)).startswith(b"%PDF")


async def test_the_phase_bar_lies_within_its_page_at_any_width(open_page: OpenPage) -> None:
    for width in (320, 1280):
        page = await open_page(f"/trajectories/{COURSE}", width=width)
        drawn = await page.locator("svg.phase-bar").bounding_box()
        assert drawn is not None
        assert 250 < drawn["width"] <= width
        assert (
            await page.locator("svg.phase-bar text").first.evaluate("text => getComputedStyle(text).fontSize")
            == "14px"
        )
