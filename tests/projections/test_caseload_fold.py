"""A trajectory as one row of the caseload. Source: domain sections 2 and 7."""

from datetime import date
from uuid import uuid4

from domain.base import stream_of
from domain.commands.contacts import RegisterContact
from domain.commands.course import (
    BeginPreCti,
    CloseTrajectory,
    EndPhase,
    Pause,
    PlanAppointment,
    RecordCtiContact,
    ReopenTrajectory,
    Resume,
    SetActivityPlan,
    SetTargetGroup,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordAnswer
from domain.commands.identity import LiftAnonymity
from domain.help_codes import IdentifiedBy
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    FocusArea,
    Party,
    PauseReason,
    Place,
    TargetGroup,
)
from projections.caseload.fold import rows
from projections.caseload.row import CaseloadRow
from tests.domain.given import Story, given, on
from tests.domain.samples import MEETING, TRAJECTORY, a_form, a_trajectory_in_transition, command, opened
from tests.projections.folding import folded


def row_of(story: Story) -> CaseloadRow:
    (row,) = rows(folded(story))
    return row


def test_an_anonymous_trajectory_without_a_course_has_no_phase() -> None:
    row = row_of(given(opened("2026-03-02", programme="exit-pakke", contact=a_form("exit-pakke"))))
    assert (row.trajectory, row.programme, row.centre) == (TRAJECTORY, "exit-pakke", "hjemloeseenheden")
    assert (row.status, row.anonymous, row.run, row.worker) == ("open", True, 0, None)
    assert (row.phase, row.phase_name, row.phase_due, row.plan_due) == (None, None, None, None)
    assert (row.opened_on, row.last_contact) == (date(2026, 3, 2), date(2026, 3, 2))
    assert row.day_of_phase(date(2026, 3, 5)) is None


def test_pre_cti_is_phase_0_and_is_looked_at_after_four_weeks() -> None:
    row = row_of(given(opened("2026-03-02"), command(BeginPreCti, "2026-03-05", plan="cti-9m")))
    assert (row.phase, row.phase_name, row.phase_started) == (0, "pre-cti", date(2026, 3, 5))
    assert row.phase_due == date(2026, 4, 2)


def test_a_course_shows_its_phase_its_deadlines_and_the_day() -> None:
    row = row_of(given(*a_trajectory_in_transition("2026-01-31")))
    assert (row.phase, row.phase_name, row.run, row.worker) == (1, "transition", 1, "CTI1")
    assert (row.phase_started, row.phase_due) == (date(2026, 1, 31), date(2026, 4, 30))
    assert row.plan_due == date(2026, 10, 31)
    assert row.day_of_phase(date(2026, 1, 31)) == (1, 90)
    assert row.day_of_phase(date(2026, 4, 30)) == (90, 90)
    assert row.day_of_phase(date(2026, 5, 2)) == (92, 90)


def test_the_next_phase_has_its_own_focus_areas() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-05"),
        command(SetActivityPlan, "2026-01-06", focus_areas=(FocusArea.HOUSING, FocusArea.FINANCES)),
    )
    assert row_of(story).focus_areas == ["housing", "finances"]
    story.when(command(EndPhase, "2026-04-01", phase=1, reason=DeviationReason.OTHER))
    assert (row_of(story).phase, row_of(story).focus_areas) == (2, [])
    assert row_of(story).phase_due == date(2026, 7, 1)


def test_a_paused_course_has_no_deadline_until_it_is_resumed() -> None:
    story = given(*a_trajectory_in_transition("2026-01-05"))
    story.when(command(Pause, "2026-02-01", reason=PauseReason.HOSPITAL))
    assert (row_of(story).status, row_of(story).phase, row_of(story).phase_due) == ("paused", 1, None)
    story.when(command(Resume, "2026-02-22"))
    assert (row_of(story).status, row_of(story).phase_due) == ("open", date(2026, 4, 26))


def test_a_closed_trajectory_says_why() -> None:
    story = given(opened("2026-03-02"), command(CloseTrajectory, "2026-03-09", reason=CloseReason.OWN_WISH))
    assert (row_of(story).status, row_of(story).closing_reason) == ("closed", "own-wish")
    story.when(command(ReopenTrajectory, "2026-03-10"))
    assert (row_of(story).status, row_of(story).closing_reason) == ("open", None)


def test_the_next_appointment_is_the_earliest_without_an_outcome() -> None:
    story = given(
        opened("2026-03-02"),
        command(PlanAppointment, "2026-03-02", appointment=uuid4(), planned=on("2026-03-20")),
        command(PlanAppointment, "2026-03-02", appointment=uuid4(), planned=on("2026-03-11")),
    )
    assert row_of(story).next_appointment_on == date(2026, 3, 11)
    assert row_of(story).next_due_on == date(2026, 3, 11)


def test_measures_that_ended_are_not_open() -> None:
    first, second = uuid4(), uuid4()
    story = given(opened("2026-03-02"))
    for measure in (first, second):
        story.when(command(ProposeMeasure, "2026-03-03", measure=measure, kind="referral-kc"))
    assert row_of(story).open_measures == 2
    story.when(command(ApplyForMeasure, "2026-03-03", measure=first))
    story.when(command(RecordAnswer, "2026-03-04", measure=first, granted=False))
    assert row_of(story).open_measures == 1


def test_what_is_known_of_the_person_is_a_group_and_whether_they_are_anonymous() -> None:
    story = given(
        opened("2026-03-02"),
        command(SetTargetGroup, "2026-03-02", group=TargetGroup.BETTER_LIFE),
        command(
            LiftAnonymity,
            "2026-03-03",
            administration="sof",
            identified_by=IdentifiedBy.NAME,
            earlier_follow=True,
        ),
    )
    assert (row_of(story).target_group, row_of(story).anonymous) == ("better-life", False)


def test_a_meeting_of_the_course_is_the_last_contact() -> None:
    story = given(
        *a_trajectory_in_transition("2026-03-02"),
        command(RecordCtiContact, "2026-03-12", place=Place.OFFICE, party=Party.PERSON, form=MEETING, minutes=30),
    )
    assert row_of(story).last_contact == date(2026, 3, 12)


def test_what_was_not_opened_has_no_row() -> None:
    stream = stream_of("contact", "lone")
    story = given(command(RegisterContact, "2026-03-02", stream=stream, contact=a_form()))
    assert list(rows(folded(story, stream))) == []
