"""Logging in, out, and anew: by forms alone, as a browser without JavaScript does it."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from threading import BoundedSemaphore
from types import SimpleNamespace
from urllib.parse import urlencode

import asyncpg
import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response

from adapters.demo.staff import demo_staff
from adapters.login import passwords
from adapters.login.beginning import Chosen, begin
from adapters.login.sessions import IDLE
from adapters.postgres.log import open_log
from adapters.reference.load import define_all, shipped
from adapters.services import Services
from adapters.settings import Settings
from adapters.web.asking import address_of
from adapters.web.cookies import SESSION, give_cookie, take_cookie
from adapters.web.origin import LARGEST_FORM
from adapters.web.signed_in import TOKEN_FIELD, TOKEN_HEADER
from domain.base import SYSTEM
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.adapters.web.conftest import OWN
from tests.adapters.web.signing_in import ADDRESS, app_of, pages_of, signed_in, token_of
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.postgres_server import PostgresServer
from tests.services import services_on

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PASSWORD = "fire ord efter hinanden"
BB1 = Staff(code="BB1", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter")
BB2 = BB1.model_copy(update={"code": "BB2"})
GONE = Staff(code="BB9", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter", active=False)
OWN_PAGE = "/mine-adgange"
PUBLIC = "https://exitspor.example"


class Clock:
    """A clock that stands until a test moves it."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield CLOCK
    CLOCK.now = NOW


CLOCK = Clock()


@pytest.fixture(scope="module")
async def building(postgres_server: PostgresServer) -> AsyncIterator[Services]:
    """An installation with reference data and workers, in which the tests of this file follow each other."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE building TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    async with open_log(database_on(postgres_server, "building").app_dsn) as log:
        services, staff = services_on(log, clock=CLOCK), (*shipped(), BB1, BB2, GONE)
        await define_all(services.handler, staff, actor=SYSTEM, municipality="101", now=NOW)
        yield services
    await run_as_superuser(postgres_server, "DROP DATABASE building WITH (FORCE)")


@pytest.fixture
async def office(building: Services, postgres_server: PostgresServer, clock: Clock) -> Services:
    """An installation in which nobody has been yet, with a worker BB1 who has a password."""
    await forget_log_ins(postgres_server, "building")
    await has_password(building, "BB1")
    return building


async def forget_log_ins(server: PostgresServer, database: str) -> None:
    superuser = await asyncpg.connect(database_on(server, database).superuser_dsn)
    await superuser.execute("TRUNCATE login.session, login.account, login.pending, login.first_run, throttle.subject")
    await superuser.close()


async def has_password(services: Services, staff: str) -> None:
    accounts = services.logins.accounts
    assert await accounts.use_code(staff, await accounts.give_code(staff, NOW), PASSWORD, NOW)


@pytest.fixture
async def browser(office: Services) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in which nobody is signed in."""
    async with pages_of(office, None) as client:
        client.headers.update(OWN)
        yield client


async def sends(browser: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    """Send the form of a page, with the hidden fields that the page has."""
    page = (await browser.get(path)).text
    action = path.partition("?")[0]
    form = next(one for one in page.split("<form")[1:] if f'action="{action}"' in one).split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return await posts(browser, action, **{**hidden, **fields})


async def posts(browser: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    return await browser.post(path, content=urlencode(fields), headers=sent)


async def logs_in(browser: httpx2.AsyncClient, path: str = "/login", password: str = PASSWORD) -> httpx2.Response:
    return await sends(browser, path, kode=" bb1 ", adgangskode=password)


@pytest.mark.parametrize("path", ["/", "/boards/caseload", "/nowhere", "/mine-adgange", "/indbakke", "/metrics"])
async def test_nobody_sees_a_page_before_they_have_signed_in(browser: httpx2.AsyncClient, path: str) -> None:
    danish, english = await browser.get(path), await browser.get(f"/en{path}")
    assert (danish.status_code, danish.headers["location"].partition("?")[0]) == (303, "/login")
    assert (english.status_code, english.headers["location"].partition("?")[0]) == (303, "/en/login")
    assert danish.text == english.text == ""


async def test_without_an_issuer_there_is_none_of_its_pages(browser: httpx2.AsyncClient) -> None:
    for path in ("/login/begynd", "/login/svar", "/login/ud"):
        assert (await browser.get(path)).status_code in (403, 404)


async def test_every_route_but_a_few_is_behind_the_gate(office: Services) -> None:
    paths = {getattr(route, "path", "") for route in app_of(office).routes}
    is_open = {path for path in paths if re.match(r"(/en)?/(login|opsaetning)(/|$)|/static/|/health|/readyz$", path)}
    assert len(is_open) < 20
    async with pages_of(office, None) as nobody:
        for path in paths - is_open:
            answer = await nobody.get(re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000000", path))
            assert answer.status_code in (303, 401), path


async def test_the_api_answers_who_is_not_signed_in_with_json(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/api/v1/anything")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"
    assert (await browser.post("/api/v1/anything", json={})).status_code == 401


async def test_a_worker_signs_in_and_is_led_on_to_where_they_came_from(browser: httpx2.AsyncClient) -> None:
    led = (await browser.get("/en" + OWN_PAGE)).headers["location"]
    assert led == "/en/login?til=%2Fmine-adgange"
    answer = await logs_in(browser, led)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/mine-adgange")
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"exitspor=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)
    page = (await browser.get(OWN_PAGE)).text
    assert "Du er logget ind som <strong>BB1</strong>: brobygger." in page


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example", "/0101901234", "/a?name=Karla", "/Karla"]
)
async def test_a_log_in_leads_to_our_own_pages_only(browser: httpx2.AsyncClient, target: str) -> None:
    answer = await logs_in(browser, f"/login?{urlencode({'til': target})}")
    assert answer.headers["location"] == "/"


def test_over_https_the_cookie_is_of_this_host_alone_and_secure() -> None:
    answer, settings = Response(), Settings(public_url="https://exitspor.example")
    give_cookie(answer, settings, SESSION, "x")
    assert answer.headers["set-cookie"] == "__Host-exitspor=x; HttpOnly; Path=/; SameSite=lax; Secure"
    take_cookie(answer, settings, SESSION)
    assert answer.headers.getlist("set-cookie")[1].startswith('__Host-exitspor=""; ')


async def test_an_unknown_worker_and_a_wrong_password_are_answered_alike(browser: httpx2.AsyncClient) -> None:
    answers = [
        await sends(browser, "/login", kode=code, adgangskode=password)
        for code, password in (
            ("BB1", "wrong"),
            ("XX9", PASSWORD),
            ("BB9", PASSWORD),
            ("Karla Kanariefugl", PASSWORD),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.text for answer in answers}) == 1
    assert "er forkert" in answers[0].text
    assert "Karla" not in answers[3].text
    assert "set-cookie" not in answers[0].headers


async def test_who_guesses_is_locked_out_and_the_right_password_does_not_help_then(
    browser: httpx2.AsyncClient,
) -> None:
    for _ in range(5):
        assert "er forkert" in (await logs_in(browser, password="wrong")).text
    locked = await logs_in(browser)
    assert locked.status_code == 422
    assert "Prøv igen om 16 minutter" in locked.text or "Prøv igen om 15 minutter" in locked.text


async def test_who_comes_when_many_passwords_wait_is_told_to_come_back_and_not_counted(
    browser: httpx2.AsyncClient, office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = BoundedSemaphore(1)
    assert full.acquire(blocking=False)
    monkeypatch.setattr(passwords, "_PLACES", full)
    code = await office.logins.accounts.give_code("BB2", NOW)
    new = {"engangskode": code, "kode": "BB2", "adgangskode": PASSWORD, "gentaget": PASSWORD}
    for _ in range(6):
        for busy in (await logs_in(browser), await sends(browser, "/opsaetning", **new)):
            assert busy.status_code == 503
            assert "Vent et øjeblik" in busy.text
            assert "Wait a moment" in busy.text
    full.release()
    assert (await logs_in(browser)).status_code == 303
    assert (await sends(browser, "/opsaetning", **new)).status_code == 303


@pytest.mark.parametrize("code", ["A\0B1", "bb1\0", "B" * 10_000, "'", "É1"])
async def test_what_is_no_staff_code_is_wrong_like_any_other_and_never_reaches_the_database(
    browser: httpx2.AsyncClient, code: str
) -> None:
    typed = {"engangskode": "ABCDE-FGHJK", "adgangskode": PASSWORD, "gentaget": PASSWORD, "kode": code}
    for path, said in (("/login", "er forkert"), ("/opsaetning", "Engangskoden er forkert")):
        answer = await sends(browser, path, **typed)
        assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.parametrize("said", ["cross-site", "same-site"])
async def test_a_link_elsewhere_opens_nothing_that_is_written_down_in_the_name_of_who_follows_it(
    office: Services, said: str
) -> None:
    id = "00000000-0000-4000-8000-000000000000"
    async with pages_of(office, "BB1") as browser:
        for path in (f"/api/v1/trajectories/{id}/vault?field=name", "/api/v1/export/events", "/api/v1/session"):
            answer = await browser.get(path, headers={"Sec-Fetch-Site": said})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        for path in (f"/trajectories/{id}/udtraek", "/adgangslog", "/en/adgangslog/stikproeve"):
            answer = await browser.get(path, headers={"Sec-Fetch-Site": said})
            assert answer.status_code == 403
            assert "link et andet sted" in answer.text
        for own in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
            assert (await browser.get("/api/v1/session", headers=own)).status_code == 200
        assert (await browser.get("/indbakke?ref=X", headers={"Sec-Fetch-Site": said})).status_code != 403


async def test_an_answer_that_waits_is_not_shown_once_its_session_has_ended(office: Services) -> None:
    cookies = await signed_in(office, "BB1")
    async with pages_of(office, None, cookies=cookies) as browser:
        browser.headers.update({**OWN, "Sec-Fetch-Mode": "navigate"})
        answers = [(await posts(browser, OWN_PAGE, session="karla")).headers["location"] for _ in range(2)]
        assert (await browser.get(answers[0])).status_code == 422
        await office.logins.sessions.end_all("BB1")
        assert (await browser.get(answers[1])).status_code == 410


async def test_where_an_issuer_is_switched_on_the_sessions_of_local_accounts_are_over(
    office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pages_of(office, "BB1") as browser:
        assert (await browser.get(OWN_PAGE)).status_code == 200
        monkeypatch.setattr(office.logins, "has_issuer", True)
        assert (await browser.get(OWN_PAGE)).headers["location"].startswith("/login")


async def test_a_session_that_is_too_old_leads_to_the_log_in(office: Services, clock: Clock) -> None:
    cookies = await signed_in(office, "BB1")
    clock.now += IDLE
    async with pages_of(office, None, cookies=cookies) as later:
        assert (await later.get(OWN_PAGE)).headers["location"].startswith("/login")


async def test_a_worker_who_has_left_is_no_longer_signed_in(office: Services) -> None:
    cookies = await signed_in(office, "BB2")
    gone = BB2.model_copy(update={"active": False})
    await define_all(office.handler, [gone], actor=SYSTEM, municipality="101", now=NOW)
    async with pages_of(office, None, cookies=cookies) as browser:
        assert (await browser.get(OWN_PAGE)).status_code == 303


async def test_logging_in_again_ends_the_session_that_the_browser_had(
    browser: httpx2.AsyncClient, office: Services
) -> None:
    former = re.search(r"exitspor=([\w-]+)", (await logs_in(browser)).headers["set-cookie"])
    assert former is not None
    await logs_in(browser)
    assert await office.logins.sessions.look(former[1], NOW) is None
    assert len(await office.logins.sessions.of("BB1", NOW)) == 1


async def test_logging_out_ends_the_session_everywhere_its_cookie_is(
    browser: httpx2.AsyncClient, office: Services
) -> None:
    await logs_in(browser)
    kept = dict(browser.cookies)
    page = (await browser.get(OWN_PAGE)).text
    token = re.search(rf'name="{TOKEN_FIELD}" value="([^"]+)"', page)
    assert token is not None
    answer = await posts(browser, "/log-ud", **{TOKEN_FIELD: token[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    async with pages_of(office, None, cookies=kept) as thief:
        assert (await thief.get(OWN_PAGE)).status_code == 303


@pytest.mark.parametrize(
    "path", ["/log-ud", "/mine-adgange", "/bekraeft", "/indbakke", "/nowhere", "/api/v1/anything"]
)
async def test_nothing_is_changed_without_the_session_s_own_token(office: Services, path: str) -> None:
    cookies, others = await signed_in(office, "BB1"), await signed_in(office, "BB1")
    async with pages_of(office, None, cookies=cookies) as browser:
        del browser.headers[TOKEN_HEADER]
        browser.headers.update(OWN)
        for token in ("", "x", token_of(others)):
            assert (await posts(browser, path, **{TOKEN_FIELD: token, "session": "alle"})).status_code == 403
            assert (await browser.post(path, json={}, headers={TOKEN_HEADER: token})).status_code == 403
        assert (await browser.request("DELETE", path)).status_code == 403
        assert (await browser.get(OWN_PAGE)).status_code == 200


async def test_nothing_is_changed_for_another_page_even_with_the_token(office: Services) -> None:
    cookies = await signed_in(office, "BB1")
    async with pages_of(office, None, cookies=cookies) as browser:
        for said in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
            assert (await browser.post("/log-ud", headers=said)).status_code == 403
        assert (await browser.get(OWN_PAGE)).status_code == 200


async def test_nobody_logs_somebody_else_in_from_another_page(office: Services) -> None:
    async with pages_of(office, None) as browser:
        answer = await browser.post("/login", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


async def test_a_form_that_is_too_large_or_none_is_refused_before_it_is_read_to_its_end(office: Services) -> None:
    cookies = await signed_in(office, "BB1")
    form = {"Content-Type": "application/x-www-form-urlencoded", **OWN}
    async with pages_of(office, None, cookies=cookies) as browser:
        del browser.headers[TOKEN_HEADER]
        for body in (b"x" * (LARGEST_FORM + 1), b"\xff", b"a=1&" * 2_000):
            assert (await browser.post("/log-ud", content=body, headers=form)).status_code == 422


async def test_a_worker_proves_anew_who_they_are_and_gets_a_new_cookie(
    browser: httpx2.AsyncClient, office: Services
) -> None:
    await logs_in(browser)
    former = browser.cookies["exitspor"]
    wrong = await sends(browser, "/bekraeft?til=/indbakke", adgangskode="wrong")
    assert (wrong.status_code, browser.cookies["exitspor"]) == (422, former)
    assert 'name="til" value="/indbakke"' in wrong.text
    answer = await sends(browser, "/bekraeft?til=/indbakke", adgangskode=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/indbakke")
    assert browser.cookies["exitspor"] != former
    assert await office.logins.sessions.look(former, NOW) is None
    [session] = await office.logins.sessions.of("BB1", NOW)
    assert session.stepped_up == NOW


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_who_is_led_to_prove_who_they_are_comes_back_in_the_same_language(
    browser: httpx2.AsyncClient, prefix: str
) -> None:
    await logs_in(browser)
    led = (await browser.get(f"{prefix}/noedadgang")).headers["location"]
    assert led == f"{prefix}/bekraeft?til=%2Fnoedadgang"
    answer = await sends(browser, led, adgangskode=PASSWORD)
    assert answer.headers["location"] == f"{prefix}/noedadgang"
    assert (await browser.get(answer.headers["location"])).status_code == 200


async def test_a_worker_sees_their_own_sessions_and_ends_one_or_all(
    browser: httpx2.AsyncClient, office: Services
) -> None:
    await logs_in(browser)
    elsewhere = await signed_in(office, "BB1")
    page = (await browser.get(OWN_PAGE)).text
    assert page.count('name="session"') == 3
    assert page.count("Denne") == 1
    other = next(
        one
        for one in await office.logins.sessions.of("BB1", NOW)
        if str(one.handle) not in page.split("Denne")[1].split("</tr>")[0]
    )
    await sends(browser, OWN_PAGE, session=str(other.handle))
    assert await office.logins.sessions.look(elsewhere["exitspor"], NOW) is None
    assert (await browser.get(OWN_PAGE)).status_code == 200
    assert (await sends(browser, OWN_PAGE, session="karla")).status_code == 422
    await sends(browser, OWN_PAGE, session="alle")
    assert (await browser.get(OWN_PAGE)).headers["location"].startswith("/login")


async def test_the_log_in_of_a_real_municipality_lists_nobody(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/login")).text
    assert "BB1" not in page
    assert "Jeg har en engangskode" in page


async def test_a_reset_worker_chooses_a_password_by_the_code(browser: httpx2.AsyncClient, office: Services) -> None:
    code = await office.logins.accounts.give_code("BB1", NOW)
    new = {"engangskode": code, "kode": "bb1", "adgangskode": "helt nye ord i dag", "gentaget": "helt nye ord i dag"}
    for wrong, said in (
        ({"gentaget": "noget andet i dag"}, "ikke ens"),
        ({"adgangskode": "kort", "gentaget": "kort"}, "mindst 12 tegn"),
        ({"kode": "BB9"}, "Engangskoden er forkert"),
        ({"engangskode": "ABCDE-FGHJK"}, "Engangskoden er forkert"),
    ):
        answer = await sends(browser, "/opsaetning", **{**new, **wrong})
        assert answer.status_code == 422
        assert said in answer.text
        assert code not in answer.text
    answer = await sends(browser, "/opsaetning", **new)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get(OWN_PAGE)).status_code == 200


async def test_codes_are_not_guessed_for_long(browser: httpx2.AsyncClient, office: Services) -> None:
    code = await office.logins.accounts.give_code("BB1", NOW)
    typed = {"kode": "BB1", "adgangskode": PASSWORD, "gentaget": PASSWORD}
    for _ in range(5):
        await sends(browser, "/opsaetning", engangskode="ABCDE-FGHJK-MNPQR-STUVW", **typed)
    answer = await sends(browser, "/opsaetning", engangskode=code, **typed)
    assert "prøvet for mange gange" in answer.text


@pytest.fixture(scope="module")
async def unused(postgres_server: PostgresServer) -> AsyncIterator[Services]:
    """An installation with reference data and no worker."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE unused TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    async with open_log(database_on(postgres_server, "unused").app_dsn) as log:
        services = services_on(log, clock=lambda: NOW + timedelta(days=1))
        await define_all(services.handler, shipped(), actor=SYSTEM, municipality="101", now=NOW)
        yield services
    await run_as_superuser(postgres_server, "DROP DATABASE unused WITH (FORCE)")


@pytest.fixture
async def empty(unused: Services, postgres_server: PostgresServer) -> Services:
    """An installation as it is after its first start: without any account."""
    await forget_log_ins(postgres_server, "unused")
    unused.logins._begun = False
    return unused


async def test_before_there_is_an_account_every_page_leads_to_the_set_up(empty: Services) -> None:
    async with pages_of(empty, None) as browser:
        assert (await browser.get("/boards/caseload")).headers["location"].startswith("/opsaetning")
        assert (await browser.get("/en/")).headers["location"] == "/en/opsaetning"


async def test_the_first_to_set_up_becomes_administrator_and_the_code_is_used_up(empty: Services) -> None:
    code = await empty.logins.accounts.print_code()
    assert code is not None
    typed = {"adgangskode": PASSWORD, "gentaget": PASSWORD}
    async with pages_of(empty, None) as browser:
        browser.headers.update(OWN)
        wrong = await sends(browser, "/opsaetning", engangskode=code, kode="Karla", **typed)
        assert "to til fem store bogstaver" in wrong.text
        assert "KARLA" not in wrong.text.upper()
        answer = await sends(browser, "/opsaetning", engangskode=code, kode="ADM1", **typed)
        assert answer.status_code == 303
        assert "administrator" in (await browser.get(OWN_PAGE)).text
    assert (await empty.catalogue()).staff["ADM1"].roles == (Role.ADMINISTRATOR,)
    async with pages_of(empty, None) as browser:
        browser.headers.update(OWN)
        again = await sends(browser, "/opsaetning", engangskode=code, kode="ADM2", **typed)
        assert again.status_code == 422
    assert "ADM2" not in (await empty.catalogue()).staff


async def test_of_two_who_set_up_at_once_with_one_code_one_becomes_administrator(empty: Services) -> None:
    code = await empty.logins.accounts.print_code()
    assert code is not None
    chosen = [Chosen(code, staff, PASSWORD, PASSWORD) for staff in ("ADM3", "ADM4")]
    answers = await asyncio.gather(*(begin(empty, one) for one in chosen))
    assert sorted(trouble is None for trouble, _ in answers) == [False, True]
    assert len({"ADM3", "ADM4"} & set((await empty.catalogue()).staff)) == 1


async def test_in_the_demo_one_password_holds_for_one_worker_of_each_role(empty: Services) -> None:
    await define_all(empty.handler, demo_staff(), actor=SYSTEM, municipality="101", now=NOW)
    await empty.logins.accounts.mark_demo()
    code = await empty.logins.accounts.print_code()
    assert code is not None
    typed = {"engangskode": code, "adgangskode": PASSWORD, "gentaget": PASSWORD}
    async with pages_of(empty, None) as browser:
        browser.headers.update(OWN)
        assert "en medarbejder i hver rolle" in (await browser.get("/opsaetning")).text
        assert (await sends(browser, "/opsaetning", kode="BB2", **typed)).status_code == 422
        assert (await sends(browser, "/opsaetning", kode="LED1", **typed)).status_code == 303
        page = (await browser.get("/login")).text
        listed = dict(re.findall(r'<th scope="row">(\w+)</th><td class="cap">([^<]+)</td>', page))
        assert set(listed.values()) == {role.da for role in Role}
        for worker in listed:
            assert (await sends(browser, "/login", kode=worker, adgangskode=PASSWORD)).status_code == 303
            assert f"<strong>{worker}</strong>" in (await browser.get(OWN_PAGE)).text


async def test_a_database_that_is_away_is_said_so_to_who_is_not_signed_in() -> None:
    async with (
        open_log("postgresql://nobody@/none?host=/nonexistent") as log,
        pages_of(services_on(log), None) as browser,
    ):
        page = await browser.get("/boards/caseload")
        assert page.status_code == 503
        assert "Databasen svarer ikke" in page.text
        answer = await browser.get("/api/v1/x", headers={"Cookie": "exitspor=x"})
        assert answer.json()["code"] == "service-unavailable"


async def test_this_machine_s_cookie_is_not_the_https_one(office: Services) -> None:
    cookies = await signed_in(office, "BB1")
    async with pages_of(office, None, cookies={"__Host-exitspor": cookies["exitspor"]}) as browser:
        assert (await browser.get(OWN_PAGE)).status_code == 303
    assert ADDRESS.startswith("http://")


def test_every_form_that_changes_something_has_the_session_s_token() -> None:
    folder = files("adapters.web") / "templates"
    forms = [
        (template.name, form.split("</form>")[0])
        for template in folder.iterdir()
        if template.name.endswith(".html")
        for form in template.read_text("utf-8").split("<form")[1:]
        if 'method="post"' in form.split(">")[0]
    ]
    assert len(forms) > 5
    assert [name for name, form in forms if "token_field()" not in form] == []


@pytest.mark.parametrize(
    ("url", "heard", "address"),
    [
        (None, [], "127.0.0.1"),
        (None, ["10.0.0.7"], "127.0.0.1"),
        ("http://127.0.0.1:1", ["10.0.0.7"], "127.0.0.1"),
        (PUBLIC, [], "127.0.0.1"),
        (PUBLIC, ["10.0.0.7"], "10.0.0.7"),
        (PUBLIC, ["made up, 10.0.0.7"], "10.0.0.7"),
        (PUBLIC, ["192.0.2.1", "10.0.0.7"], "10.0.0.7"),
        (PUBLIC, ["192.0.2.1, 192.0.2.2", "192.0.2.3,10.0.0.7"], "10.0.0.7"),
        (PUBLIC, ["10.0.0.7:4711"], "10.0.0.7"),
        (PUBLIC, ["[2001:db8::7]:4711"], "2001:db8::7"),
        (PUBLIC, ["2001:db8::7"], "2001:db8::7"),
        (PUBLIC, ["10.0.0.7, made up"], "127.0.0.1"),
        (PUBLIC, ["10.0.0.7,"], "127.0.0.1"),
    ],
)
def test_tries_are_counted_for_whom_the_end_of_https_heard_and_never_for_whom_a_caller_names(
    url: str | None, heard: list[str], address: str
) -> None:
    app = SimpleNamespace(state=SimpleNamespace(services=SimpleNamespace(settings=Settings(public_url=url))))
    headers = [(b"x-forwarded-for", line.encode()) for line in heard]
    scope = {"type": "http", "app": app, "headers": headers, "client": ("127.0.0.1", 1)}
    assert address_of(Request(scope)) == address
