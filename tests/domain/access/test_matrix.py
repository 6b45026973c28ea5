"""The access matrix: every role, every action, every kind of nearness, against the table that is written out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from domain.access.case import OF_RECORDS, Allowed
from domain.access.codes import Action
from domain.access.policy import judge
from domain.access.refusals import STEP_UP_NEEDED
from domain.access.step_up import STEP_UP
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role
from tests.domain.access.expected import EXPECTED
from tests.domain.access.records import BROKEN, COLUMNS, NOW, RECORDS, UNKNOWN, id_of, somebody
from tests.domain.given import given
from tests.domain.samples import CATALOGUE


@cache
def records() -> Mapping[str, Trajectory]:
    """Each record folded; what is in another municipality's database is an empty stream here."""
    found = {UNKNOWN: Trajectory(id_of(UNKNOWN))}
    for name, made in RECORDS.items():
        story = given()
        for step in made(id_of(name)):
            story.when(step, BROKEN)
            assert not isinstance(story.decision, Refusal), (name, story.decision)
        found[name] = story.state(id_of(name))
    return found


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_with_every_record_what_the_table_says(role: Role, action: Action) -> None:
    answers = {name: judge(somebody(role), action, records()[name], NOW, CATALOGUE) for name in COLUMNS}
    assert answers == {name: EXPECTED[role, action, name] for name in COLUMNS}


def test_the_table_has_a_cell_for_everything_and_for_nothing_else() -> None:
    assert set(EXPECTED) == {(role, action, name) for role in Role for action in Action for name in COLUMNS}


@pytest.mark.parametrize("role", Role)
def test_without_a_new_log_in_nobody_lifts_erases_or_breaks_the_glass(role: Role) -> None:
    tired = replace(somebody(role), stepped_up=None)
    for action in STEP_UP:
        for name in COLUMNS:
            answer = judge(tired, action, records()[name], NOW, CATALOGUE)
            assert isinstance(answer, Refusal)
            if isinstance(EXPECTED[role, action, name], Allowed):
                assert answer == STEP_UP_NEEDED


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("fresh", [True, False])
def test_what_is_not_seen_is_answered_like_what_does_not_exist(role: Role, fresh: bool) -> None:
    who = somebody(role) if fresh else replace(somebody(role), stepped_up=None)
    for name in COLUMNS:
        if judge(who, Action.SEE_TRAJECTORY, records()[name], NOW, CATALOGUE) != NO_SUCH_TRAJECTORY:
            continue
        for action in OF_RECORDS:
            answer = judge(who, action, records()[name], NOW, CATALOGUE)
            unknown = judge(who, action, records()[UNKNOWN], NOW, CATALOGUE)
            assert answer == unknown or (isinstance(answer, Allowed) and action is Action.BREAK_GLASS)
