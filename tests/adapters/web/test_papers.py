"""Papers on the pages, and the units' duties beside the trajectories' deadlines.

A paper judges what is overdue at the instant at which it was recorded, which in the town is that of the test.
"""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from adapters.web.app import create_app
from domain.access.codes import AccessOutcome, Action
from domain.access.log import Asked
from domain.commands.course import CloseTrajectory, RecordCtiContact
from domain.commands.supervision import HoldSupervision
from domain.events import EVENT_TYPES
from domain.help_codes import SessionKind
from domain.trajectory_codes import CloseReason
from tests.adapters.web.signing_in import pages_of
from tests.adapters.web.town import (
    CLOSED,
    COURSE,
    DRAFT,
    FIGURES,
    MEETING,
    REVIEW,
    SECOND_RUN,
    SHEET,
    TEAM,
    Town,
    open_town,
)
from tests.postgres_server import PostgresServer


@pytest.fixture
async def moving(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """A town of the test's own, in which more may happen."""
    async with open_town(postgres_server, "town_moving") as town:
        yield town


def plain(page: str) -> str:
    """Return what a page says, without its tags, each run of blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_a_paper_that_is_not_shown_is_refused_and_the_try_written_down(moving: Town) -> None:
    log, now = moving.services.access_log, moving.services.clock()
    for worker, status, outcomes in (("BB1", 422, [AccessOutcome.REFUSED]), ("LED1", 200, [])):
        async with pages_of(moving.services, worker) as pages:
            assert (await pages.get(f"/papirer/{SHEET}")).status_code == status
        entries = await log.entries(Asked(actor=worker, action=Action.SEE_AGGREGATES), reader="AUD1", at=now)
        assert [entry.outcome for entry in entries] == outcomes


async def text(web: httpx2.AsyncClient, path: str) -> str:
    answer = await web.get(path)
    assert answer.status_code == 200
    return plain(answer.text)


async def test_the_list_names_every_paper_the_newest_first(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/papirer")).text
    found = re.findall(r'href="/papirer/([0-9a-f-]+)"', page)
    assert found == [str(event) for event in (FIGURES, DRAFT, REVIEW, SHEET)]
    assert "Ark til teamsupervision, Hjemløseenheden, 29. august 2014" in plain(page).replace(" ,", ",")


async def test_the_sheet_says_of_each_open_trajectory_what_a_meeting_asks(web: httpx2.AsyncClient) -> None:
    page = await text(web, f"/papirer/{SHEET}")
    assert "Ark til teamsupervision: Hjemløseenheden" in page
    assert "Drøftes først" in page
    assert f"{str(COURSE)[:8]} CTI1 2 afprøvning" in page
    assert f"{str(SECOND_RUN)[:8]} CTI2 1 overgang" in page
    assert "11. marts 2014" in page
    assert re.search(r"svar på tiltag: [\d.]+ dage", page)
    assert str(CLOSED)[:8] not in page


async def test_the_review_gives_each_worker_s_load_cap_and_deviations(web: httpx2.AsyncClient) -> None:
    page = await text(web, f"/papirer/{REVIEW}")
    assert "CTI1 1 forløb; loftet er 10." in page
    assert "CTI2 1 forløb, heraf på pause: 1; loftet er 10." in page
    for deviation in (
        "fase afsluttet med noget udestående 3. juni 2014 (borgeren er ikke klar)",
        "sat på pause 10. juni 2014, 12 dage (indlagt)",
        "fase forlænget 1. juli 2014, 7 dage (afventer tilbud)",
        "sat på pause 20. august 2014 (bortrejst)",
    ):
        assert deviation in page


async def test_the_draft_is_the_status_report_of_its_programme_alone(web: httpx2.AsyncClient) -> None:
    page = await text(web, f"/papirer/{DRAFT}")
    assert "Status på Exit-pakken" in page
    assert "Status på Exit Prostitution" not in page


async def test_the_committee_s_figures_stand_under_each_programme_s_own_heading(web: httpx2.AsyncClient) -> None:
    page = (await web.get(f"/papirer/{FIGURES}")).text
    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["Exit-pakken", "Exit Prostitution"]
    assert page.count("I alt") == 2


async def test_a_paper_is_in_english_too(web: httpx2.AsyncClient) -> None:
    page = await text(web, f"/en/papirer/{SHEET}")
    assert "Team supervision sheet: Homelessness unit" in page
    assert re.search(r"answer to a measure: [\d,]+ days", page)


async def test_a_paper_shows_what_was_known_then_whatever_has_happened_since(moving: Town) -> None:
    async with pages_of(moving.services) as pages:
        before = {event: (await pages.get(f"/papirer/{event}")).text for event in (SHEET, REVIEW, DRAFT, FIGURES)}
        await moving.tell(RecordCtiContact, "2014-08-26", trajectory=COURSE, **MEETING)
        reason = CloseReason.OWN_WISH
        await moving.tell(CloseTrajectory, "2014-08-27", "CTI2", trajectory=SECOND_RUN, reason=reason)
        await moving.projector.catch_up()
        after = {event: (await pages.get(f"/papirer/{event}")).text for event in before}
    assert after == before
    assert str(SECOND_RUN)[:8] in before[SHEET]


@pytest.mark.parametrize("event", [str(UUID(int=1)), str(COURSE)])
async def test_what_is_no_paper_is_refused_in_both_languages(web: httpx2.AsyncClient, event: str) -> None:
    answer = await web.get(f"/papirer/{event}")
    assert answer.status_code == 422
    assert "Der findes ikke et papir med det nummer" in answer.text
    assert "There is no paper with that number" in answer.text
    assert event not in answer.text


async def test_the_deadlines_show_the_units_duties_the_overdue_first(web: httpx2.AsyncClient) -> None:
    page = await text(web, "/boards/deadlines")
    duties = page.split("Enhedernes faste opgaver")[1].split("Overskredne")[0]
    assert (
        "22. august 2014 Overskredet Ugentlig teamsupervision i Hjemløseenheden Hjemløseenheden metodesupervisor"
        in duties
    )
    assert "31. august 2014 Overskredet Månedlig gennemgang" in duties
    assert "10. september 2014 Møde i udvalget Hele kommunen kontorchef Mødets dag er sat" in duties
    assert duties.index("22. august 2014") < duties.index("10. september 2014")


async def test_duties_are_narrowed_to_a_unit_and_are_no_single_worker_s(web: httpx2.AsyncClient) -> None:
    assert "Årligt statusnotat om Exit-pakken" in await text(web, "/boards/deadlines?programme=exit-pakke")
    assert "teamsupervision i" not in await text(web, "/boards/deadlines?programme=exit-pakke")
    assert "teamsupervision i" in await text(web, f"/boards/deadlines?centre={TEAM}")
    assert "Enhedernes faste opgaver" not in await text(web, "/boards/deadlines?worker=CTI1")
    assert "Enhedernes faste opgaver" not in await text(web, "/boards/deadlines?centre=jobcenter")


async def test_a_session_held_is_off_the_page_at_once_and_still_due_as_it_was_before(moving: Town) -> None:
    session = {"centre": TEAM, "kind": SessionKind.WEEKLY, "trajectories": (COURSE,)}
    await moving.tell(HoldSupervision, "2014-08-21", "LED1", **session)
    async with pages_of(moving.services) as pages:
        now = await text(pages, "/boards/deadlines")
        then = await text(pages, "/boards/deadlines?happened=2014-08-20")
    assert "22. august 2014" not in now.split("Overskredne")[0]
    assert "22. august 2014" in then.split("Overskredne")[0]


async def test_a_paper_says_which_trajectories_this_program_cannot_read_to_the_end(
    web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "kan ikke læses til ende" not in await text(web, f"/papirer/{SHEET}")
    monkeypatch.delitem(EVENT_TYPES, "Paused")
    page = await text(web, f"/papirer/{SHEET}")
    assert "2 forløb kan ikke læses til ende" in page
    assert f"{str(COURSE)[:8]} CTI1 2 afprøvning" in page


async def test_a_duty_s_stream_that_cannot_be_read_to_its_end_keeps_what_came_before(
    web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(EVENT_TYPES, "PaperPrepared")
    assert "Ingen papirer er gjort klar endnu." in await text(web, "/papirer")
    assert "Ugentlig teamsupervision" in await text(web, "/boards/deadlines")


async def test_one_paper_is_made_at_a_time(moving: Town) -> None:
    app = create_app(moving.services)
    async with pages_of(moving.services, app=app) as pages, app.state.replay:
        answer = await pages.get(f"/papirer/{SHEET}")
        assert answer.status_code == 503
        assert "Prøv igen om lidt" in answer.text
        assert (await pages.get("/papirer")).status_code == 200
