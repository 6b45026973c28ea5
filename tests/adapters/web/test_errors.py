"""Errors are small pages in two languages that tell what to do, and never show what was sent."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import asyncpg
import httpx2
import pytest

from adapters.postgres.log import open_log
from adapters.reference.load import define_all, shipped
from adapters.services import Services
from domain.base import SYSTEM
from domain.handler import CommandHandler
from domain.log import LogUnavailable
from tests.adapters.web.signing_in import ALL_ROUND, pages_of, signed_in
from tests.adapters.web.test_pages import PAGES
from tests.adapters.web.town import COURSE, NOW, Town
from tests.postgres_server import TestDatabase
from tests.services import services_on

CANARIES = ("010190-1234", "0101901234", "Karla Kanariefugl", "<script>alert(1)</script>", "karla%00")
OTHERS = ("/nowhere", "/boards/caseload?centre=nowhere", "/static/exitspor.css", "/healthz", "/readyz")
TROUBLES = (LogUnavailable("x"), asyncpg.InterfaceError("x"), asyncpg.AdminShutdownError("x"))
PLACES = (
    "/{}",
    "/en/{}",
    "/static/{}",
    "/trajectories/{}",
    "/boards/caseload?centre={}",
    "/boards/caseload?status={}",
    "/boards/caseload?worker=CTI1&unknown={}",
    "/boards/deadlines?worker={}",
    "/boards/deadlines?after={}",
    "/boards/deadlines?known={}",
    "/boards/caseload?happened={}",
    "/boards/contacts?programme={}",
    "/boards/contacts?from={}",
    "/reports/status?programme=exit-pakke&from=2008&to={}",
    f"/trajectories/{COURSE}?as_of={{}}",
    "/indbakke?ref={}",
    "/indbakke?alle={}",
    "/healthz?{}",
    "/readyz?{}",
)


@pytest.mark.parametrize("canary", CANARIES)
async def test_no_page_shows_input_back(web: httpx2.AsyncClient, canary: str) -> None:
    for place in PLACES:
        answer = await web.get(place.format(quote(canary, safe="%")))
        shown = f"{answer.text} {answer.headers}".lower()
        assert "kanariefugl" not in shown
        assert "0101901234" not in shown.replace("-", "")
        assert "alert(1)" not in shown


@pytest.mark.parametrize(
    ("path", "status", "danish", "english"),
    [
        ("/nowhere", 404, "Siden findes ikke.", "There is no such page."),
        ("/trajectories/4e2e285a-3fec-4e25-8d06-33dddc29e6b0", 404, "Siden findes ikke.", "There is no such page."),
        ("/trajectories/1", 422, "en værdi, der ikke kan bruges", "a value that cannot be used"),
        ("/boards/caseload?centre=nowhere", 422, "Centret findes ikke.", "There is no such centre."),
        ("/boards/deadlines?worker=XX99", 422, "Medarbejderen findes ikke", "There is no such worker"),
        ("/boards/contacts?programme=none", 422, "Programmet findes ikke.", "There is no such programme."),
        ("/reports/status?from=1999", 422, "ingen opgørelsesperiode", "no reporting period"),
        ("/reports/status?from=2012&to=2008", 422, "Byt om på dem.", "Change them round."),
        (f"/trajectories/{COURSE}?as_of=1", 422, "var ikke registreret", "was not registered at that position"),
        (f"/trajectories/{COURSE}?as_of=999999", 422, "ikke nået så langt", "has not come that far"),
        (f"/trajectories/{COURSE}?as_of=99999999999999999999", 422, "ikke kan bruges", "cannot be used"),
    ],
)
async def test_what_cannot_be_shown_is_refused_in_danish_and_english(
    web: httpx2.AsyncClient, path: str, status: int, danish: str, english: str
) -> None:
    answer = await web.get(path)
    assert answer.status_code == status
    in_danish, in_english = answer.text.split('<section lang="en">')
    assert danish in in_danish
    assert english in in_english


async def test_the_pages_are_read_only(web: httpx2.AsyncClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await web.request(method, "/boards/caseload", content=b"name=Karla")
        assert answer.status_code == 405
        assert "Adressen kan ikke bruges på den måde." in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "localhost:evil", "[::2]:80"])
async def test_another_host_name_is_refused(web: httpx2.AsyncClient, host: str) -> None:
    answer = await web.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "CTI1" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8717", "127.0.0.1:1", "[::1]", "[::1]:8717"])
async def test_this_machines_own_names_are_answered(web: httpx2.AsyncClient, host: str) -> None:
    assert (await web.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "path", [*PAGES, "/nowhere", "/boards/caseload?centre=nowhere", "/static/exitspor.css", "/readyz"]
)
async def test_every_answer_is_guarded_and_kept_nowhere(web: httpx2.AsyncClient, path: str) -> None:
    headers = (await web.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'self'; script-src 'none';")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_needs_what_the_policy_forbids(web: httpx2.AsyncClient, path: str) -> None:
    page = (await web.get(path)).text
    assert " style=" not in page
    assert "<style" not in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page


async def test_a_fault_of_the_program_is_a_page_that_tells_nothing_of_it(town: Town) -> None:
    def broken() -> datetime:
        raise ValueError("Karla Kanariefugl")

    answer = await _ask(replace(town.services, clock=broken), "/boards/caseload", await signed_in(town.services))
    assert answer.status_code == 500
    assert "Der skete en fejl i programmet." in answer.text
    assert "Karla" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "trouble", [LogUnavailable("x"), asyncpg.InterfaceError("x"), asyncpg.AdminShutdownError("x")]
)
async def test_a_database_that_is_away_is_said_so(town: Town, trouble: Exception) -> None:
    def away() -> datetime:
        raise trouble

    answer = await _ask(replace(town.services, clock=away), "/boards/caseload", await signed_in(town.services))
    assert answer.status_code == 503
    assert "Databasen svarer ikke lige nu." in answer.text


async def test_boards_that_are_not_set_up_are_said_so(database: TestDatabase) -> None:
    async with open_log(database.app_dsn) as log:
        services = services_on(log, clock=lambda: NOW)
        await define_all(services.handler, (*shipped(), ALL_ROUND), actor=SYSTEM, municipality="101", now=NOW)
        cookies = await signed_in(services)
        for path in ("/", "/boards/caseload", "/boards/deadlines", "/boards/contacts", "/reports/status"):
            answer = await _ask(services, path, cookies)
            assert answer.status_code == 503
            assert "Tavlerne er ikke oprettet endnu." in answer.text
        ready = await _ask(services, "/readyz")
        assert ready.status_code == 503
        assert ready.json() == {"status": "behind"}


async def test_ready_tells_each_boards_lag_and_no_secret(web: httpx2.AsyncClient, town: Town) -> None:
    await town.projector.catch_up()
    answer = await web.get("/readyz")
    assert answer.status_code == 200
    assert {board["board"]: board["events_behind"] for board in answer.json()["boards"]} == {
        "cards": 0,
        "caseload": 0,
        "contacts": 0,
        "deadlines": 0,
        "history": 0,
    }
    assert "postgres" not in answer.text


async def test_not_ready_when_nobody_has_run_the_boards_for_long(town: Town, web: httpx2.AsyncClient) -> None:
    await town.services.pool.execute("UPDATE board.runner SET seen = seen - interval '1 hour'")
    try:
        answer = await web.get("/readyz")
        assert answer.status_code == 503
        assert [board["followed"] for board in answer.json()["boards"]] == [False] * 5
        assert "Intet program fører tavlen" in (await web.get("/")).text
        assert "No program keeps the board" in (await web.get("/en/")).text
    finally:
        await town.projector.catch_up()
    assert (await web.get("/readyz")).status_code == 200


async def test_not_ready_without_a_database(town: Town) -> None:
    async with open_log("postgresql://nobody@/none?host=/nonexistent") as log:
        services = replace(town.services, log=log, handler=CommandHandler(log))
        answer = await _ask(services, "/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"status": "unavailable"}
        assert (await _ask(services, "/boards/caseload")).status_code == 503
        assert (await _ask(services, "/healthz")).status_code == 200


async def _ask(services: Services, path: str, cookies: dict[str, str] | None = None) -> httpx2.Response:
    async with pages_of(services, None, cookies=cookies) as client:
        return await client.get(path)
