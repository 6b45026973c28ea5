"""Appointments (aftaler) and attempts. A no-show is no enquiry. Source: domain sections 2 and 6."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day
from domain.changed import changed
from domain.commands.course import (
    CancelAppointment,
    KeepAppointment,
    MoveAppointment,
    PlanAppointment,
    RecordAttempt,
    RecordNoShow,
)
from domain.decide import Outcome, decides
from domain.events.course import (
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMoved,
    AppointmentNotKept,
    AppointmentPlanned,
    ContactAttempted,
)
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.responsibility import who_answers
from domain.span import Due
from domain.trajectory.evolve import applies
from domain.trajectory.state import Appointment, Trajectory

APPOINTMENT_EXISTS = Refusal(
    "appointment-exists",
    "Aftalen findes allerede. Flyt den i stedet.",
    "The appointment exists already. Move it instead.",
)
NO_SUCH_APPOINTMENT = Refusal(
    "no-such-appointment",
    "Forløbet har ingen åben aftale med det nummer.",
    "The trajectory has no open appointment with that id.",
)
APPOINTMENT_AHEAD = Refusal(
    "appointment-ahead",
    "Aftalens dag er ikke kommet endnu. Aflys eller flyt den i stedet.",
    "The appointment's day has not come yet. Cancel or move it instead.",
)


def open_appointments(trajectory: Trajectory) -> tuple[Appointment, ...]:
    """Return the appointments that have no outcome yet, the earliest first."""
    waiting = [appointment for appointment in trajectory.appointments if appointment.outcome is None]
    return tuple(sorted(waiting, key=lambda appointment: appointment.planned.on))


def _open(trajectory: Trajectory, appointment: UUID) -> Appointment | None:
    return next((item for item in open_appointments(trajectory) if item.id == appointment), None)


@decides(PlanAppointment)
def plan_appointment(
    trajectory: Trajectory, command: PlanAppointment, now: datetime, catalogue: Catalogue
) -> Outcome:
    if any(item.id == command.appointment for item in trajectory.appointments):
        return APPOINTMENT_EXISTS
    return [AppointmentPlanned(appointment=command.appointment, planned=command.planned)]


@decides(MoveAppointment)
def move_appointment(
    trajectory: Trajectory, command: MoveAppointment, now: datetime, catalogue: Catalogue
) -> Outcome:
    if _open(trajectory, command.appointment) is None:
        return NO_SUCH_APPOINTMENT
    return [AppointmentMoved(appointment=command.appointment, planned=command.planned)]


@decides(CancelAppointment)
def cancel_appointment(
    trajectory: Trajectory, command: CancelAppointment, now: datetime, catalogue: Catalogue
) -> Outcome:
    if _open(trajectory, command.appointment) is None:
        return NO_SUCH_APPOINTMENT
    return [AppointmentCancelled(appointment=command.appointment)]


@decides(KeepAppointment)
def keep_appointment(
    trajectory: Trajectory, command: KeepAppointment, now: datetime, catalogue: Catalogue
) -> Outcome:
    refusal = _outcome_refusal(trajectory, command.appointment, command.occurred)
    return refusal or [AppointmentKept(appointment=command.appointment)]


@decides(RecordNoShow)
def record_no_show(trajectory: Trajectory, command: RecordNoShow, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = _outcome_refusal(trajectory, command.appointment, command.occurred)
    return refusal or [AppointmentNotKept(appointment=command.appointment)]


def _outcome_refusal(trajectory: Trajectory, appointment: UUID, occurred: Occurred) -> Refusal | None:
    found = _open(trajectory, appointment)
    if found is None:
        return NO_SUCH_APPOINTMENT
    return APPOINTMENT_AHEAD if occurred.on < found.planned.on else None


@decides(RecordAttempt)
def record_attempt(trajectory: Trajectory, command: RecordAttempt, now: datetime, catalogue: Catalogue) -> Outcome:
    return [ContactAttempted(form=command.form)]


@obliges
def appointments_get_an_outcome(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An appointment is kept, moved, cancelled or noted as no-show on its day."""
    if trajectory.is_open:
        for appointment in open_appointments(trajectory):
            yield Obligation(
                kind=ItemKind.APPOINTMENT,
                subject=appointment.id,
                due=Due(appointment.planned.on, end_of_day(appointment.planned.on)),
                worker=who_answers(trajectory, catalogue),
                role=None,
                centre=trajectory.centre,
                why=Why("appointment-planned", appointment.planned, since=appointment.arranged),
            )


@applies(AppointmentPlanned)
def appointment_planned(trajectory: Trajectory, fact: Fact, event: AppointmentPlanned) -> Trajectory:
    appointment = Appointment(event.appointment, event.planned, fact.occurred)
    return changed(trajectory, appointments=(*trajectory.appointments, appointment))


@applies(AppointmentMoved)
def appointment_moved(trajectory: Trajectory, fact: Fact, event: AppointmentMoved) -> Trajectory:
    return _change(
        trajectory,
        event.appointment,
        lambda known: changed(known, planned=event.planned, arranged=fact.occurred, outcome=None),
    )


@applies(AppointmentCancelled)
def appointment_cancelled(trajectory: Trajectory, fact: Fact, event: AppointmentCancelled) -> Trajectory:
    return _change(trajectory, event.appointment, lambda known: changed(known, outcome="cancelled"))


@applies(AppointmentKept)
def appointment_kept(trajectory: Trajectory, fact: Fact, event: AppointmentKept) -> Trajectory:
    return _change(trajectory, event.appointment, lambda known: changed(known, outcome="kept"))


@applies(AppointmentNotKept)
def appointment_not_kept(trajectory: Trajectory, fact: Fact, event: AppointmentNotKept) -> Trajectory:
    return _change(trajectory, event.appointment, lambda known: changed(known, outcome="not-kept"))


def _change(trajectory: Trajectory, appointment: UUID, step: Callable[[Appointment], Appointment]) -> Trajectory:
    return changed(
        trajectory,
        appointments=tuple(step(known) if known.id == appointment else known for known in trajectory.appointments),
    )
