"""What each role finds on the pages: its menu, its boards, and of the vault what the policy opens to it by an act."""

import re

import httpx2
import pytest

from domain.access.codes import AccessOutcome, Action
from domain.trajectory_codes import CASEWORK_ROLES, Role
from tests.adapters.api.house import CANARY, CPR, House, tells
from tests.domain.access.records import RECORDS, id_of

LIFTED, OWN, ELSEWHERE = id_of("own-lifted"), id_of("own"), id_of("elsewhere")
PURPOSE = {"purpose": "casework"}
OFFICES = (Role.EVALUATOR, Role.CONSULTANT, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR)
MENU = {
    "/boards/caseload": Action.SEE_BOARD,
    "/boards/deadlines": Action.SEE_AGGREGATES,
    "/papirer": Action.SEE_AGGREGATES,
    "/boards/contacts": Action.SEE_AGGREGATES,
    "/reports/status": Action.SEE_AGGREGATES,
    "/indbakke": Action.SEE_BOARD,
    "/vip-kode": Action.OPEN_BY_CODE,
    "/cpr": Action.SEARCH_CPR,
    "/adgangslog": Action.READ_ACCESS_LOG,
    "/adgangslog/stikproeve": Action.SAMPLE_ACCESS,
}


def linked(page: str) -> set[str]:
    """Return the addresses of the main menu."""
    return set(re.findall(r'href="([^"]+)"', page.split("<nav", maxsplit=1)[1].split("</nav>", maxsplit=1)[0]))


@pytest.mark.parametrize("role", Role)
async def test_the_menu_shows_what_opens_and_all_else_is_no_page(house: House, role: Role) -> None:
    pages = house.callers[role]
    menu = linked((await pages.get("/")).text)
    nowhere = (await pages.get("/nowhere")).text
    for address in MENU:
        answer = await pages.get(address)
        assert answer.status_code == (200 if address in menu else 404), (role, address)
        assert (answer.text == nowhere) == (address not in menu)


@pytest.mark.parametrize(
    "role", [Role.EVALUATOR, Role.CONSULTANT, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR]
)
async def test_who_sees_no_trajectory_finds_the_same_page_for_one_as_for_none(house: House, role: Role) -> None:
    pages = house.callers[role]
    unknown = await pages.get(f"/trajectories/{id_of('nobody')}")
    for name in RECORDS:
        answer = await pages.get(f"/trajectories/{id_of(name)}")
        assert (answer.status_code, answer.text) == (404, unknown.text)


async def test_boards_show_the_centre_to_a_worker_all_to_a_supervisor_and_what_is_shared_to_a_partner(
    house: House,
) -> None:
    def shown(page: str) -> set[str]:
        return {name for name in RECORDS if f"/trajectories/{id_of(name)}" in page}

    boards = {role: shown((await house.callers[role].get("/boards/caseload")).text) for role in MAY_SEE_BOARDS}
    assert boards[Role.METHOD_SUPERVISOR] == set(RECORDS) - {"closed"}
    assert boards[Role.LEADER] == {name for name in RECORDS if name in OF_THE_CENTRE}
    assert boards[Role.PARTNER] == {"shared", "course-shared"}


MAY_SEE_BOARDS = (*CASEWORK_ROLES, Role.LEADER, Role.METHOD_SUPERVISOR, Role.PARTNER)
OF_THE_CENTRE = {
    "own", "colleague", "queue", "own-lifted", "own-lifted-elsewhere", "own-restricted", "colleague-lifted", "shared",
    "course-shared",
}  # fmt: skip


async def test_opening_a_trajectory_fetches_nothing_and_writes_no_reading_down(house: House) -> None:
    before = len(await house.office.outcomes(Action.READ_IDENTITY, LIFTED))
    answer = await house.callers[Role.CTI_WORKER].get(f"/trajectories/{LIFTED}")
    assert answer.status_code == 200
    assert not tells(answer.text)
    assert len(await house.office.outcomes(Action.READ_IDENTITY, LIFTED)) == before


async def test_who_the_person_is_is_fetched_by_an_act_with_a_purpose(house: House) -> None:
    pages = house.callers[Role.CTI_WORKER]
    form = {"compartment": ["identity", "contact", "alias", "notes"]}
    assert (await pages.post(f"/trajectories/{LIFTED}/boks", data=form)).status_code == 422
    answer = await pages.post(f"/trajectories/{LIFTED}/boks", data={**form, **PURPOSE})
    assert answer.status_code == 200
    assert CPR in answer.text
    assert f"Talte om {CANARY}" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert (await house.office.outcomes(Action.READ_IDENTITY, LIFTED))[-1] is AccessOutcome.ALLOWED


async def test_an_alias_is_called_a_pseudonym_and_an_identity_is_not_told_of_the_anonymous(house: House) -> None:
    pages = house.callers[Role.CTI_WORKER]
    assert "pseudonym, ikke anonym" in (await pages.get(f"/trajectories/{OWN}")).text
    answer = await pages.post(f"/trajectories/{OWN}/boks", data={"compartment": "identity", **PURPOSE})
    assert answer.status_code == 403
    assert not tells(answer.text)


@pytest.mark.parametrize("role", [Role.METHOD_SUPERVISOR, Role.BRIDGE_BUILDER])
async def test_who_may_see_the_trajectory_alone_is_offered_no_reading(house: House, role: Role) -> None:
    page = (await house.callers[role].get(f"/trajectories/{LIFTED}")).text
    assert "Du har ikke adgang til, hvem borgeren er." in page
    answer = await house.callers[role].post(f"/trajectories/{LIFTED}/boks", data={"compartment": "notes", **PURPOSE})
    assert answer.status_code == 403
    assert not tells(answer.text)


async def test_details_are_written_without_being_read_and_an_empty_field_stays(house: House) -> None:
    pages, colleague = house.callers[Role.LEADER], id_of("colleague-lifted")
    form = {"email": "ny@post.example", "remove": "phone", **PURPOSE}
    answer = await pages.post(f"/trajectories/{colleague}/boks/ret", data=form)
    assert answer.status_code == 303
    read = await pages.post(
        f"/trajectories/{colleague}/boks", data={"compartment": ["identity", "contact"], **PURPOSE}
    )
    assert "ny@post.example" in read.text
    assert "Maren" in read.text
    assert "20406080" not in read.text


async def test_a_note_that_holds_a_telephone_is_warned_of_before_it_is_kept(house: House) -> None:
    pages = house.callers[Role.CTI_WORKER]
    address = f"/trajectories/{OWN}/boks/notat"
    blank = (await pages.get(address)).text
    note = re.findall(r'name="note" value="([^"]+)"', blank)[0]
    before = await house.office.notes(OWN)
    form = {"note": note, "on": "2026-03-01", "text": "Ring på 20 40 60 80.", **PURPOSE}
    warned = await pages.post(address, data=form)
    assert "et telefonnummer" in warned.text
    assert await house.office.notes(OWN) == before
    kept = await pages.post(address, data={**form, "warned": "yes"})
    assert kept.status_code == 303
    assert await house.office.notes(OWN) == before + 1


async def test_what_lies_on_the_wrong_trajectory_is_moved_to_the_right_one(house: House) -> None:
    pages, source, target = house.callers[Role.LEADER], id_of("colleague"), id_of("queue")
    note = re.findall(r'name="note" value="([^"]+)"', await read_notes(pages, source))[0]
    moved = await pages.post(f"/trajectories/{source}/boks/flyt", data={"note": note, "target": str(target)})
    assert moved.headers["location"] == f"/trajectories/{target}"
    assert "Der er ingen notater." in await read_notes(pages, source)
    assert "colleague." in await read_notes(pages, target)


async def test_to_shred_on_a_page_leads_to_the_proof_first(house: House) -> None:
    pages = await house.sign_in(Role.LEADER, stepped_up=False)
    before = await house.office.notes(OWN)
    note = re.findall(r'name="note" value="([^"]+)"', await read_notes(pages, OWN))[0]
    answer = await pages.post(f"/trajectories/{OWN}/boks/flyt", data={"note": note})
    assert answer.headers["location"].startswith("/bekraeft?til=%2F")
    assert await house.office.notes(OWN) == before


async def read_notes(pages: httpx2.AsyncClient, trajectory: object) -> str:
    form = {"compartment": "notes", **PURPOSE}
    return (await pages.post(f"/trajectories/{trajectory}/boks", data=form)).text


async def test_a_step_that_needs_a_proof_leads_to_it_and_back(house: House) -> None:
    pages = await house.sign_in(Role.LEADER, stepped_up=False)
    for path in (f"/trajectories/{LIFTED}/boks/slet", f"/trajectories/{LIFTED}/noedadgang", "/noedadgang"):
        answer = await pages.get(path)
        assert answer.headers["location"].startswith("/bekraeft?til=%2F")
    form = {"command": str(OWN), "trajectory": str(ELSEWHERE), "reason": "child"}
    refused = await pages.post("/noedadgang", data=form)
    assert refused.status_code == 403
    assert "Bekræft først, at det er dig" in refused.text
    await house.sign_in(Role.LEADER)


async def test_broken_glass_opens_a_trajectory_of_another_centre(house: House) -> None:
    pages = house.callers[Role.LEADER]
    elsewhere = id_of("other-centre-lifted")
    assert (await pages.get(f"/trajectories/{elsewhere}")).status_code == 404
    form = {"command": str(id_of("glass")), "trajectory": str(elsewhere), "reason": "acute-danger"}
    assert (await pages.post("/noedadgang", data=form)).headers["location"] == f"/trajectories/{elsewhere}"
    assert (
        f"Maren {CANARY} other-centre-lifted"
        in (
            await pages.post(
                f"/trajectories/{elsewhere}/boks", data={"compartment": "identity", "purpose": "emergency"}
            )
        ).text
    )


async def test_erasing_says_from_which_day_on_no_backup_can_open_it(house: House) -> None:
    pages, closed = house.callers[Role.LEADER], id_of("closed")
    page = (await pages.get(f"/trajectories/{closed}/boks/slet")).text
    command = re.findall(r'name="command" value="([^"]+)"', page)[0]
    form = {"command": command, "scope": "all", "basis": "person-asked"}
    answer = await pages.post(f"/trajectories/{closed}/boks/slet", data=form)
    assert "Slettet." in answer.text
    assert "7. april 2026" in answer.text
    assert await house.office.stored(closed) == []


async def test_earlier_notes_follow_when_the_person_says_yes(house: House) -> None:
    pages, restricted = house.callers[Role.LEADER], id_of("colleague-lifted")
    path = f"/trajectories/{restricted}/anonymitet"
    assert "Notater fra før 2. marts 2026 er forseglet." in await read_notes(pages, restricted)
    page = (await pages.get(path)).text
    command = re.findall(r'name="command" value="([^"]+)"', page.split("anonymitet/tidligere", maxsplit=1)[1])[0]
    answer = await pages.post(f"{path}/tidligere", data={"command": command, "administration": "sof"})
    assert answer.status_code == 303
    assert "er forseglet." not in await read_notes(pages, restricted)


async def test_anonymity_is_lifted_with_what_the_person_tells_and_restored_when_they_ask(house: House) -> None:
    pages, shared = house.callers[Role.LEADER], id_of("course-shared")
    page = (await pages.get(f"/trajectories/{shared}/anonymitet")).text
    assert "gælder" in page
    command = re.findall(r'name="command" value="([^"]+)"', page)[0]
    form = {
        "command": command,
        "administration": "sof",
        "identified_by": "name",
        "earlier": "yes",
        "name": "Gerda Ny",
    }
    lifted = await pages.post(f"/trajectories/{shared}/anonymitet", data=form)
    assert lifted.status_code == 303
    asked = {"compartment": "identity", **PURPOSE}
    assert "Gerda Ny" in (await pages.post(f"/trajectories/{shared}/boks", data=asked)).text
    back = {"command": str(id_of("back"))}
    assert (await pages.post(f"/trajectories/{shared}/anonymitet/tilbage", data=back)).status_code == 303
    assert (await pages.post(f"/trajectories/{shared}/boks", data=asked)).status_code == 403
    assert await house.office.stored(shared) == ["call-name"]


async def test_the_auditor_reads_who_did_what_and_reading_it_is_written_down(house: House) -> None:
    pages = house.callers[Role.AUDITOR]
    page = (await pages.get("/adgangslog?worker=CTI1&action=read-identity")).text
    assert "læse identitet" in page
    assert not tells(page)
    assert (await house.office.outcomes(Action.READ_ACCESS_LOG, None))[-1] is AccessOutcome.ALLOWED


async def test_the_extract_names_no_staff(house: House) -> None:
    page = (await house.callers[Role.LEADER].get(f"/trajectories/{LIFTED}/udtraek")).text
    main = page.split("<main")[1]
    assert "læse identitet" in main
    assert "CTI1" not in main
    assert not tells(main)


async def test_a_search_finds_only_whom_one_knows_already(house: House) -> None:
    form = {"cpr": f"{CPR[:6]}-{CPR[6:]}", **PURPOSE}
    own = (await house.callers[Role.CTI_WORKER].post("/cpr", data=form)).text
    assert f"/trajectories/{LIFTED}" in own
    assert f"/trajectories/{id_of('colleague')}" not in own
    assert CPR not in own
    other = (await house.callers[Role.BRIDGE_BUILDER].post("/cpr", data=form)).text
    assert "Intet forløb, som du må se, har det nummer." in other


async def test_a_wrong_code_opens_nothing_and_is_not_shown_again(house: House) -> None:
    answer = await house.callers[Role.CTI_WORKER].post("/vip-kode", data={"code": "ZZZZ-ZZZZ-ZZZZ-Z"})
    assert answer.status_code in {404, 422}
    assert "ZZZZ" not in answer.text
