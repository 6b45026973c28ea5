"""Marking notices as seen in a real browser, by keyboard alone and without JavaScript."""

from tests.browser.conftest import OpenPage


async def test_a_reader_without_javascript_marks_what_is_chosen_as_seen(open_page: OpenPage) -> None:
    page = await open_page("/en/indbakke", width=375, javascript=False, worker="LED1")
    assert await page.locator("p.lead").inner_text() == "1 new notice."
    await page.get_by_role("button", name="Mark those chosen as seen").focus()
    async with page.expect_navigation(url="**/en/indbakke"):
        await page.keyboard.press("Enter")
    assert await page.locator("p.lead").inner_text() == "0 new notices."
    assert await page.get_by_text("No new notices.").is_visible()


async def test_a_notice_that_is_not_chosen_stays_new(open_page: OpenPage) -> None:
    page = await open_page("/indbakke", javascript=False, worker="CTI1")
    await page.get_by_role("checkbox").first.uncheck()
    async with page.expect_navigation(url="**/indbakke"):
        await page.get_by_role("button", name="Markér de valgte som set").click()
    assert await page.get_by_role("checkbox").count() == 1
