"""Logging in at an issuer, and every way in which what comes back is not to be believed."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx2
import pytest

from adapters.login.oidc.flow import Flow
from adapters.login.oidc.issuer import ASKED_AGAIN_AFTER, KEPT_FOR, Issuer
from adapters.postgres.log import open_log
from adapters.reference.load import define_all, shipped
from adapters.services import Services
from adapters.settings import Settings
from adapters.throttle.limits import LIMITS, SubjectKind, TryKind
from domain.base import SYSTEM
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.adapters.login.fake_issuer import (
    ADDRESS,
    CLIENT,
    Claims,
    FakeIssuer,
    signed_by_nobody_known,
    signed_with_the_public_key,
    unsigned,
)
from tests.adapters.web.conftest import OWN
from tests.adapters.web.signing_in import app_of
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.postgres_server import PostgresServer
from tests.services import services_on

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PAGES = "https://exitspor.example"
STAFF = (
    Staff(code="BB7", roles=(Role.BRIDGE_BUILDER, Role.LEADER), centre="socialcenter"),
    Staff(code="BB8", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter"),
)
MAPPING = """
[worker]
claim = "sub"
[worker.codes]
"7f1c9a52" = "BB7"
"8a2d0b63" = "BB8"
"9b3e1c74" = "BB99"
[roles]
claim = "roles"
[roles.names]
"exitspor-brobygger" = "bridge-builder"
"exitspor-kontor" = "head-of-office"
"""


class Clock:
    """A clock that stands until a test moves it."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


CLOCK = Clock()


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield CLOCK
    CLOCK.now = NOW


@pytest.fixture(scope="module")
async def services(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Services]:
    """An installation whose workers log in at the issuer."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE house TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    mapping = tmp_path_factory.mktemp("oidc") / "mapping.toml"
    mapping.write_text(MAPPING)
    settings = Settings(public_url=PAGES, oidc_issuer=ADDRESS, oidc_client_id=CLIENT, oidc_mapping=mapping)
    async with open_log(database_on(postgres_server, "house").app_dsn) as log:
        made = services_on(log, settings=settings, clock=CLOCK)
        await define_all(made.handler, (*shipped(), *STAFF), actor=SYSTEM, municipality="101", now=NOW)
        yield made
    await run_as_superuser(postgres_server, "DROP DATABASE house WITH (FORCE)")


@pytest.fixture
def issuer(clock: Clock) -> FakeIssuer:
    return FakeIssuer(lambda: int(clock().timestamp()), more={"roles": ["exitspor-brobygger", "exitspor-kontor"]})


@pytest.fixture
async def browser(services: Services, issuer: FakeIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    app = app_of(services)
    flow: Flow = app.state.flow
    app.state.flow = replace(flow, issuer=Issuer(ADDRESS, issuer.transport()))
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=PAGES, headers=OWN) as client:
        yield client


async def leads(browser: httpx2.AsyncClient, issuer: FakeIssuer, path: str = "/login/begynd") -> str:
    """Begin on our page and log in at the issuer; return the query that a browser comes back with."""
    return issuer.log_in((await browser.get(path)).headers["location"])


async def comes_back(browser: httpx2.AsyncClient, query: str) -> httpx2.Response:
    return await browser.get(f"/login/svar?{query}")


async def logs_in(browser: httpx2.AsyncClient, issuer: FakeIssuer, path: str = "/login/begynd") -> httpx2.Response:
    return await comes_back(browser, await leads(browser, issuer, path))


async def is_signed_in(browser: httpx2.AsyncClient) -> bool:
    return (await browser.get("/mine-adgange")).status_code == 200


async def test_a_worker_is_let_in_with_the_roles_that_both_sides_name(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    led = await browser.get("/en/mine-adgange")
    page = await browser.get(led.headers["location"])
    assert 'href="/en/login/begynd?til=%2Fmine-adgange"' in page.text
    answer = await logs_in(browser, issuer, "/en/login/begynd?til=/mine-adgange")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/mine-adgange")
    cookie = re.compile(r"__Host-exitspor=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure")
    assert any(cookie.fullmatch(one) for one in answer.headers.get_list("set-cookie"))
    shown = await browser.get("/mine-adgange")
    assert "<strong>BB7</strong>: brobygger." in shown.text
    assert shown.headers["strict-transport-security"] == "max-age=31536000"


async def test_log_ins_that_nobody_comes_back_from_are_begun_so_often_and_no_more(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, postgres_server: PostgresServer
) -> None:
    limit = LIMITS[TryKind.BEGIN_LOGIN][SubjectKind.ADDRESS]
    superuser = await asyncpg.connect(database_on(postgres_server, "house").superuser_dsn)
    try:
        await superuser.execute("TRUNCATE throttle.subject")
        for _ in range(limit.tries - 1):
            assert (await browser.get("/login/begynd")).status_code == 303
        assert (await logs_in(browser, issuer)).status_code == 303
        assert (await browser.get("/en/login/begynd")).status_code == 303
        before = await superuser.fetchval("SELECT count(*) FROM login.pending")
        for path in ("/login/begynd", "/en/login/begynd", "/login/bekraeft"):
            locked = await browser.get(path)
            assert (locked.status_code, "Prøv igen om" in locked.text) == (429, True)
        assert await superuser.fetchval("SELECT count(*) FROM login.pending") == before
    finally:
        await superuser.execute("TRUNCATE throttle.subject")
        await superuser.close()


async def test_a_log_in_at_the_issuer_leads_on_to_no_page_that_a_link_elsewhere_may_not_open(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    answer = await logs_in(browser, issuer, "/en/login/begynd?til=/adgangslog")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")


async def test_the_issuer_is_asked_by_code_with_a_challenge_and_never_told_where_it_leads(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    await leads(browser, issuer, "/login/begynd?til=/indbakke")
    [asked] = issuer.asked
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{PAGES}/login/svar"
    assert asked["scope"] == "openid"
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert "indbakke" not in str(asked)


SPOILT: dict[str, Callable[[Claims], Claims]] = {
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 61},
    "no expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "from tomorrow": lambda claims: {**claims, "iat": claims["iat"] + 86_400},
    "another audience": lambda claims: {**claims, "aud": "another"},
    "several audiences": lambda claims: {**claims, "aud": [CLIENT, "another"]},
    "for another party": lambda claims: {**claims, "aud": [CLIENT, "another"], "azp": "another"},
    "no audience": lambda claims: {name: value for name, value in claims.items() if name != "aud"},
    "another issuer": lambda claims: {**claims, "iss": "https://elsewhere.example"},
    "a list of issuers": lambda claims: {**claims, "iss": [ADDRESS, "https://elsewhere.example"]},
    "another nonce": lambda claims: {**claims, "nonce": "another"},
    "a list of nonces": lambda claims: {**claims, "nonce": [claims["nonce"]]},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "nobody": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
}


@pytest.mark.parametrize("how", SPOILT)
async def test_a_token_with_wrong_claims_lets_nobody_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, how: str
) -> None:
    issuer.spoil = SPOILT[how]
    assert (await logs_in(browser, issuer)).status_code == 403
    assert not await is_signed_in(browser)


@pytest.mark.parametrize(
    "sign", [unsigned, signed_with_the_public_key, signed_by_nobody_known, lambda claims: "a.b.c"]
)
async def test_a_token_that_the_issuer_s_key_did_not_sign_lets_nobody_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, sign: Callable[[Claims], str]
) -> None:
    issuer.sign = sign
    answer = await logs_in(browser, issuer)
    assert answer.status_code == 403
    assert "Du blev ikke logget ind" in answer.text
    assert "You were not signed in" in answer.text
    assert not await is_signed_in(browser)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("state=", "state=x"),
        ("code=the-code", "code=x"),
        ("code=the-code", "error=access_denied"),
        (f"iss={ADDRESS}", "iss=https://elsewhere.example"),
        (f"&iss={ADDRESS}", ""),
    ],
)
async def test_an_answer_that_was_tampered_with_lets_nobody_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, was: str, becomes: str
) -> None:
    query = await leads(browser, issuer)
    assert was in query
    assert (await comes_back(browser, query.replace(was, becomes))).status_code == 403
    assert not await is_signed_in(browser)


async def test_an_answer_is_used_once(browser: httpx2.AsyncClient, issuer: FakeIssuer) -> None:
    begun = (await browser.get("/login/begynd")).headers
    query = issuer.log_in(begun["location"])
    held = browser.cookies["__Host-exitspor-login"]
    assert (await comes_back(browser, query)).status_code == 303
    browser.cookies.clear()
    browser.cookies.set("__Host-exitspor-login", held)
    assert (await comes_back(browser, query)).status_code == 403
    assert not await is_signed_in(browser)


async def test_an_answer_is_of_no_use_in_another_browser_or_after_ten_minutes(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, clock: Clock
) -> None:
    query = await leads(browser, issuer)
    held = dict(browser.cookies)
    browser.cookies.clear()
    assert (await comes_back(browser, query)).status_code == 403
    browser.cookies.update(held)
    clock.now += timedelta(minutes=10)
    assert (await comes_back(browser, query)).status_code == 403


@pytest.mark.parametrize("subject", ["somebody", "9b3e1c74"])
async def test_somebody_who_is_no_worker_is_told_so_in_both_languages(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, subject: str
) -> None:
    issuer.subject = subject
    answer = await logs_in(browser, issuer)
    assert answer.status_code == 403
    assert "ikke medarbejder i Exitspor" in answer.text
    assert "no worker in Exitspor" in answer.text
    assert subject not in answer.text


async def test_a_new_key_of_the_issuer_is_fetched_when_a_token_names_it(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, clock: Clock
) -> None:
    await logs_in(browser, issuer)
    await logs_in(browser, issuer)
    assert issuer.asked_for_keys == 1
    issuer.rotate()
    clock.now += ASKED_AGAIN_AFTER
    assert (await logs_in(browser, issuer)).status_code == 303
    assert issuer.asked_for_keys == 2


async def test_tokens_with_made_up_keys_do_not_have_the_issuer_asked_again_and_again(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    issuer.sign = signed_by_nobody_known
    for _ in range(3):
        await logs_in(browser, issuer)
    assert issuer.asked_for_keys == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": f"{ADDRESS}/"},
        {"token_endpoint": "http://login.example/token"},
        {"token_endpoint": "http://127.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
async def test_an_issuer_that_tells_of_itself_what_can_not_be_is_not_used(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, clock: Clock, metadata: Claims
) -> None:
    issuer.metadata = metadata
    answer = await browser.get("/login/begynd")
    assert answer.status_code == 503
    assert "Kommunens login svarer ikke" in answer.text
    issuer.metadata = {}
    clock.now += KEPT_FOR
    assert (await logs_in(browser, issuer)).status_code == 303


async def test_proving_anew_asks_the_issuer_for_a_log_in_of_just_now(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, services: Services, clock: Clock
) -> None:
    await logs_in(browser, issuer)
    former = browser.cookies["__Host-exitspor"]
    page = (await browser.get("/bekraeft?til=/indbakke")).text
    assert 'href="/login/bekraeft?til=%2Findbakke"' in page
    clock.now += timedelta(minutes=5)
    answer = await logs_in(browser, issuer, "/login/bekraeft?til=/indbakke")
    assert (answer.status_code, answer.headers["location"]) == (303, "/indbakke")
    assert (issuer.asked[-1]["prompt"], issuer.asked[-1]["max_age"]) == ("login", "0")
    assert browser.cookies["__Host-exitspor"] != former
    found = await services.logins.sessions.look(browser.cookies["__Host-exitspor"], clock())
    assert found is not None
    assert found.stepped_up == clock()
    assert found.claimed == {Role.BRIDGE_BUILDER, Role.HEAD_OF_OFFICE}


@pytest.mark.parametrize("when", [None, -61, "now"])
async def test_an_old_log_in_proves_nothing_anew(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, clock: Clock, when: object
) -> None:
    await logs_in(browser, issuer)
    at = int(clock().timestamp())
    issuer.more["auth_time"] = at + when if isinstance(when, int) else when
    assert (await logs_in(browser, issuer, "/login/bekraeft")).status_code == 403


async def test_somebody_else_can_not_prove_anew_for_a_worker(browser: httpx2.AsyncClient, issuer: FakeIssuer) -> None:
    await logs_in(browser, issuer)
    issuer.subject = "8a2d0b63"
    assert (await logs_in(browser, issuer, "/login/bekraeft")).status_code == 403
    assert "<strong>BB7</strong>" in (await browser.get("/mine-adgange")).text


async def test_logging_out_ends_the_session_and_leads_to_where_the_issuer_s_is_ended(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    await logs_in(browser, issuer)
    page = (await browser.get("/mine-adgange")).text
    token = page.split('name="formular" value="')[1].split('"')[0]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.post("/log-ud", content=f"formular={token}", headers=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login/ud")
    assert not await is_signed_in(browser)
    shown = (await browser.get("/login/ud")).text
    assert (
        f'href="{ADDRESS}/end?client_id={CLIENT}&amp;post_logout_redirect_uri=https%3A%2F%2Fexitspor.example%2Flogin"'
        in shown
    )


async def test_with_an_issuer_there_are_no_local_accounts(browser: httpx2.AsyncClient, services: Services) -> None:
    code = await services.logins.accounts.give_code("BB7", NOW)
    await services.logins.accounts.use_code("BB7", code, "fire ord efter hinanden", NOW)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    tried = await browser.post("/login", content="kode=BB7&adgangskode=fire+ord+efter+hinanden", headers=form)
    assert tried.status_code == 422
    assert "kommunens eget login" in tried.text
    assert (await browser.post("/opsaetning", content="kode=BB7", headers=form)).status_code == 422
    assert (await browser.get("/opsaetning")).headers["location"] == "/login"
    assert not await is_signed_in(browser)
