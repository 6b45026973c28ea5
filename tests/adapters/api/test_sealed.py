"""Without a yes, pages and interface tell whoever works where the name is known nothing of earlier contacts."""

import httpx2
import pytest

from adapters.api.app import API
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import BeginPreCti, RecordObservation
from domain.commands.vault import LetEarlierFollow
from domain.contact_codes import Topic
from domain.trajectory_codes import Observation, Role
from tests.adapters.api.house import House
from tests.domain.access.records import DAY, OWN_CENTRE, id_of, lifted, of
from tests.domain.given import on
from tests.domain.samples import a_form, command

BEFORE = "2026-02-20"
ID = id_of("sealed")
PAGE, HISTORY, WHOLE = f"/trajectories/{ID}", f"{API}/trajectories/{ID}/history", f"{API}/trajectories/{ID}"


@pytest.fixture(scope="module")
async def sealed(house: House) -> House:
    """The house, with a trajectory that had contacts before the person lifted anonymity."""
    opened, assigned, lifting = of("CTI1", OWN_CENTRE, lifted("sof"))(ID)
    await house.office.told(
        opened.model_copy(update={"occurred": on("2026-02-02")}),
        assigned.model_copy(update={"occurred": on("2026-02-02")}),
        command(RegisterFollowUp, BEFORE, trajectory=ID, contact=a_form(topics=frozenset({Topic.DEBT}))),
        command(RecordObservation, BEFORE, trajectory=ID, observation=Observation.WENT_BACK),
        lifting,
        command(BeginPreCti, DAY, trajectory=ID, plan="cti-9m"),
        command(RecordObservation, DAY, trajectory=ID, observation=Observation.WENT_BACK),
    )
    return house


async def asked(house: House, address: str, role: Role = Role.CTI_WORKER) -> httpx2.Response:
    answer = await house.callers[role].get(address)
    assert answer.status_code == 200, address
    return answer


def observations(answer: httpx2.Response) -> list[str]:
    return [row["occurred_on"] for row in answer.json() if row["type"] == "ObservationRecorded"]


@pytest.mark.parametrize("role", [Role.CTI_WORKER, Role.LEADER])
async def test_given_a_lifting_without_a_yes_when_the_history_is_read_then_earlier_contacts_are_not_in_it(
    sealed: House, role: Role
) -> None:
    history = await asked(sealed, HISTORY, role)
    assert observations(history) == [DAY]
    assert "ContactRegistered" not in {row["type"] for row in history.json()}
    assert "debt" not in history.text
    page = (await asked(sealed, PAGE, role)).text
    assert "gæld" not in page
    assert "fra før 2. marts 2026 er forseglet og tælles kun." in page
    assert "<dt>Henvendelser</dt><dd>2</dd>" in page


async def test_given_a_position_before_the_lifting_when_the_page_is_seen_as_of_it_then_it_tells_no_more(
    sealed: House,
) -> None:
    positions = [row["position"] for row in (await asked(sealed, HISTORY)).json()]
    assert len(positions) == 5
    for position in range(positions[0] + 2, positions[-1] + 1):
        page = (await asked(sealed, f"{PAGE}?as_of={position}")).text
        assert "gæld" not in page
        assert page.count("vendt tilbage") == (position == positions[-1])


async def test_given_sealed_contacts_when_what_is_due_is_asked_for_then_it_is_as_if_they_were_not_sealed(
    sealed: House,
) -> None:
    before = (await asked(sealed, WHOLE)).json()
    await sealed.office.told(command(LetEarlierFollow, DAY, trajectory=ID, administration="sof"))
    after = (await asked(sealed, WHOLE)).json()
    assert before["due"] == after["due"] != []
    assert before["summary"] == after["summary"]
    assert observations(await asked(sealed, HISTORY)) == [BEFORE, DAY]
    assert "gæld" in (await asked(sealed, PAGE)).text
