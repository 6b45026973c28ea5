"""What is entered late counts where it belongs, and does not undo what happened since."""

from datetime import date

import pytest

from domain.agenda_item import Act, ItemKind
from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import CorrectDate
from domain.commands.course import (
    BeginPreCti,
    CloseTrajectory,
    EndPhase,
    Pause,
    RecordCtiContact,
    ReopenTrajectory,
    Resume,
    SetActivityPlan,
    StartCti,
)
from domain.contact_codes import FormOfContact
from domain.events.contacts import ContactRegistered
from domain.events.course import ActivityPlanSet, CtiContactRecorded, TrajectoryReopened
from domain.trajectory_codes import CloseReason, DeviationReason, FocusArea, Party, PauseReason, Place
from tests.domain.given import Story, evening_of, given, on
from tests.domain.help_story import act_days, due_days, fire
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened

START = "2026-03-02"


def a_meeting(day: str) -> RecordCtiContact:
    return command(
        RecordCtiContact, day, place=Place.COMMUNITY, party=Party.PERSON, form=FormOfContact.MEETING, minutes=60
    )


def the_phase_ends(day: str, phase: int = 1) -> EndPhase:
    return command(EndPhase, day, phase=phase, reason=DeviationReason.OTHER)


def phases_of_contacts(story: Story) -> list[int]:
    course = story.state(TRAJECTORY).course
    assert course is not None
    return [contact.phase for contact in course.contacts]


def test_a_contact_from_before_the_closing_does_not_reopen_the_trajectory() -> None:
    story = given(
        *a_trajectory_in_transition(START), command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH)
    )
    story.when(command(RegisterFollowUp, "2026-04-03", contact=a_form())).then_types(ContactRegistered)
    assert not story.state(TRAJECTORY).is_open


def test_a_contact_from_before_a_death_can_still_be_registered() -> None:
    story = given(opened(START), command(CloseTrajectory, "2026-04-10", reason=CloseReason.DEATH))
    story.when(command(RegisterFollowUp, "2026-04-03", contact=a_form())).then_types(ContactRegistered)
    story.when(command(RegisterFollowUp, "2026-04-11", contact=a_form())).refuses("closed-for-good")


def test_a_cti_meeting_from_before_the_closing_can_still_be_recorded() -> None:
    story = given(
        *a_trajectory_in_transition(START), command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH)
    )
    story.when(a_meeting("2026-04-09")).then_types(CtiContactRecorded)
    story.when(a_meeting("2026-04-11")).refuses("trajectory-closed")


def test_a_late_contact_that_reopens_a_silent_trajectory_lets_the_silence_be_asked_about_again() -> None:
    story = given(opened(START))
    fire(fire(story, ItemKind.INACTIVITY), ItemKind.INACTIVITY)
    closed = story.state(TRAJECTORY).closing
    assert closed is not None
    story.when(command(RegisterFollowUp, START, contact=a_form()), now=evening_of(on("2026-10-01")))
    story.then_types(TrajectoryReopened, ContactRegistered)
    assert [act for act, _ in act_days(story, ItemKind.INACTIVITY)] == [Act.ASK]


def test_a_late_contact_answers_the_question_about_silence() -> None:
    story = fire(given(opened(START)), ItemKind.INACTIVITY)
    story.when(command(RegisterFollowUp, "2026-08-03", contact=a_form()), now=evening_of(on("2026-09-01")))
    assert due_days(story, ItemKind.INACTIVITY) == []
    assert act_days(story, ItemKind.INACTIVITY) == [(Act.ASK, date(2027, 1, 31))]


def test_a_trajectory_is_neither_closed_before_it_opened_nor_reopened_before_it_closed() -> None:
    story = given(opened(START))
    story.when(command(CloseTrajectory, "2026-03-01", reason=CloseReason.OWN_WISH)).refuses("before-opening")
    story.when(command(CloseTrajectory, "2026-03-20", reason=CloseReason.OWN_WISH))
    story.when(command(ReopenTrajectory, "2026-03-19")).refuses("before-opening")


def test_a_new_run_does_not_start_before_the_trajectory_was_reopened() -> None:
    story = given(
        *a_trajectory_in_transition(START),
        command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH),
        command(ReopenTrajectory, "2026-05-04"),
    )
    story.when(command(BeginPreCti, "2026-05-03", plan="cti-9m")).refuses("before-opening")
    early = command(StartCti, "2026-04-01", plan="cti-9m", reason=DeviationReason.OTHER)
    story.when(early).refuses("before-opening")


def test_an_activity_plan_entered_late_belongs_to_the_phase_that_ran_then() -> None:
    story = given(*a_trajectory_in_transition(START), the_phase_ends("2026-06-01"))
    areas = (FocusArea.HOUSING,)
    story.when(command(SetActivityPlan, "2026-05-20", focus_areas=areas))
    story.then(ActivityPlanSet(phase=1, focus_areas=areas))
    story.when(command(SetActivityPlan, "2026-02-20", focus_areas=areas)).refuses("cti-not-begun")


def test_a_meeting_moves_to_the_phase_in_which_its_corrected_date_falls() -> None:
    story = given(*a_trajectory_in_transition(START), a_meeting("2026-05-20"), the_phase_ends("2026-06-01"))
    assert phases_of_contacts(story) == [1]
    meeting = story.last_fact(TRAJECTORY, CtiContactRecorded)
    story.when(command(CorrectDate, "2026-06-10", stream=TRAJECTORY, event=meeting.id, happened=on("2026-06-09")))
    assert phases_of_contacts(story) == [2]


def test_a_meeting_on_the_day_of_a_phase_change_stays_in_the_phase_it_was_recorded_in() -> None:
    story = given(*a_trajectory_in_transition(START), a_meeting("2026-06-01"), the_phase_ends("2026-06-01"))
    assert phases_of_contacts(story) == [1]


def test_the_rhythm_stands_still_in_a_pause() -> None:
    story = given(
        *a_trajectory_in_transition(START),
        a_meeting("2026-03-10"),
        command(Pause, "2026-03-12", reason=PauseReason.HOSPITAL),
        command(Resume, "2026-04-11"),
    )
    assert due_days(story, ItemKind.CONTACT) == [date(2026, 4, 16)]


def test_a_contact_in_a_pause_counts_the_rhythm_from_the_resumption() -> None:
    story = given(
        *a_trajectory_in_transition(START),
        command(Pause, "2026-03-12", reason=PauseReason.HOSPITAL),
        a_meeting("2026-03-20"),
        command(Resume, "2026-04-11"),
    )
    assert due_days(story, ItemKind.CONTACT) == [date(2026, 4, 18)]


@pytest.mark.parametrize("day", ["2026-03-12", "2026-04-10"])
def test_a_phase_does_not_end_in_a_pause_that_is_over(day: str) -> None:
    story = given(
        *a_trajectory_in_transition(START),
        command(Pause, "2026-03-12", reason=PauseReason.HOSPITAL),
        command(Resume, "2026-04-11"),
    )
    story.when(the_phase_ends(day)).refuses("before-opening")


def test_a_run_that_closed_in_mid_phase_keeps_its_follow_up_when_the_trajectory_goes_on() -> None:
    story = given(
        *a_trajectory_in_transition(START),
        command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH),
        command(ReopenTrajectory, "2026-05-04"),
    )
    assert date(2027, 1, 10) in due_days(story, ItemKind.MEASUREMENT)
