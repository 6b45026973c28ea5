"""Whatever goes wrong between people, log and clock, the log tells the same in the end, but for recorded times.

Each seed draws a centre, what its people do in nine months, and what goes wrong meanwhile: processes killed between
any two steps, log and engine away or their answers lost, signals doubled and overtaken, two drivers, two workers,
acts that come days late or twice, all that the engine knew lost. 200 seeds in the full counts, 20 else.
"""

import os
from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from domain.log import STREAM_KINDS, EventLog
from tests.workflows.chaos.disturbed import Disturbed
from tests.workflows.chaos.mishaps import Mishaps
from tests.workflows.chaos.still_time import in_no_time
from tests.workflows.office import Office
from tests.workflows.two_years.life import Life
from tests.workflows.two_years.promises import all_facts, dated_wrongly, done_twice
from tests.workflows.two_years.staffing import REFERENCE

SCHEDULES = 200 if os.environ.get("EXITSPOR_LONG") else 20
PEOPLE, DAYS = 3, 210
LIKELY = 200
"""What could have gone wrong so often in all schedules together did."""

pytestmark = pytest.mark.timeout(1_800)

Streams = dict[UUID, list[tuple[Any, ...]]]


class Outcome(NamedTuple):
    """The streams that a disturbed run told otherwise, what it did twice or dated wrongly, and what struck."""

    told_otherwise: list[UUID]
    done_wrongly: list[Any]
    could_strike: Counter[str]
    struck: Counter[str]


async def streams(log: EventLog) -> Streams:
    office = Office(log)
    return {stream: await office.stream(stream) for kind in STREAM_KINDS for stream in await log.streams(kind)}


async def live(seed: int) -> Outcome:
    """Live through a seed's nine months undisturbed, and once more while everything goes wrong."""
    life, mishaps = Life(seed, PEOPLE, DAYS), Mishaps(seed)
    await life.live()
    installation = Disturbed(mishaps)
    await installation.live(REFERENCE, life.script, life.end)
    told, expected = await streams(installation.log), await streams(life.office.log)
    differ = [stream for stream in told.keys() | expected.keys() if told.get(stream) != expected.get(stream)]
    facts = await all_facts(installation.log)
    return Outcome(differ, [*done_twice(facts), *dated_wrongly(facts)], mishaps.could_strike, mishaps.struck)


@pytest.fixture(scope="module")
def outcomes() -> dict[int, Outcome]:
    return {seed: in_no_time(live(seed)) for seed in range(SCHEDULES)}


def test_what_goes_wrong_leaves_no_trace_in_the_log(outcomes: dict[int, Outcome]) -> None:
    assert {seed: outcome.told_otherwise for seed, outcome in outcomes.items() if outcome.told_otherwise} == {}


def test_nothing_is_done_twice_nor_told_of_another_day(outcomes: dict[int, Outcome]) -> None:
    assert {seed: outcome.done_wrongly for seed, outcome in outcomes.items() if outcome.done_wrongly} == {}


def test_every_mishap_strikes_and_processes_are_killed_at_each_of_their_steps(outcomes: dict[int, Outcome]) -> None:
    struck = sum((outcome.struck for outcome in outcomes.values()), Counter[str]())
    could = sum((outcome.could_strike for outcome in outcomes.values()), Counter[str]())
    likely = {mishap for mishap, times in could.items() if times >= LIKELY}
    assert sorted(mishap for mishap in likely if not struck[mishap]) == []
    assert len(likely) >= 45


def test_the_same_seed_goes_wrong_in_the_same_way(outcomes: dict[int, Outcome]) -> None:
    assert in_no_time(live(0)) == outcomes[0]
