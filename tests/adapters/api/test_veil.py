"""Pseudonyms of an export: the same within it, others in the next, and no length of time is lost."""

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
from hypothesis import given
from hypothesis import strategies as st

from adapters.api.veil import Veil
from adapters.study.days import days_key, export_key
from tests.postgres_server import TestDatabase

KEY = bytes(32)
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
    veil = Veil(KEY)
    moved = veil.moved(trajectory)
    assert abs(moved) <= 26 * WEEK
    assert moved % WEEK == timedelta()
    veiled = [date.fromisoformat(veil.content(day.isoformat(), moved)) for day in (first, second)]
    assert veiled[1] - veiled[0] == second - first


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_given_many_exports_when_their_days_are_compared_then_they_are_moved_alike(
    trajectory: UUID, secret: bytes
) -> None:
    """Else the middle of what they are moved by would be zero, and the true day."""
    key = export_key(secret)
    assert len({Veil(days_key(key, "EVA1")).moved(trajectory) for _ in range(5)}) == 1


def test_given_two_evaluators_when_their_days_are_compared_then_they_are_moved_each_in_their_own_way() -> None:
    trajectories, key = [UUID(int=number) for number in range(200)], export_key(KEY)
    veils = [Veil(days_key(key, worker)) for worker in ("EVA1", "EVA2")]
    assert len({tuple(veil.moved(one) for one in trajectories) for veil in veils}) == 2
    assert len({veils[0].moved(one) for one in trajectories}) > 26


def test_codes_and_amounts_stay_and_what_names_somebody_does_not() -> None:
    veil, trajectory = Veil(KEY), uuid4()
    moved = veil.moved(trajectory)
    veiled = veil.content(CONTENT, moved)
    assert (veiled["kind"], veiled["working_days"]) == ("cash-benefit", 5)
    assert veiled["batch"] != "A12"
    assert veiled["measure"] in veiled
    assert veiled["worker"] != "CTI1"
    assert veiled["manifest"] != "0" * 64
    assert veiled["planned"]["at"] == veiled["planned"]["on"]


async def test_it_leaves_in_place_what_the_evaluators_view_leaves(database: TestDatabase) -> None:
    """`study.veiled` and this veil change the same values, of everything that an event can hold."""
    veil = Veil(KEY)
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
    if not isinstance(content, str) or content == "cash-benefit" or content.startswith("2026-"):
        return content
    return "W" if content.startswith("W") else f"#{len(content)}"
