"""The inbox on the pages: a worker's notices and the queues', a mail's reference, and the mark of having seen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest

from adapters.web.cookies import SESSION, cookie_name
from adapters.web.origin import LARGEST_FORM
from domain.access.codes import AccessOutcome, Action
from domain.access.log import Asked
from domain.notices.reference import reference_of
from domain.trajectory_codes import Role
from tests.adapters.web.conftest import OWN
from tests.adapters.web.signing_in import ADDRESS, ALL_ROUND, pages_of
from tests.adapters.web.town import COURSE, REMINDER, Town, open_town
from tests.postgres_server import PostgresServer

HAND_OVER, ESCALATION = UUID(int=2), UUID(int=3)


@pytest.fixture
async def told(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    async with open_town(postgres_server, "town_told") as town:
        yield town


@pytest.fixture
async def pages(told: Town) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in which the worker of the course is signed in."""
    async with pages_of(told.services, "CTI1") as client:
        yield client


async def marks(pages: httpx2.AsyncClient, *notices: object, **headers: str) -> httpx2.Response:
    """Send the form that marks notices as seen."""
    body = urlencode([("notice", str(notice)) for notice in notices])
    sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or OWN)}
    return await pages.post("/indbakke", content=body, headers=sent)


async def seen(told: Town) -> set[tuple[UUID, str]]:
    return {tuple(row) for row in await told.services.pool.fetch("SELECT notice, worker FROM notify.seen")}


async def test_a_worker_sees_what_was_told_in_person_with_its_reference(pages: httpx2.AsyncClient) -> None:
    page = (await pages.get("/indbakke")).text
    assert "påmindelse: fasen slutter" in page
    assert "overlevering tilbudt" in page
    assert "2 nye beskeder" in page
    assert reference_of(REMINDER) in page
    assert f'href="/trajectories/{COURSE}"' in page
    assert reference_of(ESCALATION) not in page


async def test_a_leader_sees_the_queue_of_the_leaders(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/en/indbakke")).text
    assert "escalated to the leader: phase ends" in page
    assert "leader" in page
    assert "1 new notice." in page


async def test_the_reference_of_a_mail_finds_its_notice_however_it_is_typed(web: httpx2.AsyncClient) -> None:
    typed = reference_of(ESCALATION).lower().replace("-", "")
    page = (await web.get(f"/indbakke?ref={typed}")).text
    assert "Fundet besked" in page
    assert reference_of(ESCALATION) in page
    unknown = await web.get(f"/indbakke?ref={reference_of(UUID(int=77))}")
    assert unknown.status_code == 422
    assert "Ingen besked har den reference" in unknown.text


@asynccontextmanager
async def claiming(told: Town, *roles: Role) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a browser of the one who has every office, of whose roles the log-in claimed only some."""
    services = told.services
    id = await services.logins.sessions.open(ALL_ROUND.code, services.clock(), means="local", claimed=set(roles))
    async with pages_of(services, cookies={cookie_name(services.settings, SESSION): id}) as pages:
        yield pages


async def test_a_leader_whose_role_the_log_in_took_away_neither_sees_nor_marks_the_leaders_queue(told: Town) -> None:
    reference = reference_of(ESCALATION)
    async with claiming(told, Role.LEADER) as pages:
        assert reference in (await pages.get("/indbakke")).text
    async with claiming(told, Role.METHOD_SUPERVISOR) as pages:
        assert reference not in (await pages.get("/indbakke?alle=true")).text
        assert (await pages.get(f"/indbakke?ref={reference}")).status_code == 422
        assert (await marks(pages, ESCALATION)).status_code == 303
    assert await seen(told) == set()


async def test_a_reference_that_is_not_ones_own_is_refused_and_the_try_written_down(told: Town) -> None:
    asked = Asked(actor="LED1", action=Action.SEE_BOARD)
    log, now = told.services.access_log, told.services.clock()
    async with pages_of(told.services, "LED1") as pages:
        for notice in (REMINDER, UUID(int=77)):
            assert (await pages.get(f"/indbakke?ref={reference_of(notice)}")).status_code == 422
        assert (await pages.get(f"/indbakke?ref={reference_of(ESCALATION)}")).status_code == 200
    entries = await log.entries(asked, reader="AUD1", at=now)
    assert [entry.outcome for entry in entries] == [AccessOutcome.REFUSED] * 2


async def test_what_is_marked_is_seen_by_who_marked_it_and_leaves_the_new(
    pages: httpx2.AsyncClient, told: Town
) -> None:
    answer = await marks(pages, REMINDER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/indbakke")
    page = (await pages.get(answer.headers["location"])).text
    assert "1 ny besked" in page
    assert reference_of(REMINDER) not in page
    assert reference_of(REMINDER) in (await pages.get("/indbakke?alle=true")).text
    await marks(pages, REMINDER, HAND_OVER)
    assert await seen(told) == {(REMINDER, "CTI1"), (HAND_OVER, "CTI1")}


async def test_nobody_marks_what_is_not_in_sight(told: Town) -> None:
    async with pages_of(told.services, "LED1") as pages:
        assert (await marks(pages, REMINDER, ESCALATION, UUID(int=99))).status_code == 303
    assert await seen(told) == {(ESCALATION, "LED1")}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1.elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS},
        {"Accept": "text/html"},
    ],
)
async def test_a_form_that_another_page_sent_or_that_says_nothing_of_itself_is_refused(
    pages: httpx2.AsyncClient, told: Town, headers: dict[str, str]
) -> None:
    answer = await marks(pages, REMINDER, **headers)
    assert answer.status_code == 403
    assert "Formularen kom ikke fra siden selv" in answer.text
    assert "did not come from the page itself" in answer.text
    assert await seen(told) == set()


async def test_a_browser_that_says_only_its_origin_is_believed(pages: httpx2.AsyncClient) -> None:
    assert (await marks(pages, REMINDER, Origin=ADDRESS)).status_code == 303


@pytest.mark.parametrize(
    "body",
    ["notice=150190-1234", "notice", "x" * (LARGEST_FORM + 1)],
)
async def test_a_form_that_cannot_be_used_is_refused_and_not_shown(
    pages: httpx2.AsyncClient, told: Town, body: str
) -> None:
    answer = await pages.post("/indbakke", content=body, headers=OWN)
    assert answer.status_code == 422
    assert "150190" not in answer.text
    assert await seen(told) == set()


async def test_every_other_page_still_refuses_a_form(pages: httpx2.AsyncClient) -> None:
    assert (await pages.post("/boards/caseload", content="", headers=OWN)).status_code == 405
