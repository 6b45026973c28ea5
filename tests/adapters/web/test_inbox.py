"""The inbox on the pages: a worker's notices and the queues', a mail's reference, and the mark of having seen."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest

from adapters.web.origin import LARGEST_FORM
from domain.notices.reference import reference_of
from tests.adapters.web.conftest import OWN
from tests.adapters.web.signing_in import ADDRESS, pages_of
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
