"""The CTI course: phases, deadlines, pauses, extensions. Source: domain section 7."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda_item import Act, ItemKind
from domain.base import CLOCK, Occurred
from domain.calendar import add_months, is_working_day
from domain.commands import Command
from domain.commands.clock import ActOnItem
from domain.commands.course import (
    AcknowledgeEscalation,
    BeginPreCti,
    CloseTrajectory,
    DecideEarlyDischarge,
    DecideExtension,
    EndPhase,
    Pause,
    RecordAttempt,
    RecordCtiContact,
    RecordExpectation,
    ReopenTrajectory,
    RequestEarlyDischarge,
    RequestExtension,
    Resume,
    SetActivityPlan,
    StartCti,
)
from domain.contact_codes import FormOfContact
from domain.events.clock import Escalated, EscalationAcknowledged, PhaseDeadlinePassed, ReminderGiven
from domain.events.course import (
    ActivityPlanSet,
    CtiContactRecorded,
    CtiStarted,
    EarlyDischargeApproved,
    ExtensionApproved,
    Paused,
    PhaseEnded,
    PreCtiBegun,
    TrajectoryClosed,
)
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    Expectation,
    FocusArea,
    Party,
    PauseReason,
    Place,
)
from tests.domain.given import Story, given, new_id
from tests.domain.help_story import timers
from tests.domain.samples import (
    CTI_9M,
    MEETING,
    TRAJECTORY,
    a_trajectory_in_transition,
    command,
    opened,
)

NOT_READY = DeviationReason.PERSON_NOT_READY


def due_of(story: Story, kind: ItemKind) -> date:
    (found,) = [item for item in story.agenda(TRAJECTORY).obligations if item.kind is kind]
    return found.due.on


def fire_next(story: Story, act: Act, kind: ItemKind = ItemKind.PHASE_END) -> Story:
    """Let the clock do the next item of a kind, at its instant."""
    item = next(item for item in story.agenda(TRAJECTORY).timers if item.act is act and item.kind is kind)
    acted = command(ActOnItem, Occurred(on=item.due), command_id=item.command_id(TRAJECTORY), actor=CLOCK, item=item)
    return story.when(acted, now=item.at)


def meetings(
    day: str, count: int, party: Party = Party.PERSON, place: Place = Place.COMMUNITY
) -> tuple[Command, ...]:
    return tuple(
        command(RecordCtiContact, day, place=place, party=party, form=MEETING, minutes=45) for _ in range(count)
    )


def test_cti_starts_when_agreement_and_intake_are_met() -> None:
    given(
        opened("2026-01-31"),
        command(BeginPreCti, "2026-01-31", plan="cti-9m"),
        command(RecordExpectation, "2026-01-31", expectation=Expectation.AGREEMENT),
        command(RecordExpectation, "2026-01-31", expectation=Expectation.INTAKE),
    ).when(command(StartCti, "2026-01-31", plan="cti-9m")).then(CtiStarted(run=1, plan=CTI_9M))


def test_cti_without_pre_cti_needs_a_coded_reason() -> None:
    given(opened("2026-01-31")).when(command(StartCti, "2026-01-31", plan="cti-9m")).refuses("unmet-needs-reason")
    given(opened("2026-01-31")).when(command(StartCti, "2026-01-31", plan="cti-9m", reason=NOT_READY)).then(
        CtiStarted(run=1, plan=CTI_9M, unmet=(Expectation.AGREEMENT, Expectation.INTAKE), reason=NOT_READY)
    )


def test_a_plan_that_does_not_exist_is_refused() -> None:
    given(opened("2026-01-31")).when(command(BeginPreCti, "2026-01-31", plan="cti-99m")).refuses("unknown-plan")
    given(opened("2026-01-31")).when(command(StartCti, "2026-01-31", plan="cti-99m")).refuses("unknown-plan")


def test_a_plan_of_another_programme_is_refused() -> None:
    story = given(opened("2026-01-31", programme="exit-pakke", contact=None))
    story.when(command(BeginPreCti, "2026-01-31", plan="cti-9m")).refuses("unknown-plan")


def test_pre_cti_begins_once_with_a_reminder_at_four_weeks() -> None:
    story = given(opened("2026-01-02")).when(command(BeginPreCti, "2026-01-02", plan="cti-9m"))
    story.then(PreCtiBegun(plan=CTI_9M))
    assert due_of(story, ItemKind.PRE_CTI) == date(2026, 1, 30)
    fire_next(story, Act.REMIND, ItemKind.PRE_CTI).then_types(ReminderGiven)
    story.when(command(BeginPreCti, "2026-02-02", plan="cti-9m")).refuses("pre-cti-runs")


def test_31_january_and_a_phase_of_three_months_end_on_30_april() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 4, 30)


def test_30_november_and_three_months_end_on_the_last_day_of_february() -> None:
    story = given(*a_trajectory_in_transition("2025-11-30"))
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 2, 28)


def test_the_plans_end_is_counted_in_one_step() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    assert due_of(story, ItemKind.PLAN_END) == date(2026, 10, 31)


def test_the_next_phase_starts_the_day_the_former_was_ended() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31")).when(
        command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY)
    )
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 7, 28)
    assert story.state(TRAJECTORY).course.phase.number == 2  # type: ignore[union-attr]


def test_ending_a_phase_that_has_not_begun_is_refused() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(EndPhase, "2026-02-28", phase=2, reason=NOT_READY)).refuses("phase-not-begun")
    given(opened("2026-01-31")).when(command(EndPhase, "2026-02-28", phase=1)).refuses("cti-not-begun")


def test_ending_a_phase_twice_is_refused() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"), command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY)
    )
    story.when(command(EndPhase, "2026-04-29", phase=1, reason=NOT_READY)).refuses("phase-ended-already")


def test_ending_a_phase_before_it_began_is_refused() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(EndPhase, "2026-01-30", phase=1, reason=NOT_READY)).refuses("ends-before-it-began")


def test_unmet_expectations_need_a_coded_reason_and_are_a_deviation() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(EndPhase, "2026-04-28", phase=1)).refuses("unmet-needs-reason")
    story.when(command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY)).then(
        PhaseEnded(
            phase=1,
            unmet=(Expectation.ACTIVITY_PLAN, Expectation.COMMUNITY_MEETINGS, Expectation.NETWORK_MEETINGS),
            reason=NOT_READY,
        )
    )


def test_a_phase_with_plan_and_meetings_ends_without_a_reason() -> None:
    given(
        *a_trajectory_in_transition("2026-01-31"),
        command(SetActivityPlan, "2026-02-02", focus_areas=(FocusArea.HOUSING,)),
        *meetings("2026-02-10", 4),
        *meetings("2026-03-10", 2, Party.PROVIDER, Place.OFFICE),
    ).when(command(EndPhase, "2026-04-28", phase=1)).then(PhaseEnded(phase=1))


def test_three_community_meetings_are_one_too_few() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(SetActivityPlan, "2026-02-02", focus_areas=(FocusArea.HOUSING,)),
        *meetings("2026-02-10", 3),
        *meetings("2026-02-10", 2, Party.PERSON, Place.OFFICE),
        *meetings("2026-03-10", 2, Party.NETWORK),
    )
    story.when(command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY)).then(
        PhaseEnded(phase=1, unmet=(Expectation.COMMUNITY_MEETINGS,), reason=NOT_READY)
    )


@pytest.mark.parametrize("areas", [(), tuple(FocusArea)[:4], (FocusArea.HOUSING, FocusArea.HOUSING)])
def test_none_four_or_repeated_focus_areas_are_refused(areas: tuple[FocusArea, ...]) -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(SetActivityPlan, "2026-02-02", focus_areas=areas)).refuses("focus-areas-1-to-3")


def test_three_focus_areas_are_an_activity_plan() -> None:
    areas = (FocusArea.HOUSING, FocusArea.FINANCES, FocusArea.NETWORK)
    given(*a_trajectory_in_transition("2026-01-31")).when(
        command(SetActivityPlan, "2026-02-02", focus_areas=areas)
    ).then(ActivityPlanSet(phase=1, focus_areas=areas))


def test_what_is_counted_cannot_be_ticked_and_what_is_not_expected_neither() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(RecordExpectation, "2026-02-02", expectation=Expectation.COMMUNITY_MEETINGS)).refuses(
        "expectation-is-counted"
    )
    story.when(command(RecordExpectation, "2026-02-02", expectation=Expectation.LAST_MEETING)).refuses("not-expected")


def test_a_contact_entered_late_counts_in_the_phase_it_happened_in() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"), command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY)
    )
    late = command(
        RecordCtiContact, "2026-03-10", place=Place.COMMUNITY, party=Party.PERSON, form=MEETING, minutes=30
    )
    story.when(late).then(
        CtiContactRecorded(phase=1, place=Place.COMMUNITY, party=Party.PERSON, form=MEETING, minutes=30)
    )


def test_a_pause_moves_the_deadline_by_its_length() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"), command(Pause, "2026-02-10", reason=PauseReason.HOSPITAL)
    )
    story.then(Paused(reason=PauseReason.HOSPITAL))
    assert not [item for item in story.agenda(TRAJECTORY).timers if item.kind is ItemKind.PHASE_END]
    story.when(command(Resume, "2026-03-03"))
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 4, 30) + timedelta(days=21)
    assert due_of(story, ItemKind.PLAN_END) == date(2026, 10, 31) + timedelta(days=21)
    whys = [
        item.why
        for item in story.agenda(TRAJECTORY).obligations
        if item.kind in (ItemKind.PHASE_END, ItemKind.PLAN_END)
    ]
    assert [(why.rule, why.paused) for why in whys] == [
        ("phase-deadline", timedelta(days=21)),
        ("plan-end", timedelta(days=21)),
    ]


def test_a_phase_is_not_ended_in_a_pause_and_pauses_do_not_overlap() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"), command(Pause, "2026-02-10", reason=PauseReason.PRISON))
    story.when(command(EndPhase, "2026-02-11", phase=1, reason=NOT_READY)).refuses("course-paused")
    story.when(command(Pause, "2026-02-11", reason=PauseReason.AWAY)).refuses("course-paused")
    story.when(command(Resume, "2026-02-09")).refuses("ends-before-it-began")
    story.when(command(Resume, "2026-02-20"))
    story.when(command(Resume, "2026-02-21")).refuses("not-paused")
    story.when(command(Pause, "2026-02-15", reason=PauseReason.AWAY)).refuses("ends-before-it-began")


def test_an_extension_needs_the_leaders_approval() -> None:
    extension = new_id()
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(RequestExtension, "2026-04-20", extension=extension, days=30, reason=DeviationReason.AWAITING_OFFER),
    )
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 4, 30)
    assert due_of(story, ItemKind.APPROVAL) == date(2026, 4, 22)
    story.when(command(DecideExtension, "2026-04-21", extension=extension, approved=True)).refuses("not-a-leader")
    approve = command(DecideExtension, "2026-04-21", actor="LED1", extension=extension, approved=True)
    story.when(approve).then(ExtensionApproved(extension=extension))
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 5, 30)
    (obligation,) = [item for item in story.agenda(TRAJECTORY).obligations if item.kind is ItemKind.PHASE_END]
    assert (obligation.why.extended_days, obligation.why.approved_by) == (30, ("LED1",))
    story.when(approve.model_copy(update={"command_id": uuid4()})).refuses("no-request")


def test_a_declined_extension_moves_nothing() -> None:
    extension = new_id()
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(RequestExtension, "2026-04-20", extension=extension, days=30, reason=NOT_READY),
        command(DecideExtension, "2026-04-21", actor="LED1", extension=extension, approved=False),
    )
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 4, 30)


def test_reminders_come_14_and_7_days_ahead_then_the_deadline_then_both_escalations() -> None:
    """Five working days after 7 May 2026 are 15 May: Ascension Day, 14 May, does not count."""
    story = given(*a_trajectory_in_transition("2026-01-31"))
    assert [(item.act, item.due) for item in timers(story, ItemKind.PHASE_END)] == [
        (Act.REMIND, date(2026, 4, 16)),
        (Act.REMIND, date(2026, 4, 23)),
        (Act.NOTE_PASSED, date(2026, 4, 30)),
        (Act.ESCALATE, date(2026, 5, 7)),
        (Act.ESCALATE_FURTHER, date(2026, 5, 15)),
    ]


def test_the_escalation_skips_easter_and_great_prayer_day() -> None:
    """A phase due on Wednesday before Easter 2023: Maundy Thursday, Good Friday and Easter Monday do not count."""
    story = given(*a_trajectory_in_transition("2023-01-05"))
    assert due_of(story, ItemKind.PHASE_END) == date(2023, 4, 5)
    escalation = next(item for item in story.agenda(TRAJECTORY).timers if item.act is Act.ESCALATE)
    assert escalation.due == date(2023, 4, 17)


def test_a_passed_deadline_is_noted_and_escalated_and_acknowledged_by_a_leader() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    fire_next(story, Act.REMIND).then_types(ReminderGiven)
    fire_next(story, Act.REMIND).then_types(ReminderGiven)
    fire_next(story, Act.NOTE_PASSED).then_types(PhaseDeadlinePassed)
    fire_next(story, Act.ESCALATE).then_types(Escalated)
    assert due_of(story, ItemKind.ESCALATION) == date(2026, 5, 7)
    story.when(command(AcknowledgeEscalation, "2026-05-08")).refuses("not-a-leader")
    story.when(command(AcknowledgeEscalation, "2026-05-08", actor="LED1")).then_types(EscalationAcknowledged)
    story.when(command(AcknowledgeEscalation, "2026-05-08", actor="LED1")).refuses("nothing-to-acknowledge")
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 4, 30), "the phase itself was moved by nobody"


def test_a_stale_timer_makes_nothing_happen() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    stale = next(item for item in timers(story, ItemKind.PHASE_END) if item.act is Act.NOTE_PASSED)
    story.when(command(EndPhase, "2026-04-29", phase=1, reason=NOT_READY))
    acted = command(ActOnItem, Occurred(on=stale.due), actor=CLOCK, item=stale)
    story.when(acted, now=stale.at).then()


def test_a_timer_before_its_instant_makes_nothing_happen() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    early = next(item for item in timers(story, ItemKind.PHASE_END) if item.act is Act.NOTE_PASSED)
    acted = command(ActOnItem, Occurred(on=early.due), actor=CLOCK, item=early)
    story.when(acted, now=early.at - timedelta(seconds=1)).then()


def test_the_rhythm_reminds_after_a_week_without_contact_and_an_attempt_quiets_it() -> None:
    story = given(*a_trajectory_in_transition("2026-02-02"))
    assert due_of(story, ItemKind.CONTACT) == date(2026, 2, 9)
    fire_next(story, Act.REMIND, ItemKind.CONTACT).then_types(ReminderGiven)
    story.when(command(RecordAttempt, "2026-02-10", form=FormOfContact.TELEPHONE))
    assert due_of(story, ItemKind.CONTACT) == date(2026, 2, 17)


def test_a_pause_does_not_bring_back_a_contact_that_was_due_before_it_began() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    assert due_of(story, ItemKind.CONTACT) == date(2026, 2, 7)
    story.when(command(Pause, "2026-03-01", reason=PauseReason.HOSPITAL)).when(command(Resume, "2026-03-22"))
    assert due_of(story, ItemKind.CONTACT) == date(2026, 2, 7)


def test_completing_before_the_last_phase_needs_an_approved_early_discharge() -> None:
    discharge = new_id()
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(CloseTrajectory, "2026-03-01", reason=CloseReason.COMPLETED)).refuses("early-needs-approval")
    story.when(
        command(
            RequestEarlyDischarge,
            "2026-03-01",
            discharge=discharge,
            close_reason=CloseReason.COMPLETED,
            reason=DeviationReason.GOAL_REACHED,
        )
    )
    decision = {"discharge": discharge, "approved": True}
    story.when(command(DecideEarlyDischarge, "2026-03-02", **decision)).refuses("not-a-leader")
    story.when(command(DecideEarlyDischarge, "2026-03-02", actor="LED1", **decision)).then(
        EarlyDischargeApproved(discharge=discharge), TrajectoryClosed(reason=CloseReason.COMPLETED)
    )


def test_the_person_may_leave_at_any_time_without_approval() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(CloseTrajectory, "2026-03-01", reason=CloseReason.OWN_WISH)).then(
        TrajectoryClosed(reason=CloseReason.OWN_WISH)
    )
    kinds = {item.kind for item in story.agenda(TRAJECTORY).timers}
    assert kinds == {ItemKind.MEASUREMENT, ItemKind.DELETION}, "nothing of the course is reminded of any more"


def test_a_reopened_course_is_run_two() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(CloseTrajectory, "2026-03-01", reason=CloseReason.OWN_WISH),
        command(ReopenTrajectory, "2026-05-01"),
    )
    story.when(command(StartCti, "2026-05-04", plan="cti-9m", reason=NOT_READY))
    assert story.events[0].run == 2  # type: ignore[attr-defined]
    assert due_of(story, ItemKind.PHASE_END) == date(2026, 8, 4)


def test_a_second_course_beside_the_first_is_refused() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    story.when(command(StartCti, "2026-02-04", plan="cti-9m", reason=NOT_READY)).refuses("cti-runs")


@examples(start=st.dates(date(2008, 1, 1), date(2038, 1, 1)), paused=st.integers(0, 200), wait=st.integers(0, 80))
def test_every_deadline_is_three_calendar_months_and_the_pause_after_the_start(
    start: date, paused: int, wait: int
) -> None:
    story = given(*a_trajectory_in_transition(start.isoformat()))
    begun = start + timedelta(days=wait)
    story.when(command(Pause, begun.isoformat(), reason=PauseReason.AWAY))
    story.when(command(Resume, (begun + timedelta(days=paused)).isoformat()))
    assert due_of(story, ItemKind.PHASE_END) == add_months(start, 3) + timedelta(days=paused)
    escalation = next(item for item in story.agenda(TRAJECTORY).timers if item.act is Act.ESCALATE)
    assert is_working_day(escalation.due)
