"""The timing of a kind: as shipped, as a municipality sets it, and one rule for what the clock makes of it."""

from datetime import date
from uuid import uuid4

import pytest

from domain.agenda_item import Act, ItemKind
from domain.base import SYSTEM
from domain.calendar import civil_date
from domain.commands.course import AcknowledgeEscalation, CloseTrajectory, PlanAppointment
from domain.commands.reference import Define
from domain.events.reference import TimingDefined
from domain.obligation import Obligation, Why
from domain.reference.definitions import Timing
from domain.span import Due, Span, due_after
from domain.timers import AT_DUE, NOTHING_TOLD, Told, timers_of
from domain.timing import DEFAULTS, ELSEWHERE, Times, time_given, timing_of
from domain.trajectory_codes import CloseReason, Role
from tests.domain.given import Story, given, on
from tests.domain.help_story import acting, due, timers
from tests.domain.samples import TRAJECTORY, a_trajectory_in_transition, command, opened

WORKING = Span(working_days=5)
TIMES = Times(remind=(Span(days=7), Span(days=1)), escalate=WORKING, second=WORKING)


def an_obligation(kind: ItemKind = ItemKind.CONTACT, role: Role | None = None) -> Obligation:
    """Begun on Monday 1 June 2026, due on Monday 15 June."""
    due: Due = due_after(on("2026-06-01"), Span(days=14))
    return Obligation(kind, 1, due, None, role, "socialcenter", Why("some-rule", on("2026-06-01")))


def acts(obligation: Obligation, acknowledged: frozenset[Told] = NOTHING_TOLD) -> list[tuple[Act, date]]:
    return [(item.act, item.due) for item in timers_of(obligation, TIMES, acknowledged)]


def test_the_clock_reminds_ahead_acts_when_due_and_escalates_twice() -> None:
    assert acts(an_obligation()) == [
        (Act.REMIND, date(2026, 6, 8)),
        (Act.REMIND, date(2026, 6, 14)),
        (Act.REMIND, date(2026, 6, 15)),
        (Act.ESCALATE, date(2026, 6, 22)),
        (Act.ESCALATE_FURTHER, date(2026, 6, 29)),
    ]


def test_what_is_the_leaders_goes_straight_to_the_second_level() -> None:
    told = acts(an_obligation(ItemKind.APPROVAL, Role.LEADER))
    assert told[-1] == (Act.ESCALATE_FURTHER, date(2026, 6, 22))
    assert Act.ESCALATE not in dict(told)


def test_an_acknowledgement_stops_the_second_level_of_that_deadline_only() -> None:
    seen = Told(ItemKind.CONTACT, 1, date(2026, 6, 15))
    assert acts(an_obligation(), frozenset({seen}))[-1] == (Act.ESCALATE, date(2026, 6, 22))
    other = seen._replace(deadline=date(2026, 6, 1))
    assert acts(an_obligation(), frozenset({other}))[-1] == (Act.ESCALATE_FURTHER, date(2026, 6, 29))


def test_nothing_is_reminded_of_before_the_step_that_it_follows_from() -> None:
    made = an_obligation()._replace(why=Why("some-rule", on("2026-06-15"), since=on("2026-06-08")))
    assert acts(made)[0] == (Act.REMIND, date(2026, 6, 14))


def test_an_items_day_and_instant_are_those_that_were_logged_before_there_was_one_rule_for_all() -> None:
    """Their command ids follow from them: a deployed log must not be reminded anew."""
    story = given(*a_trajectory_in_transition("2026-01-31"))
    ids = [item.command_id(TRAJECTORY) for item in timers(story, ItemKind.PHASE_END)][:4]
    assert [str(item) for item in ids] == OLD_IDS


OLD_IDS = [
    "7275b397-e40a-5872-8ae7-9ef7d264459e",
    "389784e7-7a11-5c61-897c-4d7a8cb6bdf5",
    "ce312aad-8911-5a9f-b3fe-cf5520100a6a",
    "5c930fab-0c7b-50db-8f2d-641af2290065",
]


@pytest.mark.parametrize("kind", ItemKind)
def test_every_kind_has_a_default_with_its_source_in_both_languages(kind: ItemKind) -> None:
    default = DEFAULTS[kind]
    assert default.timing.code is kind
    assert default.da
    assert default.en
    assert kind in AT_DUE or kind is ItemKind.ESCALATION


@pytest.mark.parametrize("kind", ItemKind)
def test_a_kind_is_timed_where_the_municipality_may_time_it_and_nowhere_else(kind: ItemKind) -> None:
    lengths = {"due": Span(days=3), "remind": (Span(days=1),), "escalate": WORKING, "second": WORKING}
    for name, length in lengths.items():
        timing = Timing.model_validate({"code": kind, name: length})
        story = Story().when(command(Define, "2026-03-02", actor=SYSTEM, definition=timing))
        if name in ELSEWHERE.get(kind, ()):
            story.refuses("timed-elsewhere")
        else:
            story.then(TimingDefined(definition=timing))


def test_what_a_municipality_leaves_out_stays_as_it_is() -> None:
    own: dict[str, Timing] = {ItemKind.HAND_OVER: Timing(code=ItemKind.HAND_OVER, escalate=Span(working_days=1))}
    timing = timing_of(ItemKind.HAND_OVER, own)
    assert (timing.due, timing.escalate) == (Span(working_days=2), Span(working_days=1))
    assert timing_of(ItemKind.CONTACT, own) == DEFAULTS[ItemKind.CONTACT].timing


def test_a_kind_whose_length_stands_elsewhere_has_none_of_its_own() -> None:
    with pytest.raises(LookupError, match="phase-end"):
        time_given(ItemKind.PHASE_END, {})


def test_a_leader_who_acknowledges_is_not_passed_over() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    for item in timers(story, ItemKind.PHASE_END)[:4]:
        story.when(acting(item), now=item.at)
    assert [item.act for item in timers(story, ItemKind.PHASE_END)] == [Act.ESCALATE_FURTHER]
    story.when(command(AcknowledgeEscalation, "2026-05-08", actor="LED1"))
    assert timers(story, ItemKind.PHASE_END) == []
    assert len(due(story, ItemKind.PHASE_END)) == 1


def test_a_closing_stops_all_that_would_reach_out_and_what_is_left_is_deletion() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-05"),
        command(PlanAppointment, "2026-01-05", appointment=uuid4(), planned=on("2026-03-11")),
        command(CloseTrajectory, "2026-02-03", reason=CloseReason.DEATH),
    )
    agenda = story.agenda(TRAJECTORY)
    assert {item.kind for item in agenda.timers} == {ItemKind.DELETION}
    assert agenda.obligations == ()
    assert not agenda.is_open, "the nightly retention drives a deletion, years ahead"


def test_a_closed_course_keeps_its_clock_until_it_was_followed_up() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-05"),
        command(CloseTrajectory, "2026-02-03", reason=CloseReason.OWN_WISH),
    )
    assert story.agenda(TRAJECTORY).is_open
    while (item := story.agenda(TRAJECTORY).timers[0]).kind is ItemKind.MEASUREMENT:
        story.when(acting(item), now=item.at)
    assert civil_date(item.at) == date(2031, 1, 4)
    assert not story.agenda(TRAJECTORY).is_open


def test_a_trajectory_of_counselling_only_has_no_clock_after_its_closing() -> None:
    story = given(opened("2026-03-02"), command(CloseTrajectory, "2026-03-03", reason=CloseReason.COUNSELLING_ONLY))
    assert not story.agenda(TRAJECTORY).is_open
