"""Logging in at npm's oidc-provider, certified and strict: what it gives us, spoilt on the way, lets nobody in."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from adapters.login.oidc.flow import Flow
from adapters.login.oidc.issuer import ASKED_AGAIN_AFTER, Issuer
from adapters.postgres.log import open_log
from adapters.reference.load import define_all, shipped
from adapters.services import Services
from adapters.settings import Settings
from domain.base import SYSTEM
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.adapters.login.issuer_server import SECRET, IssuerServer, issuer_running, log_in_at
from tests.adapters.web.conftest import OWN
from tests.adapters.web.signing_in import app_of
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.postgres_server import PostgresServer
from tests.services import services_on

PAGES = "http://127.0.0.1:8717"
CALLBACK = f"{PAGES}/login/svar"
CLIENT, SUBJECT = "exitspor", "7f1c9a52"
MAPPING = f'[worker]\nclaim = "sub"\n[worker.codes]\n"{SUBJECT}" = "BB7"\n'
BB7 = Staff(code="BB7", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter")


class Clock:
    """The present time, moved ahead by as much as a test says."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


CLOCK = Clock()


class OnTheWay(httpx2.AsyncHTTPTransport):
    """Carries what the provider answers, and lets a test spoil the ID token on the way."""

    spoil: Callable[[str], str] | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await super().handle_async_request(request)
        if self.spoil is None or request.url.path != "/token":
            return answer
        told = json.loads(await answer.aread())
        return httpx2.Response(answer.status_code, json={**told, "id_token": self.spoil(told["id_token"])})


@pytest.fixture(scope="module")
def issuer() -> Iterator[IssuerServer]:
    with issuer_running(CLIENT, CALLBACK, f"{PAGES}/login") as server:
        yield server


@pytest.fixture(scope="module")
async def services(
    postgres_server: PostgresServer, issuer: IssuerServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Services]:
    """An installation whose workers log in at the provider."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE issued TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "mapping.toml").write_text(MAPPING)
    (folder / "secret").write_text(SECRET + "\n")
    settings = Settings(
        public_url=PAGES,
        oidc_issuer=issuer.address,
        oidc_client_id=CLIENT,
        oidc_secret_file=folder / "secret",
        oidc_mapping=folder / "mapping.toml",
    )
    async with open_log(database_on(postgres_server, "issued").app_dsn) as log:
        made = services_on(log, settings=settings, clock=CLOCK)
        await define_all(made.handler, (*shipped(), BB7), actor=SYSTEM, municipality="101", now=CLOCK())
        yield made
    await run_as_superuser(postgres_server, "DROP DATABASE issued WITH (FORCE)")


@pytest.fixture
def on_the_way(services: Services, issuer: IssuerServer) -> OnTheWay:
    """The way between us and the provider."""
    way, app = OnTheWay(), app_of(services)
    app.state.flow = replace(app.state.flow, issuer=Issuer(issuer.address, way))
    return way


@pytest.fixture
async def ours(services: Services, on_the_way: OnTheWay) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser at our pages."""
    transport = httpx2.ASGITransport(app_of(services), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=PAGES, headers=OWN) as client:
        yield client
    CLOCK.ahead = timedelta(0)


@pytest.fixture
async def theirs() -> AsyncIterator[httpx2.AsyncClient]:
    """The same browser at the provider's pages."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client


async def leads(ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient, path: str = "/login/begynd") -> str:
    """Log in at the provider, where our page led to; return the address that a browser is led back to."""
    return await log_in_at(theirs, (await ours.get(path)).headers["location"], SUBJECT, CALLBACK)


async def status(ours: httpx2.AsyncClient, address: str) -> int:
    return int((await ours.get(address)).status_code)


async def is_signed_in(ours: httpx2.AsyncClient) -> bool:
    return await status(ours, "/mine-adgange") == 200


async def spoil_pending(postgres_server: PostgresServer, column: str) -> None:
    """Have us remember something else than what was begun with."""
    superuser = await asyncpg.connect(database_on(postgres_server, "issued").superuser_dsn)
    await superuser.execute(f"UPDATE login.pending SET {column} = md5({column}) || md5({column})")
    await superuser.close()


async def expect_nonce(postgres_server: PostgresServer, nonce: str) -> None:
    """Have us wait for the nonce of a token that is not for us, so that nothing but its audience is wrong."""
    superuser = await asyncpg.connect(database_on(postgres_server, "issued").superuser_dsn)
    await superuser.execute("UPDATE login.pending SET nonce = $1", nonce)
    await superuser.close()


async def test_a_worker_logs_in_and_out(ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient) -> None:
    answer = await ours.get(await leads(ours, theirs, "/login/begynd?til=/mine-adgange"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine-adgange")
    page = (await ours.get("/mine-adgange")).text
    assert "<strong>BB7</strong>" in page
    kept = dict(ours.cookies)
    token = page.split('name="formular" value="')[1].split('"')[0]
    out = await ours.post("/log-ud", data={"formular": token})
    assert (out.status_code, out.headers["location"]) == (303, "/login/ud")
    ours.cookies.update(kept)
    assert not await is_signed_in(ours)
    place = (await ours.get("/login/ud")).text.split('<a href="http')[1].split('"')[0].replace("&amp;", "&")
    theirs_out = await theirs.get(f"http{place}")
    assert theirs_out.status_code == 200
    assert "logout" in theirs_out.text


@pytest.mark.parametrize("column", ["verifier", "nonce", "state"])
async def test_a_wrong_verifier_nonce_or_state_is_refused(
    ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient, postgres_server: PostgresServer, column: str
) -> None:
    address = await leads(ours, theirs)
    await spoil_pending(postgres_server, column)
    assert await status(ours, address) == 403
    assert not await is_signed_in(ours)


async def test_a_state_that_was_tampered_with_is_refused(
    ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient
) -> None:
    address = await leads(ours, theirs)
    assert await status(ours, address.replace("state=", "state=x")) == 403
    assert not await is_signed_in(ours)


async def test_a_code_is_used_once(ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient) -> None:
    address = await leads(ours, theirs)
    assert await status(ours, address) == 303
    ours.cookies.clear()
    other = httpx2.URL(await leads(ours, theirs))
    replayed = other.copy_set_param("code", httpx2.URL(address).params["code"])
    assert await status(ours, str(replayed)) == 403
    assert not await is_signed_in(ours)


async def test_an_answer_of_another_issuer_is_refused(ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient) -> None:
    address = httpx2.URL(await leads(ours, theirs))
    assert address.params["iss"]
    assert await status(ours, str(address.copy_set_param("iss", "http://127.0.0.1:9"))) == 403
    other = httpx2.URL(await leads(ours, theirs))
    assert await status(ours, str(other.copy_remove_param("iss"))) == 403
    assert not await is_signed_in(ours)


async def test_an_issuer_under_another_name_is_not_used(
    ours: httpx2.AsyncClient, services: Services, issuer: IssuerServer
) -> None:
    app = app_of(services)
    app.state.flow = replace(app.state.flow, issuer=Issuer(issuer.address.replace("127.0.0.1", "localhost")))
    assert await status(ours, "/login/begynd") == 503


async def test_a_token_that_has_expired_is_refused(ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient) -> None:
    address = await leads(ours, theirs)
    CLOCK.ahead = timedelta(seconds=100)
    assert await status(ours, address) == 303, "it holds for two minutes"
    ours.cookies.clear()
    CLOCK.ahead = timedelta(0)
    address = await leads(ours, theirs)
    CLOCK.ahead = timedelta(seconds=190)
    assert await status(ours, address) == 403
    assert not await is_signed_in(ours)


def unsigned(token: str) -> str:
    """Return a token with the algorithm none in the place of its signature."""
    header = urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def as_somebody_else(token: str) -> str:
    """Return a token whose claims were changed and whose signature was not."""
    head, body, signature = token.split(".")
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=="))
    changed = urlsafe_b64encode(json.dumps({**claims, "sub": "another"}).encode()).decode().rstrip("=")
    return f"{head}.{changed}.{signature}"


@pytest.mark.parametrize("spoil", [unsigned, as_somebody_else])
async def test_a_token_that_is_not_signed_is_refused(
    ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient, on_the_way: OnTheWay, spoil: Callable[[str], str]
) -> None:
    address = await leads(ours, theirs)
    on_the_way.spoil = spoil
    assert await status(ours, address) == 403
    on_the_way.spoil = None
    assert await status(ours, await leads(ours, theirs)) == 303, "the way is clean again"


async def test_a_token_for_another_client_is_refused(
    ours: httpx2.AsyncClient,
    theirs: httpx2.AsyncClient,
    on_the_way: OnTheWay,
    services: Services,
    postgres_server: PostgresServer,
) -> None:
    address = await leads(ours, theirs)
    flow: Flow = app_of(services).state.flow
    app_of(services).state.flow = replace(flow, client_id="another")
    theirs_token: list[str] = []

    def taken(token: str) -> str:
        theirs_token.append(token)
        return token

    on_the_way.spoil = taken
    async with httpx2.AsyncClient(transport=ours._transport, base_url=PAGES, headers=OWN) as elsewhere:
        assert await status(elsewhere, await leads(elsewhere, theirs)) == 303
    app_of(services).state.flow = flow
    claims = json.loads(urlsafe_b64decode(theirs_token[0].split(".")[1] + "=="))
    await expect_nonce(postgres_server, claims["nonce"])
    on_the_way.spoil = lambda token: theirs_token[0]
    assert claims["aud"] == "another"
    assert await status(ours, address) == 403
    assert not await is_signed_in(ours)


async def test_a_new_key_of_the_provider_is_found(
    ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient, issuer: IssuerServer
) -> None:
    assert await status(ours, await leads(ours, theirs)) == 303
    issuer.rotate()
    CLOCK.ahead = ASKED_AGAIN_AFTER
    ours.cookies.clear()
    assert await status(ours, await leads(ours, theirs)) == 303


async def test_proving_anew_has_the_provider_ask_for_the_password_again(
    ours: httpx2.AsyncClient, theirs: httpx2.AsyncClient, services: Services
) -> None:
    await ours.get(await leads(ours, theirs))
    led = (await ours.get("/login/bekraeft?til=/mine-adgange")).headers["location"]
    first = await theirs.get(led)
    assert "/interaction/" in first.headers["location"], "the session there is not enough"
    answer = await ours.get(await leads(ours, theirs, "/login/bekraeft?til=/mine-adgange"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine-adgange")
    [session] = [one for one in await services.logins.sessions.of("BB7", CLOCK()) if one.stepped_up]
    assert session.staff == "BB7"
