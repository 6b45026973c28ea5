"""Deputies, offers, glass and sealed notes: where the edges of being near lie."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.access.case import ALLOWED, Allowed
from domain.access.codes import Action, BreakGlassReason
from domain.access.policy import judge
from domain.access.refusals import NOT_YOURS, STEP_UP_NEEDED
from domain.access.who import Who
from domain.commands.course import CloseTrajectory
from domain.commands.vault import BreakGlass, LetEarlierFollow
from domain.events.reference import StaffDefined
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory_codes import CloseReason, Role
from tests.domain.access.records import BROKEN, DAY, NOW, RECORDS, id_of, somebody
from tests.domain.given import Story, given
from tests.domain.samples import DEFINITIONS, catalogue_of, command

CTI1 = somebody(Role.CTI_WORKER)
CTI2 = replace(CTI1, code="CTI2")


def story_of(name: str) -> Story:
    story = given()
    for step in RECORDS[name](id_of(name)):
        story.when(step, BROKEN)
    return story


def answer(who: Who, action: Action, story: Story, name: str, now: datetime = NOW) -> Allowed | Refusal:
    return judge(who, action, story.state(id_of(name)), now, story.catalogue)


def test_who_stands_in_reads_what_the_absent_worker_reads_and_no_longer_than_that() -> None:
    away = catalogue_of(
        *DEFINITIONS,
        StaffDefined(
            definition=Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy="CTI2")
        ),
    )
    story = story_of("own-lifted")
    assert answer(CTI2, Action.READ_IDENTITY, story, "own-lifted") == NOT_YOURS
    story.catalogue = away
    assert answer(CTI2, Action.READ_IDENTITY, story, "own-lifted") == ALLOWED


def test_a_deputy_of_another_administration_sees_nothing() -> None:
    story = story_of("own")
    story.catalogue = catalogue_of(
        *DEFINITIONS,
        StaffDefined(
            definition=Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy="BB2")
        ),
    )
    elsewhere = Who("BB2", "101", frozenset({Role.BRIDGE_BUILDER}), "jobcenter")
    assert answer(elsewhere, Action.SEE_TRAJECTORY, story, "own") == NO_SUCH_TRAJECTORY


def test_an_offer_shows_the_trajectory_until_it_is_closed() -> None:
    story, receiver = story_of("offered"), replace(CTI1, roles=frozenset({Role.CTI_WORKER, Role.LEADER}))
    assert answer(receiver, Action.READ_ALIAS, story, "offered") == ALLOWED
    story.when(command(CloseTrajectory, DAY, trajectory=id_of("offered"), reason=CloseReason.OWN_WISH), NOW)
    assert answer(receiver, Action.READ_ALIAS, story, "offered") == NO_SUCH_TRAJECTORY
    assert answer(receiver, Action.SEE_TRAJECTORY, story, "offered") == NO_SUCH_TRAJECTORY


@pytest.mark.parametrize(("hours", "opens"), [(2, True), (3, False)])
def test_broken_glass_opens_for_three_hours_and_for_who_broke_it_only(hours: int, opens: bool) -> None:
    story, now = story_of("broken"), BROKEN + timedelta(hours=hours)
    assert (answer(CTI1, Action.READ_IDENTITY, story, "broken", now) == ALLOWED) is opens
    assert answer(CTI2, Action.READ_IDENTITY, story, "broken", now) == NO_SUCH_TRAJECTORY


def test_the_glass_counts_from_when_it_was_recorded_whatever_day_is_said() -> None:
    story = story_of("own")
    said = command(BreakGlass, "2026-03-01", trajectory=id_of("own"), reason=BreakGlassReason.CHILD)
    state = story.when(said, NOW).state(id_of("own"))
    assert [broken.until for broken in state.broken] == [NOW + timedelta(hours=3)]


def test_notes_are_sealed_towards_the_administration_until_the_person_lets_them_follow() -> None:
    story = story_of("own-lifted")
    assert answer(CTI1, Action.READ_NOTES, story, "own-lifted") == Allowed(notes_from=date.fromisoformat(DAY))
    story.when(command(LetEarlierFollow, DAY, trajectory=id_of("own-lifted"), administration="sof"), NOW)
    assert answer(CTI1, Action.READ_NOTES, story, "own-lifted") == ALLOWED


@pytest.mark.parametrize(("minutes", "needed"), [(0, False), (15, False), (16, True), (-1, True)])
def test_a_new_log_in_counts_for_a_quarter_of_an_hour_and_not_before_it_happened(minutes: int, needed: bool) -> None:
    who = replace(CTI1, stepped_up=NOW - timedelta(minutes=minutes))
    assert (answer(who, Action.LIFT, story_of("own"), "own") == STEP_UP_NEEDED) is needed


def test_a_glass_asks_for_the_log_in_before_it_tells_whether_the_trajectory_exists() -> None:
    tired = replace(CTI1, stepped_up=None)
    for name in ("elsewhere", "other-municipality"):
        story = story_of(name) if name in RECORDS else given()
        assert answer(tired, Action.BREAK_GLASS, story, name) == STEP_UP_NEEDED
