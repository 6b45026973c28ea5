"""Pseudonyms of an export: the same within it, others in the next, and no length of time is lost."""

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
from hypothesis import given
from hypothesis import strategies as st

from adapters.api.veil import Veil
from tests.postgres_server import TestDatabase

WEEK = timedelta(weeks=1)
DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2198, 1, 1))
CONTENT = {
    "measure": "5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21",
    "worker": "CTI1",
    "planned": {"on": "2026-03-02", "at": "2026-03-02T09:30:00Z"},
    "kind": "cash-benefit",
    "batch": "A12",
    "working_days": 5,
    "manifest": "0" * 64,
    "5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21": [True, None, "2026-03-09"],
}


@given(st.uuids(), DAYS, DAYS)
def test_days_move_by_whole_weeks_and_lengths_of_time_stay(trajectory: UUID, first: date, second: date) -> None:
    veil = Veil()
    moved = veil.moved(trajectory)
    assert abs(moved) <= 26 * WEEK
    assert moved % WEEK == timedelta()
    veiled = [date.fromisoformat(veil.content(day.isoformat(), moved)) for day in (first, second)]
    assert veiled[1] - veiled[0] == second - first


def test_codes_and_amounts_stay_and_what_names_somebody_does_not() -> None:
    veil, trajectory = Veil(), uuid4()
    moved = veil.moved(trajectory)
    veiled = veil.content(CONTENT, moved)
    assert (veiled["kind"], veiled["batch"], veiled["working_days"]) == ("cash-benefit", "A12", 5)
    assert veiled["measure"] in veiled
    assert veiled["worker"] != "CTI1"
    assert veiled["manifest"] != "0" * 64
    assert veiled["planned"]["at"] == veiled["planned"]["on"]


async def test_it_leaves_in_place_what_the_evaluators_view_leaves(database: TestDatabase) -> None:
    """`study.veiled` and this veil change the same values, of everything that an event can hold."""
    veil = Veil()
    ours = veil.content(CONTENT, WEEK)
    owner = await asyncpg.connect(database.superuser_dsn)
    theirs = await owner.fetchval("SELECT study.veiled($1, $2, 7)", json.dumps(CONTENT), bytes(32))
    await owner.close()
    assert shape(ours) == shape(json.loads(theirs))


def shape(content: object) -> object:
    """Return a content with W for a worker's pseudonym and # for that of an id or a digest."""
    if isinstance(content, dict):
        return sorted((str(shape(name)), str(shape(value))) for name, value in content.items())
    if isinstance(content, list):
        return [shape(item) for item in content]
    if not isinstance(content, str) or content in {"cash-benefit", "A12"} or content.startswith("2026-"):
        return content
    return "W" if content.startswith("W") else f"#{len(content)}"
