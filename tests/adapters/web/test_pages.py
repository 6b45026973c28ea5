"""Every page answers, in both languages, with what the town's boards and log say."""

import httpx2
import pytest

from adapters.report.danish import danish_instant
from tests.adapters.web.town import CLOSED, COURSE, DRAFT, FIGURES, REVIEW, SECOND_RUN, SHEET, Town

PAGES = (
    "/",
    "/boards/caseload",
    "/boards/caseload?status=closed",
    "/boards/deadlines",
    "/boards/caseload?happened=2014-06-01",
    "/boards/deadlines?happened=2014-06-01&worker=CTI1",
    "/boards/contacts",
    "/boards/contacts?programme=exit-prostitution",
    "/reports/status",
    "/reports/status?programme=exit-prostitution&from=2014&to=2014",
    "/papirer",
    f"/papirer/{SHEET}",
    f"/papirer/{REVIEW}",
    f"/papirer/{DRAFT}",
    f"/papirer/{FIGURES}",
    "/indbakke",
    "/indbakke?alle=true",
    "/login",
    "/opsaetning",
    "/bekraeft",
    "/mine-adgange",
    f"/trajectories/{COURSE}",
    f"/trajectories/{SECOND_RUN}",
    f"/trajectories/{CLOSED}",
    f"/trajectories/{COURSE}/boks/notat",
    f"/trajectories/{COURSE}/boks/ret",
    f"/trajectories/{COURSE}/anonymitet",
    f"/trajectories/{COURSE}/udtraek",
    "/vip-kode",
    "/cpr",
    "/adgangslog/stikproeve",
)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_answers_in_danish(web: httpx2.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 200
    assert '<html lang="da">' in answer.text


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_answers_in_english_under_its_own_address(web: httpx2.AsyncClient, path: str) -> None:
    answer = await web.get(f"/en{path}")
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text


async def test_the_front_page_says_the_three_sentences_and_how_fresh_the_boards_are(
    web: httpx2.AsyncClient, town: Town
) -> None:
    await town.projector.catch_up()
    page = (await web.get("/")).text
    assert "Hændelsesloggen er sandheden. Temporal er uret. Tavlerne er vinduerne." in page
    assert page.count("Ajour") == 5


async def test_each_page_links_to_itself_in_the_other_language(web: httpx2.AsyncClient) -> None:
    danish = (await web.get("/boards/deadlines?centre=hjemloeseenheden&worker=CTI1")).text
    assert 'href="/en/boards/deadlines?centre=hjemloeseenheden&amp;worker=CTI1"' in danish
    english = (await web.get("/en/boards/deadlines?centre=hjemloeseenheden&worker=CTI1")).text
    assert 'href="/boards/deadlines?centre=hjemloeseenheden&amp;worker=CTI1" lang="da"' in english


async def test_the_caseload_shows_phase_day_worker_and_next_deadline(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/caseload?programme=exit-prostitution&worker=CTI1")).text
    assert f"/trajectories/{COURSE}" in page
    assert f"/trajectories/{SECOND_RUN}" not in page
    assert "2 afprøvning" in page
    assert "dag 91 af 112" in page
    assert "Overskredet" in page


async def test_closed_trajectories_are_shown_with_their_reason(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/caseload?status=closed")).text
    assert f"/trajectories/{CLOSED}" in page
    assert "afsluttet: eget ønske" in page


async def test_the_overdue_come_first_and_each_due_date_says_why(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/deadlines?worker=CTI1")).text
    overdue, coming = page.split("<h2>Kommende</h2>")
    assert "Svarfrist for tiltaget: 5 arbejdsdage regnet fra 4. juli 2014." in overdue
    assert "Overskredet" not in coming
    moved = "3 måneder regnet fra 3. juni 2014; flyttet 12 dage af pauser; forlænget 7 dage, godkendt af LED1."
    assert f"Fasens længde (CTI, 9 måneder, version 1, fase 2): {moved}" in coming
    assert "22. september 2014" in coming


async def test_an_english_page_has_english_dates_and_reasons(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/en/boards/deadlines?worker=CTI1")).text
    assert "3 months counted from 3 June 2014; moved 12 days by pauses; extended by 7 days, approved by LED1." in page


def figures(page: str) -> list[list[str]]:
    """Return the figures of the rows of the first table of a page."""
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [[cell.split("<")[0] for cell in row.split('<td class="figure">')[1:]] for row in body.split("<tr")[1:]]


async def test_the_contacts_show_table_1_as_published(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/contacts?programme=exit-pakke&from=2008&to=2012")).text
    assert figures(page) == [
        ["15", "21", "7", "27", "70"],
        ["16", "118", "96", "125", "355"],
        ["31", "139", "103", "152", "425"],
        ["–", "–", "–", "–", "–"],
    ]
    assert "*Ændret opgørelsesperiode, der følger kalenderåret." in page


async def test_counted_periods_stand_beside_published_ones(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/contacts?from=y2012&to=y2014")).text
    assert figures(page)[2] == ["152", "3", "2", "157"]
    assert figures(page)[3] == ["–", "3", "2", "–"]
    assert "Offentliggjorte tal uden enkeltregistreringer: 2012" in page


async def test_the_chart_has_a_bar_for_each_figure_of_the_table(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/contacts?from=2008&to=2012")).text
    drawn = page.split('<svg class="chart"')[1].split("</svg>")[0]
    assert drawn.count("<rect") == 8
    assert '<text class="chart-figure" x="82.0%"' in drawn


async def test_programmes_are_never_mixed(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/boards/contacts?programme=exit-prostitution&from=2013&to=2014")).text
    assert figures(page)[-2] == ["0", "2", "2"]


async def test_a_trajectory_shows_its_history_with_what_was_withdrawn_and_corrected(web: httpx2.AsyncClient) -> None:
    page = (await web.get(f"/trajectories/{COURSE}")).text
    attempt = page.split("Kontakt forsøgt")[1].split("</li>")[0]
    assert "Trukket tilbage" in attempt
    contact = page.split("Kontakt i CTI-forløbet")[1].split("</li>")[0]
    assert "Rettet senere" in contact
    assert "Henvisning til Kompetencecenter Prostitution" in page


async def test_a_trajectory_shows_its_whole_id_which_the_command_line_asks_for(web: httpx2.AsyncClient) -> None:
    page = (await web.get(f"/trajectories/{COURSE}")).text
    assert f'<span class="id whole">{COURSE}</span>' in page


async def test_a_trajectory_is_replayed_up_to_a_position(web: httpx2.AsyncClient, town: Town) -> None:
    events = await town.services.log.load(COURSE)
    ended = next(event for event in events if event.type == "PhaseEnded")
    before = (await web.get(f"/trajectories/{COURSE}?as_of={ended.position - 1}")).text
    after = (await web.get(f"/trajectories/{COURSE}?as_of={ended.position}")).text
    assert "Forløbet vises, som det var kendt ved plads" in before
    assert "Fase afsluttet" not in before
    assert "Fase afsluttet" in after
    assert before.count("phase-text-running") == after.count("phase-text-running") == 1
    assert "phase-text-ended" not in before
    notice = after.split("som det var kendt ved plads")[1].split("</p>")[0]
    assert danish_instant(ended.recorded) in notice


async def test_the_phase_bar_draws_runs_pauses_and_what_is_planned(web: httpx2.AsyncClient) -> None:
    page = (await web.get(f"/trajectories/{SECOND_RUN}")).text
    newest, first = page.split('<svg class="phase-bar"')[1:]
    assert "phase-paused" in newest.split("</svg>")[0]
    assert newest.split("</svg>")[0].count("phase-planned") == 2
    assert "phase-stopped" in first.split("</svg>")[0]


@pytest.mark.parametrize("path", ["/boards/caseload", "/boards/deadlines", "/boards/contacts", "/reports/status"])
async def test_a_page_waits_for_what_its_reader_has_done_and_else_says_that_it_is_behind(
    web: httpx2.AsyncClient, town: Town, path: str
) -> None:
    head = await town.services.log.head()
    seen = (await web.get(f"{path}?after={head}")).text
    assert "Den er ajour." in seen
    assert "vises endnu ikke" not in seen
    unseen = (await web.get(f"{path}?after={head + 1}")).text
    assert "Det, du lige har registreret, vises endnu ikke." in unseen
