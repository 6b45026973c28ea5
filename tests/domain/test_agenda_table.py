"""Every kind of item, of trajectories and of units, from due to done, late, cancelled and corrected.

Events and times are given in full.

No expectation is computed. The clock is a pure loop over `decide` and `evolve`, and knows nothing but the agenda.
"""

from datetime import date, timedelta

import pytest

from domain.agenda_item import ItemKind
from domain.calendar import start_of_day
from domain.events.reference import ReferenceEvent, TimingDefined
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Timing
from tests.domain.agenda_table import course, help, leaders, privacy, units
from tests.domain.agenda_table.row import EVERY_KIND_HAS, OVERDUE, Row, Stage
from tests.domain.given import Story
from tests.domain.passing import Passing, left_of, told_of
from tests.domain.samples import CATALOGUE, DEFINITIONS, catalogue_of

ROWS: tuple[Row, ...] = (*course.ROWS, *help.ROWS, *leaders.ROWS, *privacy.ROWS, *units.ROWS)
STAGES = [
    pytest.param(row, stage, id=f"{row.kind} {name}".replace(" ", "-"))
    for row in ROWS
    for name, stage in row.stages.items()
]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def catalogue_with(defined: tuple[ReferenceEvent, ...], timing: Timing | None) -> Catalogue:
    timed = () if timing is None else (TimingDefined(definition=timing),)
    return catalogue_of(*DEFINITIONS, *defined, *timed) if defined or timed else CATALOGUE


def lived(row: Row, stage: Stage) -> Story:
    """Tell a row's history and a stage's steps, and let time pass before each and until the stage's end."""
    story = Story(catalogue=catalogue_with(row.defined, stage.timing))
    passing = Passing(story, row.stream)
    for step in (*row.history, *stage.steps):
        passing.does(step(story) if callable(step) else step)
    passing.until(start_of_day(date.fromisoformat(stage.until)))
    return story


@pytest.mark.parametrize(("row", "stage"), STAGES)
def test_the_clock_tells_what_the_table_says_when_it_says_it(row: Row, stage: Stage) -> None:
    story = lived(row, stage)
    assert told_of(story, row.kind, row.stream) == lines(stage.told)
    assert left_of(story, row.kind, row.stream) == lines(stage.left)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.kind) for row in ROWS])
def test_what_nobody_does_is_overdue_from_the_instant_it_passes(row: Row) -> None:
    obligations = lived(row, row.stages[OVERDUE]).agenda(row.stream).obligations
    for due in (item for item in obligations if item.kind is row.kind):
        assert not due.is_overdue(due.due.at - timedelta(microseconds=1))
        assert due.is_overdue(due.due.at)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.kind) for row in ROWS])
def test_every_kind_is_walked_through_every_stage_or_says_why_it_has_none(row: Row) -> None:
    assert {*row.stages, *row.without} >= set(EVERY_KIND_HAS)
    assert not row.stages.keys() & row.without.keys()


def test_no_kind_is_missing_from_the_table() -> None:
    assert sorted(row.kind for row in ROWS) == sorted(ItemKind)
