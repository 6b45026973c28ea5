"""Calls of the interface: who asks is the session's, refusals have a fitting status, nothing sent is said back."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from adapters.api.app import API
from domain.access.codes import AccessOutcome, Action
from domain.calendar import civil_date
from domain.trajectory_codes import Role
from tests.adapters.api.house import CANARY, CPR, WORKERS, House, tells
from tests.adapters.web.signing_in import pages_of
from tests.domain.access.records import NOW, RECORDS, id_of

TODAY = {"on": civil_date(NOW).isoformat()}
QUEUE, LIFTED, ELSEWHERE = id_of("queue"), id_of("own-lifted"), id_of("elsewhere")


async def ask(house: House, role: Role, path: str, body: dict[str, Any] | None = None) -> httpx2.Response:
    """Get an address as a role, or post a body to it."""
    client = house.callers[role]
    return await (client.get(f"{API}{path}") if body is None else client.post(f"{API}{path}", json=body))


def assigning(trajectory: UUID, worker: str) -> dict[str, Any]:
    return {"command_id": str(uuid4()), "occurred": TODAY, "trajectory": str(trajectory), "worker": worker}


async def test_nobody_is_answered_who_is_not_signed_in(house: House) -> None:
    async with pages_of(house.office.services, None, app=house.app) as stranger:
        for path in ("/openapi.json", "/trajectories", "/session"):
            answer = await stranger.get(f"{API}{path}")
            assert answer.status_code == 401
            assert answer.json()["code"] == "not-signed-in"


async def test_the_description_is_served_to_who_is_signed_in(house: House) -> None:
    answer = await ask(house, Role.EVALUATOR, "/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.headers["cache-control"] == "no-store"
    assert (await ask(house, Role.EVALUATOR, "/nowhere")).json()["code"] == "not-found"


async def test_a_command_is_the_session_s_and_sent_again_it_does_nothing_more(house: House) -> None:
    body = assigning(id_of("own-lifted-elsewhere"), "CTI2")
    first = (await ask(house, Role.LEADER, "/commands/assign-worker", body)).json()
    again = (await ask(house, Role.LEADER, "/commands/assign-worker", body)).json()
    assert again == {"position": first["position"], "events": []}
    history = (await ask(house, Role.LEADER, f"/trajectories/{id_of('own-lifted-elsewhere')}/history")).json()
    assert (history[-1]["type"], history[-1]["actor"]) == ("WorkerAssigned", WORKERS[Role.LEADER])


async def test_nobody_says_who_they_are(house: House) -> None:
    answer = await ask(
        house, Role.CTI_WORKER, "/commands/assign-worker", assigning(QUEUE, "CTI1") | {"actor": "LED1"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("role", "path", "body", "answered"),
    [
        (Role.CTI_WORKER, "/commands/assign-worker", assigning(ELSEWHERE, "BB2"), (404, "no-such-trajectory")),
        (Role.CTI_WORKER, "/commands/assign-worker", assigning(uuid4(), "BB2"), (404, "no-such-trajectory")),
        (Role.METHOD_SUPERVISOR, "/commands/assign-worker", assigning(QUEUE, "CTI1"), (403, "pseudonyms-only")),
        (Role.CTI_WORKER, "/commands/assign-worker", assigning(QUEUE, "CTI2"), (403, "not-a-leader")),
        (Role.LEADER, "/commands/assign-worker", assigning(QUEUE, "XX99"), (422, "unknown-staff")),
        (Role.LEADER, "/commands/assign-worker", assigning(id_of("closed"), "CTI1"), (409, "trajectory-closed")),
        (Role.CONSULTANT, "/vault/search", {"cpr": CPR, "purpose": "casework"}, (403, "not-your-role")),
        (Role.CTI_WORKER, "/vault/search", {"cpr": "1", "purpose": "casework"}, (422, "not-a-cpr")),
        (Role.ADMINISTRATOR, f"/trajectories/{QUEUE}", None, (404, "no-such-trajectory")),
        (Role.HEAD_OF_OFFICE, "/trajectories", None, (403, "not-your-role")),
        (Role.LEADER, "/access-log", None, (403, "not-your-role")),
        (Role.CTI_WORKER, "/export/events", None, (403, "not-your-role")),
    ],
)
async def test_a_refusal_has_a_code_two_texts_and_a_fitting_status(
    house: House, role: Role, path: str, body: dict[str, Any] | None, answered: tuple[int, str]
) -> None:
    answer = await ask(house, role, path, body)
    assert (answer.status_code, answer.json()["code"]) == answered
    assert answer.json()["da"] != answer.json()["en"]


async def test_what_cannot_be_used_is_named_and_never_said_back(house: House) -> None:
    secret = "Karla Kanariefugl 010180-1234"
    body = assigning(QUEUE, secret) | {secret: secret, "occurred": {"on": secret}}
    answer = await ask(house, Role.CTI_WORKER, "/commands/assign-worker", body)
    assert answer.status_code == 422
    assert "Karla" not in answer.text
    assert "010180" not in answer.text
    assert {"occurred.on", "worker"} <= set(answer.json()["where"])


async def test_a_call_of_another_page_is_refused_and_one_without_the_session_s_token(house: House) -> None:
    client, body = house.callers[Role.CTI_WORKER], assigning(QUEUE, "CTI1")
    path = f"{API}/commands/assign-worker"
    foreign = await client.post(path, json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    forged = await client.post(path, json=body, headers={"X-Exitspor-Form": "forged"})
    assert forged.status_code == 403


async def test_the_token_of_the_session_is_told_to_its_owner(house: House) -> None:
    present = (await ask(house, Role.PARTNER, "/session")).json()
    assert (present["actor"], present["roles"]) == (WORKERS[Role.PARTNER], ["partner"])
    assert present["form_token"] == house.callers[Role.PARTNER].headers["x-exitspor-form"]


async def test_the_vault_is_read_with_a_purpose_and_the_reading_written_down(house: House) -> None:
    address = f"/trajectories/{LIFTED}/vault?field=name&field=note"
    assert (await ask(house, Role.CTI_WORKER, address)).status_code == 422
    read = (await ask(house, Role.CTI_WORKER, f"{address}&purpose=reaching")).json()
    assert read["fields"] == {"name": f"Maren {CANARY} own-lifted"}
    assert CANARY in read["notes"][0]["text"]
    assert (await house.office.outcomes(Action.READ_NOTES, LIFTED))[-1] is AccessOutcome.ALLOWED


async def test_a_partner_reads_the_contact_details_that_a_consent_shares_and_nothing_else(house: House) -> None:
    address = f"/trajectories/{id_of('shared')}/vault?purpose=reaching"
    assert (await ask(house, Role.PARTNER, f"{address}&field=phone")).json()["fields"] == {"phone": "20406080"}
    for field in ("name", "cpr", "call-name", "note"):
        refused = await ask(house, Role.PARTNER, f"{address}&field=phone&field={field}")
        assert refused.status_code == 403
        assert not tells(refused.text)


async def test_a_note_is_warned_of_first_and_kept_when_it_is_confirmed(house: House) -> None:
    path = f"/trajectories/{LIFTED}/vault/notes"
    note = {"note": str(uuid4()), "on": "2026-03-02", "text": "Mail: a@b.example", "purpose": "casework"}
    warned = (await ask(house, Role.CTI_WORKER, path, note)).json()
    assert warned == {"kept": False, "warnings": ["email"]}
    assert (await ask(house, Role.CTI_WORKER, path, note | {"confirmed": True})).json()["kept"]


async def test_a_code_that_was_given_opens_its_trajectory_and_no_address_holds_it(house: House) -> None:
    sent = {"command_id": str(uuid4()), "occurred": TODAY}
    given = (await ask(house, Role.CTI_WORKER, f"/trajectories/{QUEUE}/return-code", sent)).json()
    opened = await ask(house, Role.CTI_WORKER, "/return-codes/open", {"code": given["code"].lower()})
    assert opened.json() == {"trajectory": str(QUEUE)}
    again = (await ask(house, Role.CTI_WORKER, f"/trajectories/{QUEUE}/return-code", sent)).json()
    assert again["code"] is None


async def exported(house: House) -> list[dict[str, Any]]:
    answer = await ask(house, Role.EVALUATOR, "/export/events")
    assert answer.status_code == 200
    assert not tells(answer.text)
    for name in RECORDS:
        assert str(id_of(name)) not in answer.text
    for code in (*WORKERS.values(), "CTI2", "BB1", "BB2"):
        assert f'"{code}"' not in answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_an_export_tells_every_history_under_pseudonyms_that_no_other_export_has(house: House) -> None:
    first, second = await exported(house), await exported(house)
    streams = await house.office.services.log.streams("trajectory")
    assert len({line["trajectory"] for line in first}) == len(streams)
    ids = [{line[name] for line in lines for name in ("trajectory", "id")} for lines in (first, second)]
    assert ids[0].isdisjoint(ids[1])
    types = [sorted(line["type"] for line in lines) for lines in (first, second)]
    assert types[0] == types[1]
    assert (await house.office.outcomes(Action.EXPORT, None))[-2:] == [AccessOutcome.ALLOWED] * 2


async def test_what_an_event_refers_to_has_the_same_pseudonym_there(house: House) -> None:
    lines = await exported(house)
    applied = next(line for line in lines if line["type"] == "MeasureApplied")
    proposed = next(line for line in lines if line["type"] == "MeasureProposed")
    assert applied["trajectory"] == proposed["trajectory"]
    assert applied["content"]["measure"] == proposed["content"]["measure"]


async def test_figures_are_for_who_may_see_them(house: House) -> None:
    table = (await ask(house, Role.CONSULTANT, "/figures/table-one?programme=exit-prostitution")).json()
    assert table["programme"] == "exit-prostitution"
    assert (await ask(house, Role.AUDITOR, "/figures/table-one")).status_code in {403, 404}
