"""Boards as they stood earlier, on the pages: what they say, what they refuse, and how much they do at a time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest

from adapters.earlier import Earlier
from adapters.report.danish import danish_date
from adapters.web import earlier
from adapters.web.app import create_app
from domain.calendar import civil_date
from domain.commands.course import EndPhase
from projections.caseload.fold import CASELOAD
from tests.adapters.web.signing_in import pages_of
from tests.adapters.web.town import COURSE, SECOND_RUN, Town, open_town
from tests.postgres_server import PostgresServer

BOARDS = ("/boards/caseload", "/boards/deadlines")


@pytest.fixture
async def today(town: Town) -> AsyncIterator[httpx2.AsyncClient]:
    """The pages as they are looked at today, when the town was entered."""
    services = replace(town.services, clock=lambda: datetime.now(UTC))
    async with pages_of(services) as client:
        yield client


async def test_a_board_shows_what_had_happened_by_a_day(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/caseload?happened=2014-06-01&programme=exit-prostitution")).text
    assert "1 overgang" in page
    assert "2 afprøvning" not in page
    assert "Tavlen vises, som sagerne stod, da 1. juni 2014 var gået, efter det, der er kendt nu" in page
    assert f"/trajectories/{COURSE}" in page
    assert "Tavlen viser loggen" not in page


async def test_what_was_overdue_then_is_judged_then(web: httpx2.AsyncClient) -> None:
    then = (await web.get("/boards/deadlines?happened=2014-07-05&worker=CTI1")).text
    assert "Svarfrist for tiltaget" not in then.split("<h2>Kommende</h2>")[0]
    assert "Svarfrist for tiltaget" in then.split("<h2>Kommende</h2>")[1]


async def test_before_anything_happened_a_board_is_empty(web: httpx2.AsyncClient) -> None:
    assert "Ingen forløb passer til valget." in (await web.get("/boards/caseload?happened=2013-01-01")).text


@pytest.mark.parametrize("path", BOARDS)
async def test_a_board_shows_what_was_known_when_a_day_had_passed(today: httpx2.AsyncClient, path: str) -> None:
    day = civil_date(datetime.now(UTC))
    page = (await today.get(f"{path}?known={day}")).text
    assert f"som det var kendt, da {danish_date(day)} var gået (plads" in page
    assert f"/trajectories/{SECOND_RUN}?as_of=" in page


@pytest.mark.parametrize("path", BOARDS)
async def test_the_earlier_page_leads_back_to_now_and_keeps_the_choice(web: httpx2.AsyncClient, path: str) -> None:
    asked = f"{path}?programme=exit-prostitution&happened=2014-06-01"
    danish, english = (await web.get(asked)).text, (await web.get(f"/en{asked}")).text
    status = "&amp;status=open" if path.endswith("caseload") else ""
    assert f'href="{path}?programme=exit-prostitution{status}">Vis, som den er nu' in danish
    assert 'name="happened" value="2014-06-01"' in danish
    assert f'href="/en{path}?programme=exit-prostitution{status}&amp;happened=2014-06-01"' in danish
    assert "as it stood when 1 June 2014 had passed, by what is known now" in english
    assert "Show as it is now" in english


@pytest.mark.parametrize("path", BOARDS)
async def test_empty_days_of_the_form_mean_now(web: httpx2.AsyncClient, path: str) -> None:
    page = (await web.get(f"{path}?known=&happened=")).text
    assert "Tavlen viser loggen" in page
    assert "value=" not in page.split('id="known"')[1].split(">")[0]


@pytest.mark.parametrize("path", BOARDS)
@pytest.mark.parametrize(
    ("asked", "danish", "english"),
    [
        ("known=yesterday", "Datoen kan ikke bruges.", "The date cannot be used."),
        ("happened=2014-02-30", "Datoen kan ikke bruges.", "The date cannot be used."),
        ("happened=2014-09-02", "er ikke kommet endnu", "has not come yet"),
        ("known=2030-01-01", "er ikke kommet endnu", "has not come yet"),
        ("known=2014-01-01", "intet registreret endnu", "Nothing was registered yet"),
    ],
)
async def test_a_day_that_cannot_be_shown_is_refused(
    web: httpx2.AsyncClient, path: str, asked: str, danish: str, english: str
) -> None:
    answer = await web.get(f"{path}?{asked}")
    assert answer.status_code == 422
    assert danish in answer.text
    assert english in answer.text
    assert "yesterday" not in answer.text


async def test_one_replay_at_a_time_and_pages_of_now_are_not_hindered(town: Town) -> None:
    app = create_app(town.services)
    async with pages_of(town.services, app=app) as client, app.state.replay:
        busy = await client.get("/boards/caseload?happened=2014-06-01")
        assert busy.status_code == 503
        assert "En anden ser lige nu" in busy.text
        assert (await client.get("/boards/caseload")).status_code == 200


async def test_a_replay_that_takes_too_long_is_broken_off_and_leaves_nothing(
    town: Town, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(earlier, "LONGEST_SECONDS", 0.0)
        answer = await web.get("/boards/deadlines?happened=2014-06-01")
    assert answer.status_code == 503
    assert "exitspor board" in answer.text
    assert "The log is too long" in answer.text
    assert (await web.get("/boards/deadlines?happened=2014-06-01")).status_code == 200


async def test_what_happens_meanwhile_does_not_show_in_what_was_known(postgres_server: PostgresServer) -> None:
    async with open_town(postgres_server, "town_known") as town:
        known = await town.services.log.head()
        await town.tell(EndPhase, "2014-08-30", trajectory=COURSE, phase=2, reason="person-not-ready")
        await town.projector.catch_up()
        window = earlier.Window(town.services, Earlier(known=known), asyncio.Lock())
        async with window.looking(CASELOAD) as seen:
            phases = await seen.connection.fetch("SELECT phase FROM caseload WHERE trajectory = $1", COURSE)
        assert [row["phase"] for row in phases] == [2]
        assert await town.services.pool.fetchval("SELECT phase FROM caseload WHERE trajectory = $1", COURSE) == 3
