"""Measurements: WHO-5, which are due when, and what bars recording one. Source: domain section 7."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.agenda_item import ItemKind
from domain.commands import Command
from domain.commands.course import CloseTrajectory, EndPhase, ReopenTrajectory, StartCti
from domain.commands.help import DeclineMeasurement, RecordMeasurement
from domain.events import Event
from domain.events.contacts import ActionCardOpened
from domain.events.course import CtiStarted, TrajectoryClosed, TrajectoryReopened
from domain.events.help import MeasurementDeclined, MeasurementRecorded, Rating, WhoFive
from domain.help_codes import ActionCardTrigger, Occasion, PaidSex, Questionnaire, WhoFiveRisk
from domain.rules.measurements import who_5_risk, who_5_score
from domain.span import Span
from domain.trajectory_codes import CloseReason, DeviationReason, FocusArea
from tests.domain.given import Story, given, new_id, on
from tests.domain.help_story import due, folded
from tests.domain.samples import CTI_9M, TRAJECTORY, a_trajectory_in_transition, command, opened

CITIZEN, WORKER = Questionnaire.CITIZEN, Questionnaire.WORKER
IN_TRANSITION = a_trajectory_in_transition("2026-03-02")
LOW_CARD = ActionCardOpened(triggers=frozenset({ActionCardTrigger.LOW_WHO_5}))
NO_CONTACT = DeviationReason.NO_CONTACT


def recorded(day: str, occasion: Occasion = Occasion.START, **fields: Any) -> RecordMeasurement:
    return command(RecordMeasurement, day, **{"occasion": occasion, "questionnaire": CITIZEN, **fields})


def declined(day: str, occasion: Occasion = Occasion.START, **fields: Any) -> DeclineMeasurement:
    return command(DeclineMeasurement, day, **{"occasion": occasion, "questionnaire": CITIZEN, **fields})


def ended(day: str, phase: int) -> EndPhase:
    return command(EndPhase, day, phase=phase, reason=NO_CONTACT)


def closed(day: str, reason: CloseReason = CloseReason.OWN_WISH, **fields: Any) -> CloseTrajectory:
    return command(CloseTrajectory, day, reason=reason, **fields)


def a_whole_course() -> tuple[Command, ...]:
    return (*IN_TRANSITION, ended("2026-06-01", 1), ended("2026-09-01", 2), ended("2026-12-01", 3))


def due_measurements(story: Story) -> list[tuple[str, int, date]]:
    return [(item.why.rule, int(str(item.subject)), item.due.on) for item in due(story, ItemKind.MEASUREMENT)]


def both(occasion: Occasion, phase: int, day: date) -> list[tuple[str, int, date]]:
    return [(f"measurement-{occasion}-{form}", phase, day) for form in Questionnaire]


@examples(st.tuples(*[st.integers(0, 5)] * 5))
def test_the_who_5_score_is_four_times_the_sum_of_five_answers(items: WhoFive) -> None:
    score = who_5_score(items)
    assert score is not None
    assert 0 <= score <= 100
    assert score == 4 * sum(item for item in items if item is not None)


@examples(st.tuples(*[st.none() | st.integers(0, 5)] * 5).filter(lambda items: None in items))
def test_a_declined_item_leaves_no_who_5_score(items: WhoFive) -> None:
    assert who_5_score(items) is None


@pytest.mark.parametrize(
    ("score", "risk"),
    [
        (0, WhoFiveRisk.HIGH), (35, WhoFiveRisk.HIGH), (36, WhoFiveRisk.RISK), (50, WhoFiveRisk.RISK),
        (51, WhoFiveRisk.NOT_AT_RISK), (100, WhoFiveRisk.NOT_AT_RISK),
    ],
)  # fmt: skip
def test_who_5_has_three_bands_of_risk(score: int, risk: WhoFiveRisk) -> None:
    assert who_5_risk(score) is risk


@examples(st.integers(0, 99))
def test_a_higher_who_5_score_is_never_a_higher_risk(score: int) -> None:
    order = list(WhoFiveRisk)
    assert order.index(who_5_risk(score)) <= order.index(who_5_risk(score + 1))


@pytest.mark.parametrize("item", [-1, 6])
def test_an_item_outside_0_to_5_is_no_measurement(item: int) -> None:
    with pytest.raises(ValidationError):
        recorded("2026-03-03", who_5=(item, 1, 1, 1, 1))
    with pytest.raises(ValidationError):
        MeasurementRecorded(occasion=Occasion.START, questionnaire=CITIZEN, who_5=(item, 1, 1, 1, 1))


def test_an_area_is_rated_once() -> None:
    housing = Rating(area=FocusArea.HOUSING, score=3)
    with pytest.raises(ValidationError):
        recorded("2026-03-03", ratings=(housing, housing))


def test_a_measurement_keeps_what_was_answered() -> None:
    ratings = (Rating(area=FocusArea.HOUSING, score=3), Rating(area=FocusArea.FINANCES, score=1))
    answers: dict[str, Any] = {
        "who_5": (3, 3, 3, 3, None),
        "paid_sex": PaidSex.YES,
        "ratings": ratings,
        "helped": True,
    }
    given(*IN_TRANSITION).when(recorded("2026-03-03", **answers)).then(
        MeasurementRecorded(occasion=Occasion.START, questionnaire=CITIZEN, **answers)
    )


def test_every_question_can_be_declined() -> None:
    given(*IN_TRANSITION).when(recorded("2026-03-03")).then_types(MeasurementRecorded)


def test_a_who_5_of_35_or_below_opens_the_action_card() -> None:
    story = given(*IN_TRANSITION).when(recorded("2026-03-03", who_5=(2, 2, 2, 1, 1)))
    assert story.events[1:] == [LOW_CARD]
    assert story.state(TRAJECTORY).measurements[0].who_5 == 32
    assert due(story, ItemKind.ACTION_CARD)


def test_a_who_5_of_36_opens_no_action_card() -> None:
    given(*IN_TRANSITION).when(recorded("2026-03-03", who_5=(2, 2, 2, 2, 1))).then_types(MeasurementRecorded)


def test_an_unfinished_who_5_opens_no_action_card() -> None:
    given(*IN_TRANSITION).when(recorded("2026-03-03", who_5=(0, 0, 0, 0, None))).then_types(MeasurementRecorded)


def test_a_low_who_5_at_follow_up_opens_the_action_card_of_a_closed_trajectory() -> None:
    story = given(*a_whole_course(), closed("2026-12-02", CloseReason.COMPLETED))
    story.when(recorded("2027-09-01", Occasion.FOLLOW_UP, who_5=(0, 1, 1, 1, 1)))
    story.then_types(MeasurementRecorded, ActionCardOpened)


def test_without_a_course_there_is_nothing_to_measure() -> None:
    given(opened("2026-03-02")).when(recorded("2026-03-03")).refuses("cti-not-begun")


def test_both_questionnaires_are_due_14_days_after_the_start() -> None:
    story = given(*IN_TRANSITION)
    assert due_measurements(story) == both(Occasion.START, 0, date(2026, 3, 16))


def test_a_due_measurement_explains_itself() -> None:
    story = given(*IN_TRANSITION, ended("2026-06-01", 1))
    start, change = due(story, ItemKind.MEASUREMENT)[0].why, due(story, ItemKind.MEASUREMENT)[-1].why
    assert (start.start, start.span, start.plan, start.phase) == (on("2026-03-02"), Span(days=14), "cti-9m", None)
    assert (change.start, change.plan_version, change.phase) == (on("2026-06-01"), 1, 1)


def test_a_measurement_is_due_until_recorded_or_declined() -> None:
    story = given(*IN_TRANSITION, recorded("2026-03-03"))
    assert [rule for rule, _, _ in due_measurements(story)] == ["measurement-start-worker"]
    story.when(declined("2026-03-03", questionnaire=WORKER)).then(
        MeasurementDeclined(occasion=Occasion.START, questionnaire=WORKER)
    )
    assert [taken.declined for taken in story.state(TRAJECTORY).measurements] == [False, True]
    assert due_measurements(story) == []


def test_a_questionnaire_is_taken_once_at_each_occasion() -> None:
    story = given(*IN_TRANSITION, recorded("2026-03-03"))
    story.when(recorded("2026-03-04")).refuses("measured-already")
    story.when(recorded("2026-03-04", phase=1)).refuses("measured-already")
    story.when(declined("2026-03-04")).refuses("measured-already")
    story.when(recorded("2026-03-04", questionnaire=WORKER)).then_types(MeasurementRecorded)


def test_what_was_declined_is_not_recorded_beside_it() -> None:
    given(*IN_TRANSITION, declined("2026-03-03")).when(recorded("2026-03-04")).refuses("measured-already")


def test_a_phase_change_is_due_14_days_after_the_phase_ended() -> None:
    story = given(*IN_TRANSITION, recorded("2026-03-03"), declined("2026-03-03", questionnaire=WORKER))
    story.when(ended("2026-06-01", 1))
    assert due_measurements(story) == both(Occasion.PHASE_CHANGE, 1, date(2026, 6, 15))
    story.when(recorded("2026-06-02", Occasion.PHASE_CHANGE, phase=1)).then(
        MeasurementRecorded(occasion=Occasion.PHASE_CHANGE, phase=1, questionnaire=CITIZEN)
    )
    assert [rule for rule, _, _ in due_measurements(story)] == ["measurement-phase-change-worker"]


@pytest.mark.parametrize("phase", [0, 1, 2, 9])
def test_the_change_of_a_phase_that_has_not_ended_is_not_measured(phase: int) -> None:
    change = recorded("2026-03-03", Occasion.PHASE_CHANGE, phase=phase)
    given(*IN_TRANSITION).when(change).refuses("phase-runs-still")


def test_each_phase_change_is_measured_of_its_own() -> None:
    story = given(*IN_TRANSITION, ended("2026-06-01", 1), ended("2026-09-01", 2))
    story.when(recorded("2026-09-02", Occasion.PHASE_CHANGE, phase=1)).then_types(MeasurementRecorded)
    story.when(recorded("2026-09-02", Occasion.PHASE_CHANGE, phase=2)).then_types(MeasurementRecorded)
    story.when(recorded("2026-09-02", Occasion.PHASE_CHANGE, phase=2)).refuses("measured-already")


def test_a_course_that_ran_to_its_end_is_followed_up_nine_months_later() -> None:
    story = given(*a_whole_course())
    follow_up = [item for item in due_measurements(story) if "follow-up" in item[0]]
    assert follow_up == both(Occasion.FOLLOW_UP, 0, date(2027, 9, 1))


def test_after_closing_the_close_and_the_follow_up_are_due() -> None:
    story = given(*a_whole_course(), closed("2026-12-10", CloseReason.COMPLETED))
    assert due_measurements(story) == [
        *both(Occasion.CLOSE, 0, date(2026, 12, 24)),
        *both(Occasion.FOLLOW_UP, 0, date(2027, 9, 1)),
    ]
    story.when(recorded("2026-12-20", Occasion.CLOSE)).then_types(MeasurementRecorded)
    story.when(recorded("2027-09-01", Occasion.FOLLOW_UP)).then_types(MeasurementRecorded)
    assert [rule for rule, _, _ in due_measurements(story)] == [
        "measurement-close-worker", "measurement-follow-up-worker",
    ]  # fmt: skip


def test_a_course_cut_short_is_followed_up_nine_months_after_closing() -> None:
    story = given(*IN_TRANSITION, closed("2026-05-31"))
    assert due_measurements(story) == [
        *both(Occasion.CLOSE, 0, date(2026, 6, 14)),
        *both(Occasion.FOLLOW_UP, 0, date(2027, 2, 28)),
    ]


def test_the_last_meeting_before_closing_may_measure_the_close() -> None:
    story = given(*a_whole_course(), recorded("2026-12-01", Occasion.CLOSE), closed("2026-12-02"))
    rules = [rule for rule, _, _ in due_measurements(story)]
    assert "measurement-close-citizen" not in rules
    assert "measurement-close-worker" in rules


def test_the_follow_up_is_not_measured_while_the_course_runs() -> None:
    given(*IN_TRANSITION).when(recorded("2026-03-03", Occasion.FOLLOW_UP)).refuses("course-runs-still")


def test_start_and_phase_changes_are_not_measured_after_closing() -> None:
    story = given(*IN_TRANSITION, ended("2026-06-01", 1), closed("2026-06-02"))
    story.when(recorded("2026-06-03")).refuses("trajectory-closed")
    story.when(recorded("2026-06-03", Occasion.PHASE_CHANGE, phase=1)).refuses("trajectory-closed")


@pytest.mark.parametrize("reason", [CloseReason.DEATH, CloseReason.REGISTERED_IN_ERROR])
def test_death_and_errors_stop_everything_that_would_reach_out(reason: CloseReason) -> None:
    story = given(*IN_TRANSITION, closed("2026-06-02", reason))
    assert due_measurements(story) == []
    story.when(recorded("2026-06-03", Occasion.CLOSE)).refuses("no-more-measurements")
    story.when(declined("2026-06-03", Occasion.FOLLOW_UP)).refuses("no-more-measurements")


def test_a_duplicate_is_measured_no_more() -> None:
    other = new_id()
    story = given(*IN_TRANSITION, opened("2026-03-02", trajectory=other))
    story.when(closed("2026-06-02", CloseReason.DUPLICATE, duplicate_of=other))
    assert due_measurements(story) == []
    story.when(recorded("2026-06-03", Occasion.CLOSE)).refuses("no-more-measurements")


def test_a_second_run_is_measured_anew() -> None:
    again = (
        closed("2026-04-01"),
        command(ReopenTrajectory, "2026-04-10"),
        command(StartCti, "2026-04-10", plan="cti-9m", reason=NO_CONTACT),
    )
    story = given(*IN_TRANSITION, recorded("2026-03-03"), *again)
    assert due_measurements(story) == both(Occasion.START, 0, date(2026, 4, 24))
    story.when(recorded("2026-04-11")).then_types(MeasurementRecorded)


def test_a_reopened_trajectory_without_a_new_run_keeps_the_former_runs_follow_up() -> None:
    story = given(*a_whole_course(), closed("2026-12-10"), command(ReopenTrajectory, "2027-01-10"))
    assert due_measurements(story) == both(Occasion.FOLLOW_UP, 0, date(2027, 9, 1))


ANYTHING: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        MeasurementRecorded,
        occasion=st.sampled_from(Occasion),
        phase=st.integers(0, 9),
        questionnaire=st.sampled_from(Questionnaire),
        who_5=st.tuples(*[st.none() | st.integers(0, 5)] * 5),
        ratings=st.just(()),
    ),
    st.builds(
        MeasurementDeclined,
        occasion=st.sampled_from(Occasion),
        phase=st.integers(0, 9),
        questionnaire=st.sampled_from(Questionnaire),
    ),
    st.just(CtiStarted(run=1, plan=CTI_9M)),
    st.just(TrajectoryClosed(reason=CloseReason.OWN_WISH)),
    st.just(TrajectoryReopened()),
)


@examples(st.lists(ANYTHING, max_size=12))
def test_measurements_in_any_order_are_all_kept(events: list[Event]) -> None:
    taken = [event for event in events if isinstance(event, MeasurementRecorded | MeasurementDeclined)]
    assert len(folded(events).measurements) == len(taken)
