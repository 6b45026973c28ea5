"""An evaluator's exports: no number of them tells a true day, and none goes beyond what one is entitled to."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest

from adapters.api.app import API
from domain.access.codes import AccessOutcome, Action
from domain.calendar import civil_date
from domain.trajectory_codes import Role
from tests.adapters.api.house import House
from tests.domain.access.records import NOW

EXPORT, PROGRAMME = f"{API}/export/events", "exit-prostitution"
TODAY = civil_date(NOW)
LONG_AFTER = datetime(2999, 1, 1, tzinfo=UTC)
ENTITLED = """
INSERT INTO study.entitlement (login, municipality, worker, programme, first_day, last_day, known_until, salt)
SELECT 'exitspor_eva1', i.municipality, 'EVA1', $1, $2, $3, $4, decode(repeat('00', 32), 'hex')
FROM log.installation AS i
"""


@pytest.fixture
async def entitling(house: House) -> AsyncIterator[House]:
    """The house, in which no evaluator is entitled to anything after a test."""
    yield house
    await house.office.owner.execute("DELETE FROM study.entitlement")


async def entitle(
    house: House, *, programme: str | None = None, last_day: date = TODAY, known_until: datetime = LONG_AFTER
) -> None:
    await house.office.owner.execute(ENTITLED, programme, date(2026, 1, 1), last_day, known_until)


async def asked(house: House, query: str = "") -> httpx2.Response:
    return await house.callers[Role.EVALUATOR].get(EXPORT + query)


async def exported(house: House, query: str = "") -> list[dict[str, Any]]:
    answer = await asked(house, query)
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.text.splitlines()]


def courses(lines: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """Return what happened in each trajectory and when, in an order that no pseudonym gives."""
    told: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        told.setdefault(line["trajectory"], []).append((line["type"], line["occurred_on"]))
    return sorted(told.values())


async def test_given_many_exports_when_their_days_are_compared_then_none_tells_more_than_the_first(
    house: House,
) -> None:
    first, *more = [await exported(house) for _ in range(4)]
    assert all(courses(lines) == courses(first) for lines in more)
    assert len({line["id"] for lines in (first, *more) for line in lines}) == 4 * len(first)


async def test_given_no_entitlement_was_set_when_an_evaluator_exports_then_all_is_told(entitling: House) -> None:
    everything = courses(await exported(entitling))
    await entitle(entitling)
    assert courses(await exported(entitling)) == everything
    assert courses(await exported(entitling, f"?programme={PROGRAMME}")) == everything


async def test_given_an_entitlement_to_one_programme_when_another_is_exported_then_it_is_refused(
    entitling: House,
) -> None:
    everything = courses(await exported(entitling))
    await entitle(entitling, programme=PROGRAMME)
    assert courses(await exported(entitling)) == everything
    answer = await asked(entitling, "?programme=other")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-of-your-study")
    await entitling.office.owner.execute("UPDATE study.entitlement SET programme = 'other'")
    assert await exported(entitling) == []
    assert (await asked(entitling, f"?programme={PROGRAMME}")).status_code == 403


async def test_given_an_entitlement_that_is_over_when_its_evaluator_exports_then_it_is_refused_and_written_down(
    entitling: House,
) -> None:
    await entitle(entitling, last_day=TODAY - timedelta(days=1))
    answer = await asked(entitling)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-of-your-study")
    assert (await entitling.office.outcomes(Action.EXPORT, None))[-1] is AccessOutcome.REFUSED


async def test_given_an_entitlement_until_an_instant_when_its_evaluator_exports_then_nothing_later_is_told(
    entitling: House,
) -> None:
    await entitle(entitling, known_until=datetime(2026, 1, 1, tzinfo=UTC))
    assert await exported(entitling) == []


async def test_given_an_evaluator_when_figures_are_asked_for_then_they_are_refused(house: House) -> None:
    answer = await house.callers[Role.EVALUATOR].get(f"{API}/figures/table-one?programme={PROGRAMME}")
    assert answer.status_code == 404
