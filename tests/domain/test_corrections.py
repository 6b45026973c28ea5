"""Any fact can be corrected or withdrawn, and what follows from it moves. Source: design section 4."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda_item import ItemKind
from domain.base import CLOCK, Occurred
from domain.commands.clock import ActOnItem
from domain.commands.contacts import RegisterContact, RegisterFollowUp
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.commands.course import CloseTrajectory, EndPhase, Pause, ReopenTrajectory, Resume, SetActivityPlan
from domain.contact_codes import Language
from domain.events import EVENT_TYPES
from domain.events.contacts import ActionCardOpened, ContactRegistered
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.course import (
    ActivityPlanSet,
    CtiStarted,
    Paused,
    PhaseEnded,
    Resumed,
    TrajectoryClosed,
    TrajectoryOpened,
    TrajectoryReopened,
)
from domain.fact import Fact
from domain.trajectory.evolve import evolve, facts_that_hold, fold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, DeviationReason, FocusArea, PauseReason, WithdrawReason
from tests.domain.given import Story, given, on
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened

LONE = uuid4()
NOT_READY = DeviationReason.PERSON_NOT_READY


def phase_due(story: Story) -> date:
    return next(item.due.on for item in story.agenda(TRAJECTORY).obligations if item.kind is ItemKind.PHASE_END)


def correct_date(story: Story, event: UUID, day: str, stream: UUID = TRAJECTORY) -> Story:
    return story.when(command(CorrectDate, "2026-06-01", stream=stream, event=event, happened=on(day)))


def correct(story: Story, event: UUID, field: str, value: Any, stream: UUID = TRAJECTORY) -> Story:
    return story.when(command(CorrectField, "2026-06-01", stream=stream, event=event, field=field, value=value))


def withdraw(story: Story, event: UUID, reason: WithdrawReason = WithdrawReason.VOIDED) -> Story:
    return story.when(command(WithdrawFact, "2026-06-01", stream=TRAJECTORY, event=event, reason=reason))


def test_a_corrected_start_moves_the_deadlines_that_follow_from_it() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    start = story.last_fact(TRAJECTORY, CtiStarted).id
    correct_date(story, start, "2026-02-15").then(DateCorrected(event=start, occurred=on("2026-02-15")))
    assert phase_due(story) == date(2026, 5, 15)


def test_a_withdrawn_pause_gives_its_days_back() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(Pause, "2026-02-10", reason=PauseReason.HOSPITAL),
        command(Resume, "2026-03-03"),
    )
    pause, resumption = story.last_fact(TRAJECTORY, Paused).id, story.last_fact(TRAJECTORY, Resumed).id
    withdraw(story, pause).refuses("makes-no-sense")
    withdraw(story, resumption)
    withdraw(story, pause)
    assert phase_due(story) == date(2026, 4, 30)


def test_a_voided_contact_is_counted_no_more_and_cannot_be_voided_twice() -> None:
    story = given(opened("2026-01-05"), command(RegisterFollowUp, "2026-01-06", contact=a_form()))
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    withdraw(story, contact).then(Withdrawn(event=contact, reason=WithdrawReason.VOIDED))
    assert story.state(TRAJECTORY).contacts == 1
    withdraw(story, contact).refuses("no-such-fact")


def test_a_contact_on_the_wrong_trajectory_is_moved_with_its_date() -> None:
    other = uuid4()
    story = given(
        opened("2026-01-05"),
        command(RegisterFollowUp, "2026-01-06", contact=a_form()),
        opened("2026-01-07", trajectory=other),
    )
    contact = story.last_fact(TRAJECTORY, ContactRegistered)
    move = command(MoveContact, "2026-02-01", stream=TRAJECTORY, event=contact.id, trajectory=other)
    story.when(move).then(
        Withdrawn(event=contact.id, reason=WithdrawReason.MOVED, moved_to=other),
        ContactRegistered(contact=a_form(), follow_up=True),
    )
    assert story.last_fact(other, ContactRegistered).occurred == on("2026-01-06")
    assert (story.state(TRAJECTORY).contacts, story.state(other).contacts) == (1, 2)


def test_moving_a_contact_from_after_the_closing_reopens_and_what_cannot_be_is_refused() -> None:
    story = given(
        command(RegisterContact, "2026-01-05", stream=LONE, contact=a_form()),
        opened("2026-01-05"),
        command(CloseTrajectory, "2026-01-06", reason=CloseReason.OWN_WISH),
    )
    contact = story.last_fact(LONE, ContactRegistered).id
    move = command(MoveContact, "2026-02-01", stream=LONE, event=contact, trajectory=TRAJECTORY)
    story.when(move.model_copy(update={"trajectory": uuid4()})).refuses("no-such-trajectory")
    story.when(move.model_copy(update={"event": uuid4()})).refuses("no-such-fact")
    story.when(move).then_types(Withdrawn, ContactRegistered)
    later = command(RegisterContact, "2026-01-20", stream=uuid4(), contact=a_form())
    story.when(later)
    event = story.last_fact(later.stream, ContactRegistered).id
    story.when(command(MoveContact, "2026-02-01", stream=later.stream, event=event, trajectory=TRAJECTORY))
    story.then_types(Withdrawn, TrajectoryReopened, ContactRegistered)
    foreign = command(RegisterContact, "2026-01-05", stream=uuid4(), contact=a_form("exit-pakke"))
    story.when(foreign)
    event = story.last_fact(foreign.stream, ContactRegistered).id
    story.when(command(MoveContact, "2026-02-01", stream=foreign.stream, event=event, trajectory=TRAJECTORY)).refuses(
        "other-programme"
    )


def test_a_move_is_not_a_withdrawal_by_hand() -> None:
    story = given(opened("2026-01-05"))
    withdraw(story, story.last_fact(TRAJECTORY, ContactRegistered).id, WithdrawReason.MOVED).refuses("use-move")


def test_a_field_is_corrected_to_another_code_checked_by_the_events_own_type() -> None:
    story = given(opened("2026-01-05"))
    contact = story.last_fact(TRAJECTORY, ContactRegistered)
    correct(story, contact.id, "contact.language", "thai").then(
        Corrected(
            event=contact.id,
            type="ContactRegistered",
            content=ContactRegistered(contact=a_form(language=Language.THAI)),
        )
    )
    held = facts_that_hold(story.state(TRAJECTORY).facts)
    assert [fact.event.contact.language for fact in held if isinstance(fact.event, ContactRegistered)] == ["thai"]


@pytest.mark.parametrize("value", ["Karla Kanariefugl", "010190-1234", {"name": "x"}, 7, None])
def test_free_text_does_not_come_in_by_a_correction(value: object) -> None:
    story = given(opened("2026-01-05"))
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    correct(story, contact, "contact.language", value).refuses("invalid-value")
    correct(story, contact, "contact.karla", value).refuses("invalid-value")
    correct(story, contact, "karla", value).refuses("not-correctable")


def test_a_corrected_contact_names_known_codes_of_its_own_programme() -> None:
    story = given(opened("2026-01-05"))
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    correct(story, contact, "contact.centre", "nowhere").refuses("unknown-centre")
    correct(story, contact, "contact.programme", "exit-pakke").refuses("other-programme")


def test_a_corrected_activity_plan_names_one_to_three_different_areas() -> None:
    plan = command(SetActivityPlan, "2026-02-01", focus_areas=(FocusArea.HOUSING,))
    story = given(*a_trajectory_in_transition("2026-01-31"), plan)
    event = story.last_fact(TRAJECTORY, ActivityPlanSet).id
    correct(story, event, "focus_areas", ["housing", "housing"]).refuses("focus-areas-1-to-3")
    correct(story, event, "focus_areas", ["network"]).then_types(Corrected)


def test_a_date_is_not_corrected_to_an_instant_that_lies_ahead() -> None:
    story = given(opened("2026-01-05"))
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    noon, later = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (12, 13))
    fields = {"stream": TRAJECTORY, "event": contact, "happened": Occurred.at_instant(later)}
    story.when(command(CorrectDate, "2026-06-01", **fields), now=noon).refuses("in-the-future")


def test_an_opening_is_not_withdrawn_and_the_clock_is_not_corrected() -> None:
    story = given(opened("2026-01-05"))
    withdraw(story, story.last_fact(TRAJECTORY, TrajectoryOpened).id).refuses("not-correctable")
    withdraw(story, uuid4()).refuses("no-such-fact")
    correct_date(story, uuid4(), "2026-01-04").refuses("no-such-fact")


def test_what_the_clock_did_is_not_withdrawn_but_answered() -> None:
    story = given(opened("2026-01-05"))
    for _ in range(2):
        item = story.agenda(TRAJECTORY).timers[0]
        story.when(command(ActOnItem, item.occurred, actor=CLOCK, item=item), now=item.at)
    withdraw(story, story.last_fact(TRAJECTORY, TrajectoryClosed).id).refuses("not-correctable")
    story.when(command(ReopenTrajectory, "2026-09-01"))
    assert [item.due for item in story.agenda(TRAJECTORY).timers] == [date(2027, 2, 28)]


def test_a_correction_that_would_make_nonsense_is_refused() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(SetActivityPlan, "2026-02-01", focus_areas=(FocusArea.HOUSING,)),
        command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY),
        command(EndPhase, "2026-05-28", phase=2, reason=NOT_READY),
    )
    first = next(fact for fact in story.state(TRAJECTORY).facts if isinstance(fact.event, PhaseEnded))
    start = story.last_fact(TRAJECTORY, CtiStarted).id
    withdraw(story, first.id).refuses("makes-no-sense")
    withdraw(story, start).refuses("makes-no-sense")
    correct_date(story, start, "2026-04-29").refuses("makes-no-sense")
    correct_date(story, first.id, "2026-05-29").refuses("makes-no-sense")
    withdraw(story, story.last_fact(TRAJECTORY, PhaseEnded).id)
    assert story.state(TRAJECTORY).course.phase.number == 2  # type: ignore[union-attr]


def test_a_withdrawn_closing_opens_the_trajectory_again() -> None:
    story = given(opened("2026-01-05"), command(CloseTrajectory, "2026-01-06", reason=CloseReason.OWN_WISH))
    withdraw(story, story.last_fact(TRAJECTORY, TrajectoryClosed).id)
    assert story.state(TRAJECTORY).is_open


def _facts() -> tuple[Fact, ...]:
    story = given(
        *a_trajectory_in_transition("2026-01-31"),
        command(SetActivityPlan, "2026-02-01", focus_areas=(FocusArea.HOUSING,)),
        command(Pause, "2026-02-10", reason=PauseReason.HOSPITAL),
        command(Resume, "2026-03-03"),
        command(EndPhase, "2026-04-28", phase=1, reason=NOT_READY),
        command(CloseTrajectory, "2026-05-01", reason=CloseReason.OWN_WISH),
        command(RegisterFollowUp, "2026-05-09", contact=a_form()),
    )
    withdraw(story, story.last_fact(TRAJECTORY, ContactRegistered).id)
    correct_date(story, story.last_fact(TRAJECTORY, CtiStarted).id, "2026-02-01")
    return story.state(TRAJECTORY).facts


FACTS = _facts()


@examples(st.permutations(FACTS))
def test_evolve_never_raises_whatever_order_facts_come_in(facts: list[Fact]) -> None:
    assert len(fold(TRAJECTORY, facts).facts) == len(FACTS)


@examples(st.data())
def test_folding_step_by_step_equals_folding_what_holds(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(FACTS)))
    stepwise = fold(TRAJECTORY, FACTS[:count])
    at_once = Trajectory(TRAJECTORY)
    for fact in facts_that_hold(FACTS[:count]):
        at_once = evolve(at_once, fact)
    assert stepwise.course == at_once.course
    assert (stepwise.contacts, stepwise.closing, stepwise.last_contact) == (
        at_once.contacts,
        at_once.closing,
        at_once.last_contact,
    )


def test_every_event_type_of_a_trajectory_is_known_by_name() -> None:
    assert {"ContactRegistered", "PhaseEnded", "Withdrawn", ActionCardOpened.type_name} <= set(EVENT_TYPES)
