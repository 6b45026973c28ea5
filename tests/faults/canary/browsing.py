"""A real browser with a profile of its own, in which a worker looks at what is personal and types it."""

import re
from contextlib import suppress

from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.chromium import find_chromium, flags
from tests.faults.canary.house import House
from tests.faults.canary.search import Place, canaries_in
from tests.faults.canary.visitor import PASSWORD
from tests.faults.canary.words import CPR, NAME, NOTE, PHONE

STEPS_BACK = 3
MOST_LOOKS, LOOK_MILLISECONDS = 100, 50
ALL_THAT_IS_TYPED = "[...document.querySelectorAll('input, textarea')].map(field => field.value)"


def browse(house: House, trajectory: str) -> None:
    """Sign in, fetch the identity, begin a note, search by CPR number, go back and forth, and close the browser."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(house.profile), executable_path=find_chromium(playwright), args=flags(), base_url=house.up.web
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        _sign_in(page)
        _read_the_vault(page, trajectory)
        _begin_a_note(page, trajectory)
        _search(page)
        for _ in range(STEPS_BACK):
            _go_back(page)
        context.close()


def _go_back(page: Page) -> None:
    """Step back, as whoever sits down at an open browser does: what was fetched or typed is not there any more."""
    # What a form had answered is not kept, and the browser says so by a page of its own.
    with suppress(Error):
        page.go_back()
    seen = _seen(page)
    assert canaries_in([Place("a page that was gone back to", seen.encode())]) == []


def _seen(page: Page) -> str:
    """Return what a page shows and what is typed in it, once it has come to rest."""
    for _ in range(MOST_LOOKS):
        with suppress(Error):
            return str(page.content() + "".join(page.evaluate(ALL_THAT_IS_TYPED)))
        page.wait_for_timeout(LOOK_MILLISECONDS)
    raise AssertionError("the page does not come to rest")


def _sign_in(page: Page) -> None:
    page.goto("/login")
    page.locator("#kode").fill("CTI1")
    page.locator("#adgangskode").fill(PASSWORD)
    with page.expect_navigation(url=re.compile(r".*/$")):
        page.locator("#adgangskode").press("Enter")


def _read_the_vault(page: Page, trajectory: str) -> None:
    page.goto(f"/trajectories/{trajectory}")
    for box in page.locator("input[name=compartment]").all():
        box.check()
    page.locator("select[name=purpose]").select_option("casework")
    page.get_by_role("button", name="Hent fra boksen").click()
    page.get_by_text(NAME.typed).first.wait_for()


def _begin_a_note(page: Page, trajectory: str) -> None:
    page.goto(f"/trajectories/{trajectory}/boks/notat")
    page.locator("textarea[name=text]").fill(f"{NOTE.typed}, {PHONE.typed}")
    page.locator("select[name=purpose]").select_option("casework")
    page.get_by_role("button", name="Gem notatet").click()
    page.locator("[role=alert]").wait_for()


def _search(page: Page) -> None:
    page.goto("/cpr")
    page.locator("input[name=cpr]").fill(CPR.typed)
    page.locator("select[name=purpose]").select_option("casework")
    page.locator("main form button").click()
    page.locator("[role=status]").wait_for()
