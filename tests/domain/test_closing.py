"""Closing, inactivity, holds, duplicates, hand-over, appointments, supervision. Source: domain sections 3 and 7."""

from datetime import date
from uuid import uuid4

from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import CLOCK, Occurred
from domain.commands.clock import ActOnItem
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import (
    AcceptHandOver,
    AssignWorker,
    CancelAppointment,
    CloseTrajectory,
    KeepAppointment,
    LiftHold,
    MoveAppointment,
    OfferHandOver,
    PlaceHold,
    PlanAppointment,
    RecordNoShow,
    ReturnHandOver,
)
from domain.commands.supervision import HoldSupervision
from domain.events.clock import InactivityAsked, ReminderGiven
from domain.events.course import (
    AppointmentKept,
    AppointmentMoved,
    AppointmentNotKept,
    DuplicateLinked,
    HandOverAccepted,
    HandOverReturned,
    TrajectoryClosed,
    WorkerAssigned,
)
from domain.events.supervision import SupervisionHeld
from domain.help_codes import SessionKind
from domain.trajectory_codes import CloseReason, HandOverReturn
from tests.domain.given import Story, given, on
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened

OTHER = uuid4()
HAND_OVER = uuid4()
APPOINTMENT = uuid4()


def next_item(story: Story) -> ItemKey:
    return story.agenda(TRAJECTORY).timers[0]


def act(story: Story) -> Story:
    item = next_item(story)
    return story.when(command(ActOnItem, Occurred(on=item.due), actor=CLOCK, item=item), now=item.at)


def test_after_180_silent_days_the_worker_is_asked_and_after_14_more_it_closes_as_counselling_only() -> None:
    story = given(opened("2026-01-05"))
    assert (next_item(story).act, next_item(story).due) == (Act.ASK, date(2026, 7, 4))
    act(story).then_types(InactivityAsked)
    assert (next_item(story).act, next_item(story).due) == (Act.CLOSE, date(2026, 7, 18))
    assert story.agenda(TRAJECTORY).obligations[0].kind is ItemKind.INACTIVITY
    act(story).then(TrajectoryClosed(reason=CloseReason.COUNSELLING_ONLY))


def test_any_activity_after_the_question_keeps_the_trajectory_open() -> None:
    story = given(opened("2026-01-05"))
    act(story)
    closing = next_item(story)
    story.when(command(RegisterFollowUp, "2026-07-10", contact=a_form()))
    story.when(command(ActOnItem, Occurred(on=closing.due), actor=CLOCK, item=closing), now=closing.at).then()
    assert (next_item(story).act, next_item(story).due) == (Act.ASK, date(2027, 1, 6))


def test_silence_never_closes_a_trajectory_with_an_open_appointment_a_hold_or_a_course() -> None:
    planned = command(PlanAppointment, "2026-01-05", appointment=APPOINTMENT, planned=on("2026-09-05"))
    for history in (
        (opened("2026-01-05"), planned),
        (opened("2026-01-05"), command(PlaceHold, "2026-01-05", actor="LED1")),
        a_trajectory_in_transition("2026-01-05"),
    ):
        timers = given(*history).agenda(TRAJECTORY).timers
        assert not [item for item in timers if item.kind is ItemKind.INACTIVITY]


def test_counselling_only_is_not_for_a_course() -> None:
    story = given(*a_trajectory_in_transition("2026-01-05"))
    story.when(command(CloseTrajectory, "2026-02-05", reason=CloseReason.COUNSELLING_ONLY)).refuses(
        "not-counselling-only"
    )


def test_a_duplicate_is_linked_and_one_is_closed() -> None:
    story = given(opened("2026-01-05"), opened("2026-01-06", trajectory=OTHER))
    duplicate = command(CloseTrajectory, "2026-01-07", reason=CloseReason.DUPLICATE, duplicate_of=OTHER)
    story.when(duplicate).then(
        TrajectoryClosed(reason=CloseReason.DUPLICATE, duplicate_of=OTHER), DuplicateLinked(duplicate=TRAJECTORY)
    )


def test_a_duplicate_names_another_open_trajectory_and_only_a_duplicate_does() -> None:
    for fields in (
        {"reason": CloseReason.DUPLICATE},
        {"reason": CloseReason.DUPLICATE, "duplicate_of": TRAJECTORY},
        {"reason": CloseReason.DUPLICATE, "duplicate_of": uuid4()},
        {"reason": CloseReason.OWN_WISH, "duplicate_of": OTHER},
    ):
        story = given(opened("2026-01-05"), opened("2026-01-06", trajectory=OTHER))
        story.when(command(CloseTrajectory, "2026-01-07", **fields)).refuses("duplicate-of-which")


def test_a_trajectory_is_closed_once() -> None:
    story = given(opened("2026-01-05"), command(CloseTrajectory, "2026-01-07", reason=CloseReason.OWN_WISH))
    story.when(command(CloseTrajectory, "2026-01-07", reason=CloseReason.MOVED)).refuses("trajectory-closed")
    story.when(command(CloseTrajectory, "2026-01-07", trajectory=OTHER, reason=CloseReason.MOVED)).refuses(
        "no-such-trajectory"
    )


def test_only_a_leader_places_and_lifts_a_hold() -> None:
    story = given(opened("2026-01-05")).when(command(PlaceHold, "2026-01-05")).refuses("not-a-leader")
    story.when(command(LiftHold, "2026-01-05", actor="LED1")).refuses("no-hold")
    story.when(command(PlaceHold, "2026-01-05", actor="LED1"))
    story.when(command(PlaceHold, "2026-01-05", actor="LED1")).refuses("hold-stands")
    story.when(command(LiftHold, "2026-01-05")).refuses("not-a-leader")


def test_a_worker_takes_an_unassigned_trajectory_and_a_leader_assigns_any() -> None:
    story = (
        given(opened("2026-01-05")).when(command(AssignWorker, "2026-01-05", worker="CTI2")).refuses("not-a-leader")
    )
    story.when(command(AssignWorker, "2026-01-05", worker="CTI1"))
    story.then(WorkerAssigned(worker="CTI1", centre="hjemloeseenheden"))
    story.when(command(AssignWorker, "2026-01-05", worker="CTI1")).then()
    story.when(command(AssignWorker, "2026-01-05", actor="CTI2", worker="CTI2")).refuses("has-a-worker")
    story.when(command(AssignWorker, "2026-01-05", actor="LED1", worker="CTI2"))
    story.then(WorkerAssigned(worker="CTI2", centre="hjemloeseenheden"))
    story.when(command(AssignWorker, "2026-01-05", actor="LED1", worker="LED1")).refuses("not-a-caseworker")
    story.when(command(AssignWorker, "2026-01-05", actor="LED1", worker="XX1")).refuses("unknown-staff")


def test_the_sender_stays_responsible_until_the_hand_over_is_accepted() -> None:
    story = given(
        opened("2026-04-01"),
        command(AssignWorker, "2026-04-01", worker="CTI1"),
        command(OfferHandOver, "2026-04-01", hand_over=HAND_OVER, to="CTI2"),
    )
    assert story.state(TRAJECTORY).worker == "CTI1"
    obligation = next(item for item in story.agenda(TRAJECTORY).obligations if item.kind is ItemKind.HAND_OVER)
    assert (obligation.worker, obligation.due.on) == ("CTI2", date(2026, 4, 8)), "Easter 2026 does not count"
    story.when(command(AcceptHandOver, "2026-04-07", hand_over=HAND_OVER)).refuses("not-the-receiver")
    story.when(command(AcceptHandOver, "2026-04-07", actor="CTI2", hand_over=HAND_OVER))
    story.then(HandOverAccepted(hand_over=HAND_OVER))
    assert story.state(TRAJECTORY).worker == "CTI2"
    story.when(command(AcceptHandOver, "2026-04-07", actor="CTI2", hand_over=HAND_OVER)).refuses("no-hand-over")


def test_an_unanswered_hand_over_is_reminded_and_a_returned_one_stays_with_the_sender() -> None:
    story = given(
        opened("2026-04-01"),
        command(AssignWorker, "2026-04-01", worker="CTI1"),
        command(OfferHandOver, "2026-04-01", hand_over=HAND_OVER, to="CTI2"),
    )
    act(story).then_types(ReminderGiven)
    returned = command(
        ReturnHandOver, "2026-04-08", actor="CTI2", hand_over=HAND_OVER, reason=HandOverReturn.NO_CAPACITY
    )
    story.when(returned).then(HandOverReturned(hand_over=HAND_OVER, reason=HandOverReturn.NO_CAPACITY))
    assert story.state(TRAJECTORY).worker == "CTI1"


def test_a_hand_over_to_another_administration_needs_consent() -> None:
    story = given(opened("2026-04-01"), command(AssignWorker, "2026-04-01", worker="CTI1"))
    story.when(command(OfferHandOver, "2026-04-01", hand_over=HAND_OVER, to="BB2")).refuses("hand-over-needs-consent")
    story.when(command(OfferHandOver, "2026-04-01", hand_over=HAND_OVER, to="CTI1")).refuses("hand-over-to-self")
    story.when(command(OfferHandOver, "2026-04-01", hand_over=HAND_OVER, to="BB1"))
    story.when(command(OfferHandOver, "2026-04-01", hand_over=uuid4(), to="CTI2")).refuses("hand-over-open")


def test_a_no_show_is_no_contact_and_an_appointment_has_one_outcome() -> None:
    story = given(
        opened("2026-01-05"),
        command(PlanAppointment, "2026-01-05", appointment=APPOINTMENT, planned=on("2026-01-12")),
    )
    contacts = story.state(TRAJECTORY).contacts
    story.when(command(RecordNoShow, "2026-01-11", appointment=APPOINTMENT)).refuses("appointment-ahead")
    story.when(command(MoveAppointment, "2026-01-11", appointment=APPOINTMENT, planned=on("2026-01-13")))
    story.then(AppointmentMoved(appointment=APPOINTMENT, planned=on("2026-01-13")))
    story.when(command(RecordNoShow, "2026-01-13", appointment=APPOINTMENT))
    story.then(AppointmentNotKept(appointment=APPOINTMENT))
    assert story.state(TRAJECTORY).contacts == contacts
    story.when(command(KeepAppointment, "2026-01-13", appointment=APPOINTMENT)).refuses("no-such-appointment")
    story.when(command(CancelAppointment, "2026-01-13", appointment=uuid4())).refuses("no-such-appointment")


def test_an_appointment_awaits_its_outcome_on_its_day() -> None:
    plan = command(PlanAppointment, "2026-01-05", appointment=APPOINTMENT, planned=on("2026-01-12"))
    story = given(opened("2026-01-05"), plan)
    (obligation,) = story.agenda(TRAJECTORY).obligations
    assert (obligation.kind, obligation.due.on) == (ItemKind.APPOINTMENT, date(2026, 1, 12))
    story.when(plan.model_copy(update={"command_id": uuid4()})).refuses("appointment-exists")
    story.when(command(KeepAppointment, "2026-01-12", appointment=APPOINTMENT))
    story.then(AppointmentKept(appointment=APPOINTMENT))
    assert story.agenda(TRAJECTORY).obligations == ()


def test_a_supervision_session_names_the_trajectories_that_were_discussed() -> None:
    fields = {"centre": "hjemloeseenheden", "kind": SessionKind.WEEKLY, "stream": uuid4()}
    story = given(opened("2026-01-05"))
    session = command(HoldSupervision, "2026-01-08", actor="MET1", trajectories=(TRAJECTORY,), **fields)
    story.when(session.model_copy(update={"actor": "CTI1"})).refuses("not-a-supervisor")
    story.when(session.model_copy(update={"trajectories": (TRAJECTORY, TRAJECTORY)})).refuses("discussed-twice")
    story.when(session.model_copy(update={"trajectories": (OTHER,)})).refuses("no-such-trajectory")
    story.when(session.model_copy(update={"centre": "nowhere"})).refuses("unknown-centre")
    story.when(session).then(
        SupervisionHeld(centre="hjemloeseenheden", kind=SessionKind.WEEKLY, led_by="MET1", trajectories=(TRAJECTORY,))
    )
