"""Signing in and out in a real browser, by keyboard alone and without JavaScript."""

import re

from playwright.async_api import expect

from tests.adapters.web.town import NOW, Town
from tests.browser.conftest import OpenPage

PASSWORD = "fire ord efter hinanden"


async def test_a_worker_signs_in_proves_anew_and_signs_out_by_keyboard(open_page: OpenPage, browsed: Town) -> None:
    accounts = browsed.services.logins.accounts
    assert await accounts.use_code("CTI2", await accounts.give_code("CTI2", NOW), PASSWORD, NOW)
    page = await open_page("/mine-adgange", width=320, javascript=False, worker=None)
    await expect(page).to_have_url(re.compile(r"/login\?til=%2Fmine-adgange$"))
    await page.get_by_label("Medarbejderkode").focus()
    await page.keyboard.type("CTI2")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("er forkert")
    await page.get_by_label("Medarbejderkode").fill("CTI2")
    await page.get_by_label("Adgangskode").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Mine adgange")).to_be_visible()

    await page.goto("/bekraeft?til=/mine-adgange")
    await page.get_by_label("Adgangskode").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Mine adgange")).to_be_visible()

    await page.get_by_role("button", name="Log ud").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Log ind")).to_be_visible()
    assert await page.context.cookies() == []
    await page.goto("/mine-adgange")
    await expect(page.get_by_role("heading", name="Log ind")).to_be_visible()
