"""Measures: their steps, what bars a step, and what the clock does about them. Source: domain section 6."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda_item import Act, ItemKind
from domain.base import Occurred
from domain.calendar import is_working_day, public_holidays
from domain.commands import Command
from domain.commands.course import CloseTrajectory
from domain.commands.help import (
    ApplyForMeasure,
    CompleteMeasure,
    ProposeMeasure,
    RecordAnswer,
    RecordYearlyCheck,
    StartMeasure,
    StopMeasure,
    TakeMeasureBack,
)
from domain.commands.identity import LiftAnonymity
from domain.events import Event
from domain.events.clock import AnswerDeadlinePassed, DeadlinePassed, ReminderGiven
from domain.events.help import (
    MeasureApplied,
    MeasureCompleted,
    MeasureGranted,
    MeasureProposed,
    MeasureRefused,
    MeasureStarted,
    MeasureStopped,
    MeasureTakenBack,
    YearlyCheckDone,
)
from domain.events.reference import MeasureKindDefined
from domain.help_codes import IdentifiedBy, StopReason
from domain.reference.definitions import MeasureKind
from domain.rules.measure_agenda import answer_due
from domain.rules.measure_life import measure_of
from domain.span import Span
from domain.trajectory.state import Measure
from domain.trajectory_codes import CloseReason
from tests.domain.given import Story, given, new_id
from tests.domain.help_story import act_days, acting, due, due_days, fire, folded, some_id, timers
from tests.domain.samples import DEFINITIONS, TRAJECTORY, catalogue_of, command, opened

MEASURE = UUID("0b6f1f8e-52a1-4d0e-8a51-6d1b0b2f9a10")
OPENED = opened("2026-03-02")
NAMED = command(
    LiftAnonymity, "2026-03-02", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
)
QUICK = catalogue_of(
    *DEFINITIONS,
    MeasureKindDefined(definition=MeasureKind(code="quick", da="Hurtigt", en="Quick", answer=Span(seconds=20))),
)


def proposed(kind: str = "referral-kc", day: str = "2026-03-02", measure: UUID = MEASURE) -> ProposeMeasure:
    return command(ProposeMeasure, day, measure=measure, kind=kind)


def applied(day: str = "2026-03-02", measure: UUID = MEASURE, working_days: int | None = None) -> ApplyForMeasure:
    return command(ApplyForMeasure, day, measure=measure, working_days=working_days)


def answered(day: str, *, granted: bool, measure: UUID = MEASURE) -> RecordAnswer:
    return command(RecordAnswer, day, measure=measure, granted=granted)


def started(day: str, until: str | None = None) -> StartMeasure:
    return command(StartMeasure, day, measure=MEASURE, until=None if until is None else date.fromisoformat(until))


def completed(day: str) -> CompleteMeasure:
    return command(CompleteMeasure, day, measure=MEASURE)


def stopped(day: str) -> StopMeasure:
    return command(StopMeasure, day, measure=MEASURE, reason=StopReason.PERSON_STOPPED)


def taken_back(day: str) -> TakeMeasureBack:
    return command(TakeMeasureBack, day, measure=MEASURE)


def measure_in(story: Story) -> Measure:
    found = measure_of(story.state(TRAJECTORY), MEASURE)
    assert found is not None
    return found


def status(story: Story) -> str:
    return measure_in(story).status


def test_a_measure_is_proposed_with_a_kind_and_a_known_provider() -> None:
    proposal = command(ProposeMeasure, "2026-03-02", measure=MEASURE, kind="referral-kc", provider="reden")
    given(OPENED).when(proposal).then(MeasureProposed(measure=MEASURE, kind="referral-kc", provider="reden"))


def test_a_kind_that_the_catalogue_does_not_know_is_refused() -> None:
    given(OPENED).when(proposed("miracle-cure")).refuses("unknown-measure-kind")


def test_a_provider_that_the_catalogue_does_not_know_is_refused() -> None:
    proposal = command(ProposeMeasure, "2026-03-02", measure=MEASURE, kind="referral-kc", provider="nobody")
    given(OPENED).when(proposal).refuses("unknown-provider")


def test_a_measure_id_is_used_once() -> None:
    given(OPENED, proposed()).when(proposed("anonymous-counselling")).refuses("measure-exists")


def test_an_application_awaits_its_answer_for_the_usual_time_of_its_kind() -> None:
    story = given(OPENED, proposed()).when(applied())
    story.then(MeasureApplied(measure=MEASURE, answer=Span(working_days=5)))
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 3, 9)]


def test_a_worker_may_give_the_working_days_that_an_answer_may_take() -> None:
    story = given(OPENED, proposed()).when(applied(working_days=3))
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 3, 5)]


def test_a_kind_that_needs_a_name_may_be_proposed_but_not_applied_for_anonymously() -> None:
    story = given(OPENED, proposed("cash-benefit"))
    story.when(applied()).refuses("anonymity-stands")
    story.when(NAMED).when(applied()).then_types(MeasureApplied)


def test_a_kind_that_needs_a_name_does_not_start_anonymously_either() -> None:
    given(OPENED, proposed("cash-benefit")).when(started("2026-03-03")).refuses("anonymity-stands")


@pytest.mark.parametrize(
    "step",
    [applied(), answered("2026-03-03", granted=True), started("2026-03-03"), completed("2026-03-03"),
     stopped("2026-03-03"), taken_back("2026-03-03")],
    ids=lambda step: step.type_name,
)  # fmt: skip
def test_no_step_is_taken_of_an_unknown_measure(step: Command) -> None:
    given(OPENED).when(step).refuses("no-such-measure")


def test_an_answer_grants_or_refuses_the_measure() -> None:
    asked = (OPENED, proposed(), applied())
    given(*asked).when(answered("2026-03-04", granted=True)).then(MeasureGranted(measure=MEASURE))
    given(*asked).when(answered("2026-03-04", granted=False)).then(MeasureRefused(measure=MEASURE))


def test_an_answer_ends_the_obligation_and_stills_the_clock() -> None:
    story = given(OPENED, proposed(), applied(), answered("2026-03-04", granted=True))
    assert due(story, ItemKind.ANSWER) == []
    assert timers(story, ItemKind.ANSWER) == []


def test_a_measure_that_was_not_applied_for_has_no_answer() -> None:
    given(OPENED, proposed()).when(answered("2026-03-04", granted=True)).refuses("measure-not-applied")


def test_a_measure_is_answered_once() -> None:
    story = given(OPENED, proposed(), applied(), answered("2026-03-04", granted=False))
    story.when(answered("2026-03-05", granted=True)).refuses("measure-already-answered")


def test_a_late_answer_is_recorded_after_the_deadline() -> None:
    given(OPENED, proposed(), applied()).when(answered("2026-06-01", granted=True)).then_types(MeasureGranted)


def test_a_late_answer_is_recorded_after_the_measure_was_taken_back() -> None:
    story = given(OPENED, proposed(), applied(), taken_back("2026-03-16"))
    story.when(answered("2026-03-12", granted=True)).then_types(MeasureGranted)
    assert status(story) == "granted"


def test_a_late_answer_is_recorded_after_the_measure_was_stopped() -> None:
    story = given(OPENED, proposed(), applied(), stopped("2026-03-16"))
    story.when(answered("2026-03-20", granted=True)).then_types(MeasureGranted)
    assert status(story) == "stopped"


def test_a_late_answer_is_recorded_after_the_trajectory_was_closed() -> None:
    closed = command(CloseTrajectory, "2026-03-16", reason=CloseReason.OWN_WISH)
    given(OPENED, proposed(), applied(), closed).when(answered("2026-03-20", granted=True)).then_types(MeasureGranted)


def test_a_measure_is_applied_for_once() -> None:
    story = given(OPENED, proposed(), applied())
    story.when(applied("2026-03-03")).refuses("measure-already-applied")
    story.when(answered("2026-03-03", granted=False)).when(applied("2026-03-04")).refuses("measure-already-applied")


def test_a_measure_that_was_taken_back_may_be_applied_for_anew() -> None:
    story = given(OPENED, proposed(), applied(), taken_back("2026-03-16"))
    story.when(applied("2026-03-17")).then_types(MeasureApplied)
    assert status(story) == "applied"
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 3, 24)]
    assert Act.TAKE_BACK in {act for act, _ in act_days(story, ItemKind.ANSWER)}


def test_an_answer_to_the_first_application_is_recorded_after_the_second() -> None:
    story = given(OPENED, proposed(), applied(), taken_back("2026-03-16"), applied("2026-03-17"))
    story.when(answered("2026-03-13", granted=True)).then_types(MeasureGranted)


def test_a_worker_takes_an_unanswered_measure_back_before_the_clock_does() -> None:
    story = given(OPENED, proposed(), applied()).when(taken_back("2026-03-05"))
    story.then(MeasureTakenBack(measure=MEASURE))
    assert timers(story, ItemKind.ANSWER) == []
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 3, 9)]


def test_only_an_unanswered_measure_is_taken_back_and_only_once() -> None:
    given(OPENED, proposed()).when(taken_back("2026-03-05")).refuses("nothing-to-take-back")
    story = given(OPENED, proposed(), applied(), taken_back("2026-03-05"))
    story.when(taken_back("2026-03-06")).refuses("nothing-to-take-back")
    story.when(answered("2026-03-06", granted=True)).when(taken_back("2026-03-06")).refuses("nothing-to-take-back")


def test_a_measure_starts_once_it_is_granted() -> None:
    story = given(OPENED, proposed(), applied(), answered("2026-03-04", granted=True)).when(started("2026-03-05"))
    story.then(MeasureStarted(measure=MEASURE))
    assert status(story) == "running"


def test_a_measure_that_needs_no_answer_starts_from_its_proposal() -> None:
    given(OPENED, proposed("anonymous-counselling")).when(started("2026-03-05")).then_types(MeasureStarted)


def test_a_measure_does_not_start_while_it_awaits_an_answer() -> None:
    story = given(OPENED, proposed(), applied())
    story.when(started("2026-03-05")).refuses("measure-awaits-answer")
    story.when(taken_back("2026-03-06")).when(started("2026-03-06")).refuses("measure-awaits-answer")


def test_a_refused_running_or_ended_measure_does_not_start() -> None:
    asked = (OPENED, proposed(), applied())
    given(*asked, answered("2026-03-04", granted=False)).when(started("2026-03-05")).refuses("measure-was-refused")
    running = (OPENED, proposed(), started("2026-03-04"))
    given(*running).when(started("2026-03-05")).refuses("measure-running")
    given(*running, completed("2026-03-05")).when(started("2026-03-06")).refuses("measure-over")
    given(*running, stopped("2026-03-05")).when(started("2026-03-06")).refuses("measure-over")


@pytest.mark.parametrize("until", ["2026-03-04", "2036-03-06", "2199-12-31"])
def test_a_last_day_before_the_start_or_beyond_ten_years_is_refused(until: str) -> None:
    given(OPENED, proposed()).when(started("2026-03-05", until)).refuses("until-makes-no-sense")


@pytest.mark.parametrize("until", ["2026-03-05", "2036-03-05"])
def test_a_last_day_from_the_start_up_to_ten_years_later_stands(until: str) -> None:
    given(OPENED, proposed()).when(started("2026-03-05", until)).then_types(MeasureStarted)


def test_a_measure_is_completed_or_stopped_while_it_is_open() -> None:
    running = (OPENED, proposed(), started("2026-03-04"))
    given(*running).when(completed("2026-03-05")).then(MeasureCompleted(measure=MEASURE))
    given(*running).when(stopped("2026-03-05")).then(
        MeasureStopped(measure=MEASURE, reason=StopReason.PERSON_STOPPED)
    )
    given(OPENED, proposed()).when(stopped("2026-03-05")).then_types(MeasureStopped)


def test_a_measure_that_is_over_is_neither_completed_nor_stopped() -> None:
    refused = given(OPENED, proposed(), applied(), answered("2026-03-04", granted=False))
    refused.when(completed("2026-03-05")).refuses("measure-over")
    over = given(OPENED, proposed(), started("2026-03-04"), completed("2026-03-05"))
    over.when(stopped("2026-03-06")).refuses("measure-over")
    over.when(completed("2026-03-06")).refuses("measure-over")


@pytest.mark.parametrize(
    ("history", "step"),
    [
        ((proposed(day="2026-03-04"),), applied("2026-03-03")),
        ((proposed(), applied("2026-03-04")), answered("2026-03-03", granted=True)),
        ((proposed(), applied("2026-03-04")), taken_back("2026-03-03")),
        ((proposed(), applied(), answered("2026-03-04", granted=True)), started("2026-03-03")),
        ((proposed(), started("2026-03-04")), completed("2026-03-03")),
        ((proposed(), started("2026-03-04")), stopped("2026-03-03")),
    ],
    ids=["application", "answer", "take-back", "start", "completion", "stop"],
)
def test_no_step_lies_before_the_one_it_follows(history: tuple[Command, ...], step: Command) -> None:
    given(OPENED, *history).when(step, now=datetime(2026, 3, 10, tzinfo=UTC)).refuses("before-former-step")


def test_nothing_but_an_answer_is_recorded_in_a_closed_trajectory() -> None:
    closed = command(CloseTrajectory, "2026-03-16", reason=CloseReason.OWN_WISH)
    story = given(OPENED, proposed(), closed)
    for step in (proposed(measure=new_id()), applied("2026-03-17"), started("2026-03-17"), stopped("2026-03-17")):
        story.when(step).refuses("trajectory-closed")


def test_several_measures_run_side_by_side() -> None:
    other = new_id()
    story = given(OPENED, proposed(), proposed(measure=other), applied(), applied("2026-03-03", other))
    story.when(answered("2026-03-04", granted=True))
    assert [item.subject for item in due(story, ItemKind.ANSWER)] == [other]


def test_the_due_answer_explains_itself() -> None:
    story = given(OPENED, proposed(), applied())
    (answer,) = due(story, ItemKind.ANSWER)
    assert answer.subject == MEASURE
    assert (answer.why.rule, answer.why.start.on, answer.why.span) == (
        "answer-due", date(2026, 3, 2), Span(working_days=5),
    )  # fmt: skip
    assert answer.role is None
    assert answer.centre == "hjemloeseenheden"


def test_an_unanswered_measure_is_reminded_of_noted_and_taken_back() -> None:
    story = given(OPENED, proposed(), applied())
    assert act_days(story, ItemKind.ANSWER) == [
        (Act.REMIND, date(2026, 3, 5)),
        (Act.NOTE_PASSED, date(2026, 3, 10)),
        (Act.TAKE_BACK, date(2026, 3, 17)),
    ]
    remind, note, take = timers(story, ItemKind.ANSWER)
    fire(story, ItemKind.ANSWER).then(ReminderGiven(item=remind))
    fire(story, ItemKind.ANSWER).then(AnswerDeadlinePassed(item=note))
    fire(story, ItemKind.ANSWER).then(MeasureTakenBack(measure=MEASURE), ReminderGiven(item=take))
    assert status(story) == "taken-back"
    assert timers(story, ItemKind.ANSWER) == []


def test_an_overdue_answer_stays_due_after_it_was_taken_back_until_somebody_acts() -> None:
    story = given(OPENED, proposed(), applied(), taken_back("2026-03-16"))
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 3, 9)]
    story.when(stopped("2026-03-17"))
    assert due(story, ItemKind.ANSWER) == []


def test_a_timer_that_comes_after_the_answer_does_nothing() -> None:
    story = given(OPENED, proposed(), applied())
    stale = timers(story, ItemKind.ANSWER)
    story.when(answered("2026-03-04", granted=True))
    for item in stale:
        story.when(acting(item), now=item.at).then()


def test_an_answer_due_within_two_days_has_no_reminder_before_its_application() -> None:
    story = given(OPENED, proposed(), applied(working_days=1))
    assert [act for act, _ in act_days(story, ItemKind.ANSWER)] == [Act.NOTE_PASSED, Act.TAKE_BACK]


def test_working_days_skip_easter() -> None:
    story = given(opened("2026-03-31"), proposed(day="2026-03-31"), applied("2026-03-31"))
    assert due_days(story, ItemKind.ANSWER) == [date(2026, 4, 10)]
    assert act_days(story, ItemKind.ANSWER) == [
        (Act.REMIND, date(2026, 4, 8)),
        (Act.NOTE_PASSED, date(2026, 4, 11)),
        (Act.TAKE_BACK, date(2026, 4, 18)),
    ]


def test_an_answer_due_in_seconds_is_noted_and_taken_back_in_seconds() -> None:
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    history = (
        OPENED,
        command(ProposeMeasure, Occurred.at_instant(moment), measure=MEASURE, kind="quick"),
        command(ApplyForMeasure, Occurred.at_instant(moment), measure=MEASURE),
    )
    story = given(*history, catalogue=QUICK)
    assert [(item.act, item.at) for item in timers(story, ItemKind.ANSWER)] == [
        (Act.NOTE_PASSED, moment + timedelta(seconds=20)),
        (Act.TAKE_BACK, moment + timedelta(seconds=40)),
    ]
    fire(story, ItemKind.ANSWER).then_types(AnswerDeadlinePassed)
    fire(story, ItemKind.ANSWER).then_types(MeasureTakenBack, ReminderGiven)


def test_a_measure_limited_in_time_is_reminded_of_14_days_before_its_last_day() -> None:
    story = given(OPENED, proposed(), started("2026-03-05", "2026-04-30"))
    assert due_days(story, ItemKind.MEASURE_END) == [date(2026, 4, 30)]
    assert act_days(story, ItemKind.MEASURE_END) == [
        (Act.REMIND, date(2026, 4, 16)),
        (Act.NOTE_PASSED, date(2026, 5, 1)),
    ]
    fire(story, ItemKind.MEASURE_END).then_types(ReminderGiven)
    assert due_days(story, ItemKind.MEASURE_END) == [date(2026, 4, 30)]
    story.when(completed("2026-04-29"))
    assert due(story, ItemKind.MEASURE_END) == []


def test_a_measure_that_ends_within_14_days_has_no_reminder() -> None:
    story = given(OPENED, proposed(), started("2026-03-05", "2026-03-19"))
    assert due_days(story, ItemKind.MEASURE_END) == [date(2026, 3, 19)]
    assert act_days(story, ItemKind.MEASURE_END) == [(Act.NOTE_PASSED, date(2026, 3, 20))]


def listed(day: str) -> tuple[Command, ...]:
    """Written up on a housing list, granted at once."""
    named = command(LiftAnonymity, day, administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True)
    return (opened(day), named, proposed("housing-list", day), applied(day), answered(day, granted=True))


def checked(day: str) -> RecordYearlyCheck:
    return command(RecordYearlyCheck, day, measure=MEASURE)


def test_a_place_on_the_housing_list_is_checked_each_year_until_it_runs() -> None:
    story = given(*listed("2024-02-29")).then(MeasureGranted(measure=MEASURE, yearly_check=True))
    assert due_days(story, ItemKind.YEARLY_CHECK) == [date(2025, 2, 28)]
    assert due(story, ItemKind.YEARLY_CHECK)[0].why.span == Span(months=12)
    assert act_days(story, ItemKind.YEARLY_CHECK) == [
        (Act.REMIND, date(2025, 2, 28)),
        (Act.NOTE_PASSED, date(2025, 3, 1)),
    ]
    story.when(checked("2025-02-20")).then(YearlyCheckDone(measure=MEASURE))
    assert due_days(story, ItemKind.YEARLY_CHECK) == [date(2026, 2, 20)]
    story.when(started("2025-06-01"))
    assert due(story, ItemKind.YEARLY_CHECK) == []
    assert timers(story, ItemKind.YEARLY_CHECK) == []


def test_a_yearly_check_that_was_reminded_of_and_noted_stays_due_until_somebody_makes_it() -> None:
    story = given(*listed("2024-02-29"))
    fire(story, ItemKind.YEARLY_CHECK).then_types(ReminderGiven)
    fire(story, ItemKind.YEARLY_CHECK).then_types(DeadlinePassed)
    assert due_days(story, ItemKind.YEARLY_CHECK) == [date(2025, 2, 28)]
    assert timers(story, ItemKind.YEARLY_CHECK) == []
    story.when(checked("2025-04-01"))
    assert due_days(story, ItemKind.YEARLY_CHECK) == [date(2026, 4, 1)]


def test_only_a_place_that_waits_on_a_list_is_checked() -> None:
    given(OPENED, proposed()).when(checked("2026-03-10")).refuses("no-check-due")
    given(OPENED).when(checked("2026-03-10")).refuses("no-such-measure")
    given(*listed("2024-02-29"), started("2024-06-01")).when(checked("2025-02-28")).refuses("no-check-due")
    given(*listed("2024-02-29")).when(checked("2024-02-28")).refuses("before-former-step")


def test_a_granted_measure_of_another_kind_has_no_yearly_check() -> None:
    story = given(OPENED, proposed(), applied(), answered("2026-03-04", granted=True))
    assert due(story, ItemKind.YEARLY_CHECK) == []


def test_a_closed_trajectory_has_neither_obligations_nor_timers_of_measures() -> None:
    closed = command(CloseTrajectory, "2026-03-16", reason=CloseReason.OWN_WISH)
    story = given(OPENED, proposed(), applied(), closed)
    assert due(story, ItemKind.ANSWER) == []
    assert timers(story, ItemKind.ANSWER) == []


@examples(start=st.dates(date(2008, 1, 1), date(2040, 1, 1)), working_days=st.integers(1, 60))
def test_an_answer_is_due_on_a_working_day_and_never_on_a_holiday(start: date, working_days: int) -> None:
    asked = Occurred(on=start)
    measure = Measure(MEASURE, "referral-kc", None, asked, answer=Span(working_days=working_days), applied=asked)
    found = answer_due(measure)
    assert found is not None
    assert is_working_day(found.on)
    assert found.on not in public_holidays(found.on.year)
    between = [start + timedelta(days=n) for n in range(1, (found.on - start).days + 1)]
    assert sum(map(is_working_day, between)) == working_days


IDS = st.integers(1, 3).map(some_id)
STEPS: st.SearchStrategy[Event] = st.one_of(
    st.builds(MeasureProposed, measure=IDS, kind=st.sampled_from(["referral-kc", "nowhere"]), provider=st.none()),
    st.builds(MeasureApplied, measure=IDS, answer=st.sampled_from([Span(working_days=1), Span(seconds=1)])),
    st.builds(MeasureGranted, measure=IDS, yearly_check=st.booleans()),
    st.builds(MeasureRefused, measure=IDS),
    st.builds(MeasureStarted, measure=IDS, until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    st.builds(MeasureCompleted, measure=IDS),
    st.builds(MeasureStopped, measure=IDS, reason=st.sampled_from(StopReason)),
    st.builds(MeasureTakenBack, measure=IDS),
)


@examples(st.lists(STEPS, max_size=12))
def test_steps_in_any_order_fold_to_known_measures_only(steps: list[Event]) -> None:
    known = {step.measure for step in steps if isinstance(step, MeasureProposed)}
    trajectory = folded(steps)
    assert {measure.id for measure in trajectory.measures} == known
    assert all(measure.status for measure in trajectory.measures)
