"""Every page meets WCAG 2.2 AA as far as a machine can tell, wide and narrow, in both languages."""

from itertools import pairwise

import pytest
from playwright.async_api import Page

from tests.adapters.web.test_pages import PAGES
from tests.browser.axe import violations

ERRORS = ("/nowhere", "/boards/caseload?centre=nowhere")
EVERY = (*PAGES, *(f"/en{path}" for path in PAGES), *ERRORS)


@pytest.mark.parametrize("path", EVERY)
async def test_axe_finds_nothing_wrong_and_nothing_is_scrolled_sideways(reader: Page, axe: str, path: str) -> None:
    await reader.goto(path)
    await reader.evaluate(axe)
    for width in (1280, 320):
        await reader.set_viewport_size({"width": width, "height": 800})
        assert await violations(reader) == []
        assert await reader.evaluate("document.documentElement.scrollWidth") == width


async def test_headings_come_in_order_and_tables_have_captions_and_scopes(reader: Page) -> None:
    for path in PAGES:
        await reader.goto(path)
        await _well_made(reader)


async def _well_made(page: Page) -> None:
    levels = await page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))
    assert await page.locator("table:not(:has(caption))").count() == 0
    assert await page.locator("th:not([scope])").count() == 0


async def test_the_danish_report_is_marked_as_danish_on_an_english_page(reader: Page) -> None:
    await reader.goto("/en/reports/status?from=2008&to=2012")
    assert await reader.get_attribute("html", "lang") == "en"
    assert await reader.get_attribute("article", "lang") == "da"
