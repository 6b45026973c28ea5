"""Recurring duties of units: their occasions, what makes one done, whose they are, and when they are in force."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given as for_all
from hypothesis import strategies

from domain.agenda import obligations_of
from domain.agenda_item import ItemKind
from domain.base import CLOCK, SYSTEM
from domain.calendar import add_months, start_of_day
from domain.commands.recurring import AcknowledgeDuty, PreparePaper
from domain.commands.reference import Define
from domain.duties import Duty
from domain.events.clock import EscalationAcknowledged
from domain.events.recurring import OccasionDone, PaperPrepared
from domain.events.reference import RecurringDefined, StaffDefined
from domain.events.supervision import SupervisionHeld
from domain.help_codes import SessionKind
from domain.recurring.occasions import occasion_of, occasions
from domain.recurring.preparing import papers_due
from domain.recurring.progress import papers, progress_of
from domain.recurring.standing import duties_due, duty_streams
from domain.reference.definitions import Recurring, Staff
from domain.span import Span
from domain.trajectory_codes import Role
from tests.domain.agenda_table.row import withdrawn
from tests.domain.agenda_table.units import (
    COMMITTEE_DUTY,
    DUTIES,
    REPORT_DUTY,
    REVIEW_DUTY,
    SUPERVISION_DUTY,
    changed,
    completed,
    held,
    stream_of_duty,
)
from tests.domain.given import Story
from tests.domain.passing import Passing, left_of
from tests.domain.samples import DEFINITIONS, catalogue_of, command, opened

SUPERVISION, REVIEW = stream_of_duty(SUPERVISION_DUTY), stream_of_duty(REVIEW_DUTY)
CATALOGUE = catalogue_of(
    *DEFINITIONS,
    *(RecurringDefined(definition=duty) for duty in DUTIES),
    StaffDefined(definition=Staff(code="KTR1", roles=(Role.HEAD_OF_OFFICE,), centre="socialcenter")),
    StaffDefined(definition=Staff(code="KON1", roles=(Role.CONSULTANT,), centre="socialcenter")),
)


def told(*steps: object) -> Story:
    """A story with the duties in force, each step of which is accepted."""
    story = Story(catalogue=CATALOGUE)
    passing = Passing(story, SUPERVISION)
    for step in (opened("2024-01-02"), *steps):
        passing.does(step(story) if callable(step) else step)  # type: ignore[arg-type]
    return story


def passed(story: Story, day: str) -> Story:
    Passing(story, SUPERVISION).until(start_of_day(date.fromisoformat(day)))
    return story


def prepared(duty: Recurring, day: str, occasion: str, actor: str = CLOCK) -> PreparePaper:
    return command(PreparePaper, day, actor=actor, duty=duty.duty, unit=duty.unit, occasion=occasion)


def acknowledged(day: str, actor: str = "LED1") -> AcknowledgeDuty:
    return command(AcknowledgeDuty, day, actor=actor, duty=Duty.SUPERVISION, unit="hjemloeseenheden")


# Occasions.

SPANS = strategies.one_of(
    strategies.builds(lambda count: Span(days=count), strategies.integers(1, 800)),
    strategies.builds(lambda count: Span(months=count), strategies.integers(1, 60)),
)
DAYS = strategies.dates(date(2000, 1, 1), date(2190, 1, 1))


def recurs(first: date, every: Span) -> Recurring:
    return COMMITTEE_DUTY.model_copy(update={"first": first, "every": every, "dates": ()})


@for_all(first=DAYS, every=SPANS, since=DAYS)
def test_occasions_are_each_counted_from_the_first_in_order_and_none_is_skipped(
    first: date, every: Span, since: date
) -> None:
    found = list(islice(occasions(recurs(first, every), since), 5))
    assert all(one < other for one, other in pairwise(found))
    if found:
        number = next(n for n in range(100_000) if _nth(first, every, n) >= since)
        assert found == [_nth(first, every, number + n) for n in range(len(found))]


def _nth(first: date, every: Span, number: int) -> date:
    return add_months(first, every.months * number) + timedelta(days=every.days * number)


def test_the_last_of_january_comes_again_on_the_last_of_february_and_the_31_of_march() -> None:
    monthly = recurs(date(2023, 1, 31), Span(months=1))
    assert list(islice(occasions(monthly, date(2023, 1, 31)), 4)) == [
        date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30),
    ]  # fmt: skip


def test_a_leap_day_comes_again_on_28_february_and_on_the_next_leap_day() -> None:
    yearly = recurs(date(2024, 2, 29), Span(months=12))
    assert list(islice(occasions(yearly, date(2025, 1, 1)), 4)) == [
        date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "every", "day", "occasion"),
    [
        ("2024-02-23", Span(days=7), "2024-02-10", "2024-02-23"),
        ("2024-02-23", Span(days=7), "2024-02-19", "2024-02-23"),
        ("2024-02-23", Span(days=7), "2024-02-23", "2024-02-23"),
        ("2024-02-23", Span(days=7), "2024-02-25", "2024-02-23"),
        ("2024-02-23", Span(days=7), "2024-02-26", "2024-03-01"),
        ("2024-02-23", Span(days=14), "2024-02-28", "2024-03-08"),
        ("2024-01-15", Span(months=1), "2024-02-29", "2024-02-15"),
        ("2024-01-15", Span(months=1), "2024-03-01", "2024-03-15"),
        ("2024-01-31", Span(months=1), "2024-02-29", "2024-02-29"),
        ("2024-02-23", Span(days=3), "2024-02-24", "2024-02-26"),
    ],
)
def test_what_is_done_counts_for_the_occasion_of_its_week_or_month_else_for_the_next(
    first: str, every: Span, day: str, occasion: str
) -> None:
    duty = recurs(date.fromisoformat(first), every)
    assert occasion_of(duty, date.fromisoformat(day)) == date.fromisoformat(occasion)


def test_after_the_last_of_the_dates_nothing_falls_due_and_nothing_counts_for_any() -> None:
    assert list(occasions(COMMITTEE_DUTY, date(2024, 9, 13))) == []
    assert occasion_of(COMMITTEE_DUTY, date(2024, 9, 13)) is None


# Sessions.


def test_a_weekly_session_does_the_weekly_duty_and_not_the_review() -> None:
    story = told()
    session = held("2024-02-20")
    story.when(session).then(
        SupervisionHeld(
            centre=session.centre, kind=SessionKind.WEEKLY, led_by="MET1", trajectories=session.trajectories
        ),
        OccasionDone(duty=Duty.SUPERVISION, occasion="2024-02-23"),
    )


def test_a_session_in_which_all_were_reviewed_does_both_duties() -> None:
    story = told().when(held("2024-02-20", SessionKind.FULL_REVIEW))
    assert story.events[1:] == [
        OccasionDone(duty=Duty.SUPERVISION, occasion="2024-02-23"),
        OccasionDone(duty=Duty.CASELOAD_REVIEW, occasion="2024-02-29"),
    ]


def test_a_second_session_in_the_week_is_held_and_does_nothing_further() -> None:
    told(held("2024-02-20")).when(held("2024-02-21")).then_types(SupervisionHeld)


def test_a_session_of_a_centre_without_the_duty_is_held_all_the_same() -> None:
    session = held("2024-02-20").model_copy(update={"centre": "socialcenter"})
    told().when(session).then_types(SupervisionHeld)


def test_a_session_does_no_duty_that_is_not_in_force() -> None:
    told(changed(SUPERVISION_DUTY, "2024-02-19", active=False)).when(held("2024-02-20")).then_types(SupervisionHeld)


# Done, and by whom.


def test_whose_duty_it_is_and_a_leader_may_say_that_it_was_done() -> None:
    for actor in ("KON1", "LED1"):
        told().when(completed(REPORT_DUTY, "2024-02-20", "2024-02-29", actor)).then(
            OccasionDone(duty=Duty.STATUS_REPORT, occasion="2024-02-29")
        )
    told().when(completed(REPORT_DUTY, "2024-02-20", "2024-02-29", "CTI1")).refuses("not-your-duty")


def test_what_was_done_once_is_not_done_twice() -> None:
    first = completed(REPORT_DUTY, "2024-02-20", "2024-02-29")
    told(first).when(completed(REPORT_DUTY, "2024-02-21", "2024-02-29")).then()


def test_a_day_on_which_the_duty_does_not_fall_due_is_refused() -> None:
    told().when(completed(REPORT_DUTY, "2024-02-20", "2024-02-28")).refuses("no-such-occasion")


def test_a_day_after_the_one_that_is_due_now_is_refused() -> None:
    told().when(completed(REPORT_DUTY, "2024-02-20", "2025-02-28")).refuses("not-due-yet")
    told(completed(REPORT_DUTY, "2024-02-20", "2024-02-29")).when(
        completed(REPORT_DUTY, "2024-11-20", "2025-02-28")
    ).then(OccasionDone(duty=Duty.STATUS_REPORT, occasion="2025-02-28"))


def test_a_duty_that_the_unit_does_not_have_is_refused() -> None:
    other = REPORT_DUTY.model_copy(update={"unit": "exit-prostitution"})
    told().when(completed(other, "2024-02-20", "2024-02-29")).refuses("no-such-duty")


# Papers.


def test_the_program_makes_a_paper_ready_once() -> None:
    first = prepared(SUPERVISION_DUTY, "2024-02-19", "2024-02-23")
    story = told().when(first).then(PaperPrepared(duty=Duty.SUPERVISION, occasion="2024-02-23"))
    story.when(prepared(SUPERVISION_DUTY, "2024-02-20", "2024-02-23", SYSTEM)).then()


def test_nobody_else_makes_papers_ready() -> None:
    told().when(prepared(SUPERVISION_DUTY, "2024-02-19", "2024-02-23", "LED1")).refuses("not-the-program")


def test_a_paper_is_for_an_occasion_of_a_duty() -> None:
    told().when(prepared(SUPERVISION_DUTY, "2024-02-19", "2024-02-22")).refuses("no-such-occasion")
    none = SUPERVISION_DUTY.model_copy(update={"unit": "jobcenter"})
    told().when(prepared(none, "2024-02-19", "2024-02-23")).refuses("no-such-duty")


def test_papers_come_the_newest_first_and_one_withdrawn_is_none() -> None:
    story = told(
        prepared(SUPERVISION_DUTY, "2024-02-19", "2024-02-23"),
        prepared(SUPERVISION_DUTY, "2024-02-26", "2024-03-01", SYSTEM),
    )
    facts = story.state(SUPERVISION).facts
    days = [fact.event.occasion for fact in papers(facts) if isinstance(fact.event, PaperPrepared)]
    assert days == [date(2024, 3, 1), date(2024, 2, 23)]
    story.when(withdrawn(PaperPrepared, "2024-02-27", SUPERVISION)(story))
    assert len(papers(story.state(SUPERVISION).facts)) == 1
    assert progress_of(story.state(SUPERVISION)).prepared == {date(2024, 2, 23)}


def test_the_papers_due_are_those_of_every_occasion_whose_time_has_come_each_once() -> None:
    monday = datetime(2024, 3, 4, 9, tzinfo=UTC)
    since, ready = date(2024, 2, 20), frozenset({date(2024, 3, 1)})
    assert list(papers_due(SUPERVISION_DUTY, ready, since, monday)) == [date(2024, 2, 23), date(2024, 3, 8)]
    sunday = start_of_day(date(2024, 3, 4)) - timedelta(microseconds=1)
    assert list(papers_due(SUPERVISION_DUTY, ready, since, sunday)) == [date(2024, 2, 23)]


def test_a_paper_of_a_month_ago_and_longer_is_not_made_up() -> None:
    since, late = date(2023, 1, 1), datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert list(papers_due(SUPERVISION_DUTY, frozenset(), since, late)) == [
        date(2026, 2, 6), date(2026, 2, 13), date(2026, 2, 20), date(2026, 2, 27), date(2026, 3, 6),
    ]  # fmt: skip


# Escalation and acknowledgement.


def test_the_leader_acknowledges_every_escalation_of_a_duty_at_once() -> None:
    story = passed(told(), "2024-03-06")
    assert left_of(story, ItemKind.ESCALATION, SUPERVISION) == [
        "2024-02-26 passes 2024-02-27 00:00 leader",
        "2024-03-04 passes 2024-03-05 00:00 leader",
    ]
    story.when(acknowledged("2024-03-06")).then_types(EscalationAcknowledged, EscalationAcknowledged)
    assert left_of(story, ItemKind.ESCALATION, SUPERVISION) == []


def test_an_escalation_awaits_the_leader_also_when_the_session_was_held_late() -> None:
    story = passed(told(), "2024-02-28").when(completed(SUPERVISION_DUTY, "2024-02-28", "2024-02-23"))
    assert left_of(story, ItemKind.ESCALATION, SUPERVISION) == ["2024-02-26 passes 2024-02-27 00:00 leader"]


@pytest.mark.parametrize(("actor", "code"), [("CTI1", "not-a-leader"), ("LED1", "nothing-to-acknowledge")])
def test_only_a_leader_acknowledges_and_only_what_awaits_it(actor: str, code: str) -> None:
    told().when(acknowledged("2024-02-20", actor)).refuses(code)


# In force.


def test_a_unit_has_each_duty_once() -> None:
    twice = SUPERVISION_DUTY.model_copy(update={"code": "supervision-i"})
    told().when(command(Define, "2024-02-01", actor="LED1", definition=twice)).refuses("duty-defined-twice")


def test_nothing_fell_due_before_a_duty_was_defined() -> None:
    new = SUPERVISION_DUTY.model_copy(update={"code": "supervision-s", "unit": "socialcenter"})
    story = told().when(command(Define, "2024-03-05", actor="LED1", definition=new))
    due = obligations_of(story.state(stream_of_duty(new)), story.catalogue)
    assert [item.due.on for item in due] == [date(2024, 3, 8)]


def test_nothing_fell_due_while_a_duty_was_not_in_force() -> None:
    story = passed(told(), "2024-02-24").when(changed(SUPERVISION_DUTY, "2024-02-24", active=False))
    assert left_of(story, ItemKind.SUPERVISION, SUPERVISION) == []
    story.when(changed(SUPERVISION_DUTY, "2024-05-28", active=True, prepare=None))
    assert left_of(passed(story, "2024-05-28"), ItemKind.SUPERVISION, SUPERVISION) == [
        "2024-05-31 passes 2024-06-01 00:00 method-supervisor"
    ]


def test_a_change_of_a_duty_in_force_is_no_new_beginning() -> None:
    story = told().when(changed(SUPERVISION_DUTY, "2024-02-24", role=Role.LEADER))
    assert story.catalogue.duties_since["supervision-h"] == date(2008, 1, 1)


def test_days_that_a_changed_duty_never_had_were_not_missed() -> None:
    story = told()
    for friday in ("2024-02-23", "2024-03-01", "2024-03-08"):
        story = passed(story, friday).when(held(friday))
    story.when(changed(SUPERVISION_DUTY, "2024-03-08", first=date(2024, 2, 22)))
    assert [line[:10] for line in left_of(story, ItemKind.SUPERVISION, SUPERVISION)] == ["2024-03-14"]


def test_a_duty_that_passes_to_another_unit_begins_there() -> None:
    story = told().when(changed(SUPERVISION_DUTY, "2024-03-05", unit="socialcenter"))
    assert story.catalogue.duties_since["supervision-h"] == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("duty", "unit"),
    [
        (SUPERVISION_DUTY, "exit-pakke"),
        (SUPERVISION_DUTY, None),
        (REVIEW_DUTY, None),
        (REPORT_DUTY, "socialcenter"),
        (REPORT_DUTY, None),
        (COMMITTEE_DUTY, "nowhere"),
    ],
)
def test_a_team_s_duty_is_a_centre_s_and_a_report_a_programme_s(duty: Recurring, unit: str | None) -> None:
    other = duty.model_copy(update={"code": "other", "unit": unit})
    told().when(command(Define, "2024-02-01", actor="LED1", definition=other)).refuses("undefined-unit")


def test_what_was_missed_is_due_until_the_next_occasion_is_done_or_has_passed_too() -> None:
    missed = passed(told(), "2024-02-24")
    assert [line[:10] for line in left_of(missed, ItemKind.SUPERVISION, SUPERVISION)] == ["2024-02-23", "2024-03-01"]
    after = passed(missed, "2024-03-02")
    assert [line[:10] for line in left_of(after, ItemKind.SUPERVISION, SUPERVISION)] == ["2024-03-01", "2024-03-08"]
    after.when(held("2024-03-05"))
    assert [line[:10] for line in left_of(after, ItemKind.SUPERVISION, SUPERVISION)] == ["2024-03-15"]


def test_a_missed_day_on_which_the_duty_falls_no_longer_is_due_no_longer() -> None:
    story = passed(told(), "2024-02-24").when(changed(SUPERVISION_DUTY, "2024-02-24", first=date(2024, 2, 22)))
    assert [line[:10] for line in left_of(story, ItemKind.SUPERVISION, SUPERVISION)] == ["2024-02-29"]


def test_the_standing_of_all_duties_is_asked_at_once_or_by_unit() -> None:
    story = told()
    streams = {stream: story.state(stream) for stream in duty_streams(story.catalogue)}
    codes = [due.duty.code for due in duties_due(streams, story.catalogue)]
    assert codes == ["review-h", "supervision-h", "status-pakke", "udvalg"]
    of_centre = duties_due({}, story.catalogue, ("hjemloeseenheden",))
    assert [due.duty.code for due in of_centre] == ["review-h", "supervision-h"]
    assert not of_centre[0].is_overdue(start_of_day(date(2024, 1, 31)))
    assert of_centre[0].is_overdue(start_of_day(date(2024, 2, 1)))
