"""Which events tell whom, what, and in which order of urgency."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from domain.access.codes import BreakGlassReason
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import CLOCK, Occurred
from domain.breach_codes import BreachCause
from domain.calendar import start_of_day
from domain.commands.course import OfferHandOver, RequestExtension
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.duties import Duty
from domain.events import Event
from domain.events.breach import PossibleBreachReported
from domain.events.clock import (
    AnswerDeadlinePassed,
    DeadlinePassed,
    Escalated,
    EscalationAcknowledged,
    InactivityAsked,
    PhaseDeadlinePassed,
    ReminderGiven,
)
from domain.events.corrections import DateCorrected, Withdrawn
from domain.events.course import (
    HandOverOffered,
    HandOverReturned,
    PhaseEnded,
    TrajectoryClosed,
    WorkerAssigned,
    WorkerReleased,
)
from domain.events.help import MeasureTakenBack
from domain.events.reference import RecurringDefined, StaffDefined
from domain.events.vault import GlassBroken
from domain.fact import Fact
from domain.notices.codes import NoticeKind
from domain.notices.notice import Notice, Person, Queue, Recipient
from domain.notices.rules import notices_of, telling_types
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring, Staff
from domain.span import Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, DeviationReason, HandOverReturn, Role, WithdrawReason
from tests.domain.given import Story, given, on
from tests.domain.samples import CATALOGUE, DEFINITIONS, TRAJECTORY, a_trajectory_in_transition, catalogue_of, command

DUE = date(2026, 6, 1)
MADE = datetime(2026, 6, 2, 0, 5, tzinfo=UTC)
MEASURE, HAND_OVER = UUID(int=7), UUID(int=8)
CENTRE = "hjemloeseenheden"


def item(kind: ItemKind, act: Act, subject: UUID | int = 1) -> ItemKey:
    return ItemKey(kind=kind, act=act, subject=subject, due=DUE, at=start_of_day(DUE))


def a_fact(event: Event, actor: str = CLOCK) -> Fact:
    return Fact(uuid4(), TRAJECTORY, "trajectory", event, Occurred(on=DUE), MADE, actor, 99, 99)


def notices(
    event: Event, *, story: Story | None = None, actor: str = CLOCK, catalogue: Catalogue = CATALOGUE
) -> tuple[Notice, ...]:
    story = story or given(*a_trajectory_in_transition("2026-03-02"))
    return notices_of(a_fact(event, actor), story.state(TRAJECTORY), catalogue)


def told(found: Iterable[Notice]) -> list[tuple[NoticeKind, Recipient]]:
    return [(notice.what, notice.to) for notice in found]


def with_staff(*staff: Staff) -> Catalogue:
    return catalogue_of(*DEFINITIONS, *(StaffDefined(definition=one) for one in staff))


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (ReminderGiven(item=item(ItemKind.PHASE_END, Act.REMIND), to="CTI1"), NoticeKind.REMINDER),
        (DeadlinePassed(item=item(ItemKind.PHASE_PLAN, Act.NOTE_PASSED), to="CTI1"), NoticeKind.DEADLINE_PASSED),
        (
            PhaseDeadlinePassed(item=item(ItemKind.PHASE_END, Act.NOTE_PASSED), phase=1),
            NoticeKind.DEADLINE_PASSED,
        ),
        (
            AnswerDeadlinePassed(item=item(ItemKind.ANSWER, Act.NOTE_PASSED, MEASURE)),
            NoticeKind.DEADLINE_PASSED,
        ),
        (MeasureTakenBack(measure=MEASURE), NoticeKind.TAKEN_BACK),
        (InactivityAsked(item=item(ItemKind.INACTIVITY, Act.ASK)), NoticeKind.INACTIVE),
    ],
)
def test_what_the_clock_did_is_told_once_to_who_carries_the_trajectory(event: Event, what: NoticeKind) -> None:
    (notice,) = notices(event)
    assert (notice.what, notice.to) == (what, Person("CTI1"))
    assert (notice.stream, notice.due, notice.made, notice.urgent) == (TRAJECTORY, DUE, MADE, False)


def test_an_escalation_is_told_to_the_leaders_and_the_second_level_to_the_head_of_office() -> None:
    first = Escalated(item=item(ItemKind.PHASE_END, Act.ESCALATE), deadline=DUE)
    second = Escalated(item=item(ItemKind.PHASE_END, Act.ESCALATE_FURTHER), deadline=DUE)
    assert told(notices(first)) == [(NoticeKind.ESCALATED, Queue(CENTRE, Role.LEADER))]
    assert told(notices(second)) == [(NoticeKind.ESCALATED_FURTHER, Queue(CENTRE, Role.HEAD_OF_OFFICE))]


def test_a_reminder_of_what_a_leader_has_to_decide_is_told_to_the_leaders() -> None:
    asked = {"extension": MEASURE, "days": 7, "reason": DeviationReason.AWAITING_OFFER}
    story = given(*a_trajectory_in_transition("2026-03-02"), command(RequestExtension, "2026-03-03", **asked))
    reminder = ReminderGiven(item=item(ItemKind.APPROVAL, Act.REMIND, MEASURE))
    assert told(notices(reminder, story=story)) == [(NoticeKind.REMINDER, Queue(CENTRE, Role.LEADER))]


def test_a_hand_over_is_told_to_its_receiver_and_a_reminder_of_it_to_both() -> None:
    offer = HandOverOffered(hand_over=HAND_OVER, to="CTI2", centre=CENTRE, answer=Span(working_days=2))
    assert told(notices(offer, actor="CTI1")) == [(NoticeKind.HAND_OVER_OFFERED, Person("CTI2"))]
    story = given(
        *a_trajectory_in_transition("2026-03-02"),
        command(OfferHandOver, "2026-03-03", to="CTI2", hand_over=HAND_OVER),
    )
    reminder = ReminderGiven(item=item(ItemKind.HAND_OVER, Act.REMIND, HAND_OVER), to="CTI1")
    assert told(notices(reminder, story=story)) == [
        (NoticeKind.REMINDER, Person("CTI1")),
        (NoticeKind.REMINDER, Person("CTI2")),
    ]
    returned = HandOverReturned(hand_over=HAND_OVER, reason=HandOverReturn.NO_CAPACITY)
    assert told(notices(returned, actor="CTI2", story=story)) == [(NoticeKind.HAND_OVER_RETURNED, Person("CTI1"))]


def test_a_worker_is_told_of_a_trajectory_that_somebody_else_gave_and_not_of_one_that_was_taken() -> None:
    given_to = WorkerAssigned(worker="CTI1", centre=CENTRE)
    assert told(notices(given_to, actor="LED1")) == [(NoticeKind.ASSIGNED, Person("CTI1"))]
    assert notices(given_to, actor="CTI1") == ()


def test_a_trajectory_without_a_worker_is_told_to_the_queue_of_its_centre() -> None:
    story = given(*a_trajectory_in_transition("2026-03-02"))
    gone = with_staff(Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre=CENTRE, active=False))
    reminder = ReminderGiven(item=item(ItemKind.PHASE_END, Act.REMIND), to="CTI1")
    assert told(notices(reminder, story=story, catalogue=gone)) == [(NoticeKind.REMINDER, Queue(CENTRE, None))]
    assert told(notices(WorkerReleased(), actor="LED1")) == [(NoticeKind.QUEUED, Queue(CENTRE, None))]


def test_of_a_worker_on_leave_the_deputy_is_told_and_of_deputies_in_a_circle_the_queue() -> None:
    away = Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre=CENTRE, deputy="CTI2")
    other = Staff(code="CTI2", roles=(Role.CTI_WORKER,), centre=CENTRE, deputy="CTI1")
    reminder = ReminderGiven(item=item(ItemKind.PHASE_END, Act.REMIND), to="CTI1")
    assert told(notices(reminder, catalogue=with_staff(away))) == [(NoticeKind.REMINDER, Person("CTI2"))]
    assert told(notices(reminder, catalogue=with_staff(away, other))) == [(NoticeKind.REMINDER, Queue(CENTRE, None))]


@pytest.mark.parametrize(
    ("unit", "role", "queue"),
    [
        (CENTRE, Role.METHOD_SUPERVISOR, Queue(CENTRE, Role.METHOD_SUPERVISOR)),
        ("exit-pakke", Role.CONSULTANT, Queue(None, Role.CONSULTANT)),
        (None, Role.LEADER, Queue(None, Role.LEADER)),
    ],
)
def test_what_is_due_to_a_unit_is_told_to_the_queue_of_its_centre_and_role(
    unit: str | None, role: Role, queue: Queue
) -> None:
    duty = Recurring(code="a-duty", duty=Duty.SUPERVISION, unit=unit, da="x", en="x", dates=(DUE,), role=role)
    catalogue = catalogue_of(*DEFINITIONS, RecurringDefined(definition=duty))
    stream = duty_stream(Duty.SUPERVISION, unit)
    passed, further = item(ItemKind.SUPERVISION, Act.NOTE_PASSED), item(ItemKind.SUPERVISION, Act.ESCALATE_FURTHER)
    told_of = [
        telling
        for event in (DeadlinePassed(item=passed), Escalated(item=further, deadline=DUE))
        for telling in told(notices_of(of_unit(event, stream), Trajectory(stream), catalogue))
    ]
    head = Queue(queue.centre, Role.HEAD_OF_OFFICE)
    assert told_of == [(NoticeKind.DEADLINE_PASSED, queue), (NoticeKind.ESCALATED_FURTHER, head)]
    undefined = notices_of(of_unit(DeadlinePassed(item=passed), stream), Trajectory(stream), CATALOGUE)
    assert told(undefined) == [(NoticeKind.DEADLINE_PASSED, Queue(None, Role.LEADER))]


def of_unit(event: Event, stream: UUID) -> Fact:
    return a_fact(event)._replace(kind="unit", stream=stream)


def test_a_possible_breach_is_told_to_the_leaders_at_once_and_everything_about_it_is_urgent() -> None:
    (reported,) = notices(PossibleBreachReported(breach=MEASURE, cause=next(iter(BreachCause))), actor="CTI1")
    assert (reported.what, reported.to) == (NoticeKind.BREACH_REPORTED, Queue(CENTRE, Role.LEADER))
    reminders = notices(ReminderGiven(item=item(ItemKind.BREACH, Act.REMIND, MEASURE)))
    assert [notice.urgent for notice in (reported, *reminders)] == [True] * (1 + len(reminders))
    assert reminders


def test_broken_glass_is_told_to_the_leaders_at_once() -> None:
    (told_of,) = notices(GlassBroken(reason=BreakGlassReason.CHILD), actor="BB2")
    assert (told_of.what, told_of.to) == (NoticeKind.GLASS_BROKEN, Queue(CENTRE, Role.LEADER))
    assert told_of.urgent


def test_of_a_leader_who_breaks_the_glass_the_head_of_office_is_told_too() -> None:
    recipients = [to for _, to in told(notices(GlassBroken(reason=BreakGlassReason.CHILD), actor="LED1"))]
    assert recipients == [Queue(CENTRE, Role.LEADER), Queue(CENTRE, Role.HEAD_OF_OFFICE)]


def test_what_a_take_back_reminds_of_is_told_by_the_take_back_alone() -> None:
    reminder = ReminderGiven(item=item(ItemKind.ANSWER, Act.TAKE_BACK, MEASURE), to="CTI1")
    assert notices(reminder) == ()
    story = given(
        *a_trajectory_in_transition("2026-03-02"),
        command(ProposeMeasure, "2026-03-03", measure=MEASURE, kind="referral-kc", provider="kc"),
        command(ApplyForMeasure, "2026-03-03", measure=MEASURE),
    )
    assert notices(MeasureTakenBack(measure=MEASURE), story=story, actor="CTI1") == ()


@pytest.mark.parametrize(
    "event",
    [
        Withdrawn(event=UUID(int=1), reason=WithdrawReason.VOIDED),
        DateCorrected(event=UUID(int=1), occurred=on("2026-03-01")),
        EscalationAcknowledged(item=item(ItemKind.PHASE_END, Act.ESCALATE)),
        PhaseEnded(phase=1),
        TrajectoryClosed(reason=CloseReason.COMPLETED),
    ],
)
def test_corrections_withdrawals_and_what_people_do_themselves_tell_nobody(event: Event) -> None:
    assert event.type_name not in telling_types()
    assert notices(event, actor="LED1") == ()


def test_what_a_lawful_order_blanked_tells_nobody() -> None:
    blanked = a_fact(WorkerReleased())._replace(event=None)
    assert notices_of(blanked, given().state(TRAJECTORY), CATALOGUE) == ()


def test_the_same_event_tells_the_same_person_under_the_same_id_and_reference_whenever_it_is_told() -> None:
    fact = a_fact(WorkerAssigned(worker="CTI1", centre=CENTRE), actor="LED1")
    state = given(*a_trajectory_in_transition("2026-03-02")).state(TRAJECTORY)
    first, again = (notices_of(fact, state, CATALOGUE) for _ in range(2))
    assert first == again
    assert first[0].reference == again[0].reference
    other = notices_of(fact._replace(id=uuid4()), state, CATALOGUE)
    assert other[0].id != first[0].id
