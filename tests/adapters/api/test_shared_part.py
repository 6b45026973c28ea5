"""A partner is shown by pages and interface what the consent names: nothing else of a trajectory stands there."""

from uuid import uuid5

import httpx2
import pytest

from adapters.api.app import API
from domain.access.codes import AccessOutcome, Action
from domain.commands.identity import WithdrawConsent
from domain.help_codes import Information
from domain.trajectory_codes import Role
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.adapters.api.house import WORKERS, House
from tests.domain.access.records import DAY, id_of
from tests.domain.access.shared_story import HEALTH_TELLS, NEVER_TOLD, consent_to, everything
from tests.domain.samples import command

SHARED = id_of("course-shared")
PAGE, HISTORY, WHOLE = (
    f"/trajectories/{SHARED}",
    f"{API}/trajectories/{SHARED}/history",
    f"{API}/trajectories/{SHARED}",
)
LIST, BOARD = f"{API}/trajectories", "/boards/caseload"
SAID_ON_PAGES = (
    "vendt tilbage", "ønsker at forlade", "gæld", "sendt til den forkerte", "akut fare", "Reden", "sygdom",
    "14. april 2026", "Måling", "misbrug", "indlagt", "Observation", "Henvendelse registreret", "Hvad der skal ske",
)  # fmt: skip
"""What stands on the trajectory's page for the municipality's own, in its words."""


@pytest.fixture(scope="module")
async def told(house: House) -> House:
    """The house, once everything has happened in the trajectory whose course is shared."""
    await house.office.told(*everything(SHARED))
    await catch_up(house)
    return house


async def catch_up(house: House) -> None:
    boards = TableBoards(house.office.services.pool)
    await Projector(house.office.services.log, boards, BOARDS).catch_up()


async def asked(house: House, role: Role, address: str) -> httpx2.Response:
    answer = await house.callers[role].get(address)
    assert answer.status_code == 200, (role, address)
    return answer


def found(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if word in text]


async def test_the_interface_tells_a_partner_of_the_course_and_a_worker_of_everything(told: House) -> None:
    everything_said = (*NEVER_TOLD, *HEALTH_TELLS)
    for address in (HISTORY, WHOLE, LIST):
        assert found(everything_said, (await asked(told, Role.PARTNER, address)).text) == []
    history = (await asked(told, Role.CTI_WORKER, HISTORY)).text
    assert found(everything_said, history) == list(everything_said)
    types = {row["type"] for row in (await asked(told, Role.PARTNER, HISTORY)).json()}
    assert {"TrajectoryOpened", "CtiStarted", "PhaseEnded", "ExtensionApproved", "MeasureApplied"} <= types


async def test_pages_tell_a_partner_of_the_course_and_a_worker_of_everything(told: House) -> None:
    page = (await asked(told, Role.PARTNER, PAGE)).text
    assert found(SAID_ON_PAGES, page) == []
    assert "CTI-forløb begyndt" in page
    assert "forløbets fase og tiltag" in page
    assert found(SAID_ON_PAGES, (await asked(told, Role.CTI_WORKER, PAGE)).text) == list(SAID_ON_PAGES)
    assert found(SAID_ON_PAGES, (await asked(told, Role.PARTNER, BOARD)).text) == []


async def test_a_page_of_an_earlier_position_shows_a_partner_no_more(told: House) -> None:
    positions = [row["position"] for row in (await asked(told, Role.CTI_WORKER, HISTORY)).json()]
    for position in positions[::4]:
        page = (await asked(told, Role.PARTNER, f"{PAGE}?as_of={position}")).text
        assert found(SAID_ON_PAGES, page) == []


async def test_nothing_is_due_from_a_partner_and_the_list_says_what_the_trajectory_does(told: House) -> None:
    whole = (await asked(told, Role.PARTNER, WHOLE)).json()
    assert whole["due"] == []
    listed = (await asked(told, Role.PARTNER, LIST)).json()["trajectories"]
    assert whole["summary"] in listed
    assert [one["trajectory"] for one in listed] == sorted(one["trajectory"] for one in listed)
    assert whole["summary"]["status"] == "open"
    assert (await asked(told, Role.CTI_WORKER, WHOLE)).json()["due"] != []


async def test_given_a_partner_when_they_see_the_board_then_it_names_no_worker_to_choose_from(told: House) -> None:
    board = (await asked(told, Role.PARTNER, BOARD)).text
    assert 'name="worker"' not in board
    assert found(tuple(f'value="{code}"' for code in WORKERS.values()), board) == []
    assert 'name="worker"' in (await asked(told, Role.CTI_WORKER, BOARD)).text


async def test_other_parties_consents_are_not_told_on_the_page_of_consents(told: House) -> None:
    page = (await asked(told, Role.PARTNER, f"{PAGE}/anonymitet")).text
    assert "Kompetencecenter Prostitution" in page
    assert "Reden" not in page
    assert "Reden" in (await asked(told, Role.CTI_WORKER, f"{PAGE}/anonymitet")).text


async def test_deadlines_and_papers_are_no_pages_for_a_partner_and_the_attempt_is_written_down(told: House) -> None:
    pages = told.callers[Role.PARTNER]
    nowhere, front = await pages.get("/nowhere"), await pages.get("/")
    for address in ("/boards/deadlines", "/papirer", f"/papirer/{SHARED}"):
        before = len(await told.office.outcomes(Action.SEE_AGGREGATES, None))
        answer = await pages.get(address)
        assert (answer.status_code, answer.text) == (404, nowhere.text)
        assert f'href="{address}"' not in front.text
        assert (await told.office.outcomes(Action.SEE_AGGREGATES, None))[before:] == [AccessOutcome.REFUSED]


async def test_what_a_further_consent_names_is_told_while_it_is_in_force(told: House) -> None:
    consent = consent_to(SHARED, "health", "kc", Information.HEALTH)
    await told.office.told(consent)
    history, page = (await asked(told, Role.PARTNER, HISTORY)).text, (await asked(told, Role.PARTNER, PAGE)).text
    assert found(HEALTH_TELLS, history) == list(HEALTH_TELLS)
    assert found(NEVER_TOLD, history) == ["illness"]
    assert found(("misbrug", "indlagt", "vendt tilbage"), page) == ["misbrug", "indlagt"]
    await told.office.told(command(WithdrawConsent, DAY, trajectory=SHARED, consent=uuid5(SHARED, "health")))
    assert found(HEALTH_TELLS, (await asked(told, Role.PARTNER, HISTORY)).text) == []
