"""Breaking the glass, and letting earlier contacts follow."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access.codes import BreakGlassReason
from domain.base import Occurred
from domain.commands.corrections import CorrectDate
from domain.commands.course import CloseTrajectory
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import BreakGlass, LetEarlierFollow
from domain.events.vault import EarlierContactsFollow, GlassBroken
from domain.help_codes import IdentifiedBy
from domain.trajectory.state import Broken
from domain.trajectory_codes import CloseReason
from tests.domain.given import given, new_id
from tests.domain.samples import TRAJECTORY, command, opened

OPENED = opened("2026-03-02")
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
DAY = "2026-03-20"
LIFTED = command(
    LiftAnonymity, "2026-03-03", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=False
)


def broken(actor: str = "BB2", day: str = DAY) -> BreakGlass:
    return command(BreakGlass, day, actor=actor, reason=BreakGlassReason.ACUTE_DANGER)


def follow(administration: str = "sof") -> LetEarlierFollow:
    return command(LetEarlierFollow, DAY, administration=administration)


def test_who_breaks_the_glass_may_look_for_three_hours() -> None:
    story = given(OPENED).when(broken(), NOW)
    story.then(GlassBroken(reason=BreakGlassReason.ACUTE_DANGER))
    assert story.state(TRAJECTORY).broken == (Broken("BB2", NOW + timedelta(hours=3)),)


def test_it_happens_now_whatever_day_is_said() -> None:
    story = given(OPENED).when(broken(day="2026-03-19"), NOW)
    assert story.last_fact(TRAJECTORY, GlassBroken).occurred == Occurred.at_instant(NOW)


def test_the_glass_can_be_broken_where_the_trajectory_is_closed() -> None:
    closed = command(CloseTrajectory, "2026-03-10", reason=CloseReason.OWN_WISH)
    given(OPENED, closed).when(broken(), NOW).then_types(GlassBroken)


@pytest.mark.parametrize(("actor", "code"), [("MET1", "glass-not-for-you"), ("OLD1", "unknown-actor")])
def test_who_carries_nothing_and_leads_nobody_breaks_no_glass(actor: str, code: str) -> None:
    given(OPENED).when(broken(actor), NOW).refuses(code)


def test_there_is_no_glass_before_nothing() -> None:
    given().when(broken(), NOW).refuses("no-such-trajectory")


def test_a_corrected_date_gives_no_further_hour() -> None:
    story = given(OPENED).when(broken(), NOW)
    event = story.last_fact(TRAJECTORY, GlassBroken).id
    later = NOW + timedelta(hours=2)
    story.when(command(CorrectDate, DAY, stream=TRAJECTORY, event=event, happened=Occurred.at_instant(later)), later)
    assert story.state(TRAJECTORY).broken == (Broken("BB2", NOW + timedelta(hours=3)),)


def test_earlier_contacts_follow_once_the_person_says_so() -> None:
    story = given(OPENED, LIFTED)
    assert [lifting.earlier_follow for lifting in story.state(TRAJECTORY).liftings] == [False]
    story.when(follow()).then(EarlierContactsFollow(administration="sof"))
    assert [lifting.earlier_follow for lifting in story.state(TRAJECTORY).liftings] == [True]


def test_they_follow_to_no_other_administration() -> None:
    other = LIFTED.model_copy(update={"administration": "bif", "command_id": new_id()})
    story = given(OPENED, LIFTED, other).when(follow("bif"))
    followed = {lifting.administration: lifting.earlier_follow for lifting in story.state(TRAJECTORY).liftings}
    assert followed == {"sof": False, "bif": True}


def test_a_second_yes_changes_nothing() -> None:
    given(OPENED, LIFTED, follow()).when(follow()).then()


def test_nothing_follows_to_an_administration_that_the_person_is_anonymous_to() -> None:
    given(OPENED, LIFTED).when(follow("bif")).refuses("not-lifted")
    given(OPENED).when(follow()).refuses("not-lifted")


def test_once_access_is_restricted_nothing_is_lifted_and_nothing_follows() -> None:
    measure = new_id()
    story = given(
        OPENED,
        LIFTED,
        command(ProposeMeasure, "2026-03-04", measure=measure, kind="cash-benefit"),
        command(ApplyForMeasure, "2026-03-05", measure=measure),
        command(RestoreAnonymity, "2026-03-06"),
    )
    story.when(follow()).refuses("restricted")
    again = LIFTED.model_copy(update={"administration": "bif", "command_id": new_id()})
    story.when(again).refuses("restricted")
