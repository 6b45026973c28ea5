"""Help: measures and measurements, appointments.

Easter 2023 was 6 to 10 April. 29 February 2024 was a leap day, and a Thursday; on Easter Day, 31 March, the clocks
went forward. In 2024 25 and 26 December are holidays, in 2025 the clocks went forward on 30 March.
"""

from datetime import UTC, datetime
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.commands.course import (
    AssignWorker,
    CancelAppointment,
    CloseTrajectory,
    KeepAppointment,
    MoveAppointment,
    PlanAppointment,
    RecordNoShow,
)
from domain.commands.help import (
    ApplyForMeasure,
    CompleteMeasure,
    DeclineMeasurement,
    ProposeMeasure,
    RecordAnswer,
    RecordYearlyCheck,
    StartMeasure,
    StopMeasure,
)
from domain.commands.identity import LiftAnonymity
from domain.events.course import AppointmentPlanned, CtiStarted
from domain.events.help import MeasureApplied, MeasureGranted, MeasureStarted
from domain.help_codes import IdentifiedBy, Occasion, Questionnaire, StopReason
from domain.reference.definitions import Timing
from domain.span import Span
from domain.trajectory_codes import CloseReason
from tests.domain.agenda_table.course import FIVE, left_by_own_wish
from tests.domain.agenda_table.row import (
    CANCELLED,
    CORRECTED,
    DONE,
    LATE,
    OVERDUE,
    SET_APART,
    Row,
    Stage,
    dated,
    set_right,
)
from tests.domain.given import on
from tests.domain.samples import a_trajectory_in_transition, command, opened

MEASURE = UUID(int=1)
APPOINTMENT_ID = UUID(int=2)
STOPPED = next(iter(StopReason))


def begun(day: str) -> tuple[AssignWorker, ...]:
    return (command(AssignWorker, day, worker="CTI1"),)


def measured(day: str, questionnaire: Questionnaire) -> DeclineMeasurement:
    return command(DeclineMeasurement, day, occasion=Occasion.START, questionnaire=questionnaire)


def died(day: str) -> CloseTrajectory:
    return command(CloseTrajectory, day, reason=CloseReason.DEATH)


ANSWER = Row(
    ItemKind.ANSWER,
    (
        opened("2023-03-27"),
        *begun("2023-03-27"),
        command(ProposeMeasure, "2023-03-27", measure=MEASURE, kind="referral-kc"),
        command(ApplyForMeasure, "2023-03-30", measure=MEASURE),
    ),
    {
        OVERDUE: Stage(
            "2023-05-01",
            """
            2023-04-04 00:00 ReminderGiven remind 2023-04-04 to CTI1
            2023-04-12 00:00 AnswerDeadlinePassed note-passed 2023-04-11
            2023-04-19 00:00 MeasureTakenBack
            2023-04-19 00:00 ReminderGiven take-back 2023-04-18 to CTI1
            """,
            "2023-04-11 passes 2023-04-12 00:00 CTI1",
        ),
        DONE: Stage(
            "2023-05-01",
            "2023-04-04 00:00 ReminderGiven remind 2023-04-04 to CTI1",
            steps=(command(RecordAnswer, "2023-04-05", measure=MEASURE, granted=True),),
        ),
        LATE: Stage(
            "2023-05-01",
            """
            2023-04-04 00:00 ReminderGiven remind 2023-04-04 to CTI1
            2023-04-12 00:00 AnswerDeadlinePassed note-passed 2023-04-11
            2023-04-19 00:00 MeasureTakenBack
            2023-04-19 00:00 ReminderGiven take-back 2023-04-18 to CTI1
            """,
            steps=(command(RecordAnswer, "2023-04-20", measure=MEASURE, granted=True),),
        ),
        CANCELLED: Stage(
            "2023-05-01", "", steps=(command(StopMeasure, "2023-04-03", measure=MEASURE, reason=STOPPED),)
        ),
        CORRECTED: Stage(
            "2023-05-01",
            """
            2023-03-31 20:00 ReminderGiven remind 2023-03-30 to CTI1
            2023-04-04 00:00 AnswerDeadlinePassed note-passed 2023-04-03
            2023-04-14 00:00 MeasureTakenBack
            2023-04-14 00:00 ReminderGiven take-back 2023-04-13 to CTI1
            """,
            "2023-04-03 passes 2023-04-04 00:00 CTI1",
            (dated(MeasureApplied, "2023-03-31", "2023-03-27"),),
        ),
        SET_APART: Stage(
            "2023-05-01",
            """
            2023-04-03 00:00 ReminderGiven remind 2023-04-03 to CTI1
            2023-04-12 00:00 AnswerDeadlinePassed note-passed 2023-04-11
            2023-04-14 00:00 MeasureTakenBack
            2023-04-14 00:00 ReminderGiven take-back 2023-04-13 to CTI1
            """,
            "2023-04-11 passes 2023-04-12 00:00 CTI1",
            timing=Timing(code=ItemKind.ANSWER, remind=(Span(working_days=3),), escalate=Span(working_days=2)),
        ),
    },
)

MEASURE_END = Row(
    ItemKind.MEASURE_END,
    (
        opened("2024-01-15"),
        *begun("2024-01-15"),
        command(ProposeMeasure, "2024-01-20", measure=MEASURE, kind="anonymous-counselling"),
        command(StartMeasure, "2024-02-01", measure=MEASURE, until="2024-02-29"),
    ),
    {
        OVERDUE: Stage(
            "2024-04-02",
            """
            2024-02-15 00:00 ReminderGiven remind 2024-02-15 to CTI1
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to CTI1
            """,
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
        ),
        DONE: Stage(
            "2024-04-02",
            "2024-02-15 00:00 ReminderGiven remind 2024-02-15 to CTI1",
            steps=(command(CompleteMeasure, "2024-02-28", measure=MEASURE),),
        ),
        LATE: Stage(
            "2024-04-02",
            """
            2024-02-15 00:00 ReminderGiven remind 2024-02-15 to CTI1
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to CTI1
            """,
            steps=(command(CompleteMeasure, "2024-03-03", measure=MEASURE),),
        ),
        CANCELLED: Stage(
            "2024-04-02", "", steps=(command(StopMeasure, "2024-02-10", measure=MEASURE, reason=STOPPED),)
        ),
        CORRECTED: Stage(
            "2024-04-02",
            """
            2024-03-17 00:00 ReminderGiven remind 2024-03-17 to CTI1
            2024-04-01 00:00 DeadlinePassed note-passed 2024-03-31 to CTI1
            """,
            "2024-03-31 passes 2024-04-01 00:00 CTI1",
            (set_right(MeasureStarted, "2024-02-10", "until", "2024-03-31"),),
        ),
        SET_APART: Stage(
            "2024-04-02",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to CTI1
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to CTI1
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            2024-03-15 00:00 Escalated escalate-further 2024-03-14 of 2024-02-29
            """,
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
            timing=Timing(code=ItemKind.MEASURE_END, remind=(Span(days=7),), escalate=FIVE, second=FIVE),
        ),
    },
)

YEARLY_CHECK = Row(
    ItemKind.YEARLY_CHECK,
    (
        opened("2024-02-29"),
        *begun("2024-02-29"),
        command(
            LiftAnonymity, "2024-02-29", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
        ),
        command(ProposeMeasure, "2024-02-29", measure=MEASURE, kind="housing-list"),
        command(ApplyForMeasure, "2024-02-29", measure=MEASURE),
        command(RecordAnswer, "2024-02-29", measure=MEASURE, granted=True),
    ),
    {
        OVERDUE: Stage(
            "2026-06-01",
            """
            2025-02-28 00:00 ReminderGiven remind 2025-02-28 to CTI1
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to CTI1
            """,
            "2025-02-28 passes 2025-03-01 00:00 CTI1",
        ),
        DONE: Stage(
            "2026-03-01",
            """
            2026-02-20 00:00 ReminderGiven remind 2026-02-20 to CTI1
            2026-02-21 00:00 DeadlinePassed note-passed 2026-02-20 to CTI1
            """,
            "2026-02-20 passes 2026-02-21 00:00 CTI1",
            (command(RecordYearlyCheck, "2025-02-20", measure=MEASURE),),
        ),
        LATE: Stage(
            "2025-06-01",
            """
            2025-02-28 00:00 ReminderGiven remind 2025-02-28 to CTI1
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to CTI1
            """,
            "2026-03-20 passes 2026-03-21 00:00 CTI1",
            (command(RecordYearlyCheck, "2025-03-20", measure=MEASURE),),
        ),
        CANCELLED: Stage("2025-06-01", "", steps=(command(StartMeasure, "2025-01-10", measure=MEASURE),)),
        CORRECTED: Stage(
            "2025-06-01",
            """
            2025-03-05 00:00 ReminderGiven remind 2025-03-05 to CTI1
            2025-03-06 00:00 DeadlinePassed note-passed 2025-03-05 to CTI1
            """,
            "2025-03-05 passes 2025-03-06 00:00 CTI1",
            (dated(MeasureGranted, "2024-03-10", "2024-03-05"),),
        ),
        SET_APART: Stage(
            "2025-06-01",
            """
            2024-08-15 00:00 ReminderGiven remind 2024-08-15 to CTI1
            2024-08-29 00:00 ReminderGiven remind 2024-08-29 to CTI1
            2024-08-30 00:00 DeadlinePassed note-passed 2024-08-29 to CTI1
            2024-09-06 00:00 Escalated escalate 2024-09-05 of 2024-08-29
            2024-09-13 00:00 Escalated escalate-further 2024-09-12 of 2024-08-29
            """,
            "2024-08-29 passes 2024-08-30 00:00 CTI1",
            timing=Timing(
                code=ItemKind.YEARLY_CHECK,
                due=Span(months=6),
                remind=(Span(days=14),),
                escalate=FIVE,
                second=FIVE,
            ),
        ),
    },
)

MEASUREMENT = Row(
    ItemKind.MEASUREMENT,
    a_trajectory_in_transition("2024-12-12"),
    {
        OVERDUE: Stage(
            "2025-01-15",
            """
            2024-12-19 00:00 ReminderGiven remind 2024-12-19 to CTI1
            2024-12-27 00:00 DeadlinePassed note-passed 2024-12-26 to CTI1
            """,
            """
            2024-12-26 passes 2024-12-27 00:00 CTI1
            2024-12-26 passes 2024-12-27 00:00 CTI1
            """,
        ),
        DONE: Stage(
            "2025-01-15",
            "2024-12-19 00:00 ReminderGiven remind 2024-12-19 to CTI1",
            steps=tuple(measured("2024-12-20", questionnaire) for questionnaire in Questionnaire),
        ),
        "done by one of the two": Stage(
            "2025-01-15",
            """
            2024-12-19 00:00 ReminderGiven remind 2024-12-19 to CTI1
            2024-12-27 00:00 DeadlinePassed note-passed 2024-12-26 to CTI1
            """,
            "2024-12-26 passes 2024-12-27 00:00 CTI1",
            (measured("2024-12-20", Questionnaire.CITIZEN),),
        ),
        LATE: Stage(
            "2025-01-15",
            """
            2024-12-19 00:00 ReminderGiven remind 2024-12-19 to CTI1
            2024-12-27 00:00 DeadlinePassed note-passed 2024-12-26 to CTI1
            """,
            steps=tuple(measured("2024-12-30", questionnaire) for questionnaire in Questionnaire),
        ),
        CANCELLED: Stage("2026-01-15", "", steps=(died("2024-12-15"),)),
        "nine months after": Stage(
            "2025-10-01",
            """
            2024-12-19 00:00 ReminderGiven remind 2024-12-19 to CTI1
            2024-12-27 00:00 ReminderGiven remind 2024-12-27 to CTI1
            2025-01-04 00:00 DeadlinePassed note-passed 2025-01-03 to CTI1
            2025-09-13 00:00 ReminderGiven remind 2025-09-13 to CTI1
            2025-09-21 00:00 DeadlinePassed note-passed 2025-09-20 to CTI1
            """,
            """
            2025-01-03 passes 2025-01-04 00:00 CTI1
            2025-01-03 passes 2025-01-04 00:00 CTI1
            2025-09-20 passes 2025-09-21 00:00 CTI1
            2025-09-20 passes 2025-09-21 00:00 CTI1
            """,
            (left_by_own_wish("2024-12-20"),),
        ),
        CORRECTED: Stage(
            "2025-01-15",
            """
            2024-12-23 00:00 ReminderGiven remind 2024-12-23 to CTI1
            2024-12-31 00:00 DeadlinePassed note-passed 2024-12-30 to CTI1
            """,
            """
            2024-12-30 passes 2024-12-31 00:00 CTI1
            2024-12-30 passes 2024-12-31 00:00 CTI1
            """,
            (dated(CtiStarted, "2024-12-17", "2024-12-16"),),
        ),
        SET_APART: Stage(
            "2025-01-15",
            """
            2024-12-14 00:00 ReminderGiven remind 2024-12-14 to CTI1
            2024-12-18 00:00 DeadlinePassed note-passed 2024-12-17 to CTI1
            2024-12-19 00:00 Escalated escalate 2024-12-18 of 2024-12-17
            2024-12-20 00:00 Escalated escalate-further 2024-12-19 of 2024-12-17
            """,
            """
            2024-12-17 passes 2024-12-18 00:00 CTI1
            2024-12-17 passes 2024-12-18 00:00 CTI1
            """,
            timing=Timing(
                code=ItemKind.MEASUREMENT,
                due=Span(days=5),
                remind=(Span(days=3),),
                escalate=Span(working_days=1),
                second=Span(working_days=1),
            ),
        ),
    },
)

APPOINTMENT = Row(
    ItemKind.APPOINTMENT,
    (
        opened("2025-03-20"),
        *begun("2025-03-20"),
        command(
            PlanAppointment,
            "2025-03-24",
            appointment=APPOINTMENT_ID,
            planned=Occurred.at_instant(datetime(2025, 3, 30, 8, tzinfo=UTC)),
        ),
    ),
    {
        OVERDUE: Stage(
            "2025-05-01",
            """
            2025-03-29 00:00 ReminderGiven remind 2025-03-29 to CTI1
            2025-03-31 00:00 DeadlinePassed note-passed 2025-03-30 to CTI1
            """,
            "2025-03-30 passes 2025-03-31 00:00 CTI1",
        ),
        DONE: Stage(
            "2025-05-01",
            "2025-03-29 00:00 ReminderGiven remind 2025-03-29 to CTI1",
            steps=(command(KeepAppointment, "2025-03-30", appointment=APPOINTMENT_ID),),
        ),
        LATE: Stage(
            "2025-05-01",
            """
            2025-03-29 00:00 ReminderGiven remind 2025-03-29 to CTI1
            2025-03-31 00:00 DeadlinePassed note-passed 2025-03-30 to CTI1
            """,
            steps=(command(RecordNoShow, "2025-04-01", appointment=APPOINTMENT_ID),),
        ),
        CANCELLED: Stage(
            "2025-05-01", "", steps=(command(CancelAppointment, "2025-03-27", appointment=APPOINTMENT_ID),)
        ),
        "closed by death": Stage("2025-05-01", "", steps=(died("2025-03-27"),)),
        "moved to the day after tomorrow": Stage(
            "2025-05-01",
            """
            2025-03-29 00:00 ReminderGiven remind 2025-03-29 to CTI1
            2025-03-31 00:00 DeadlinePassed note-passed 2025-03-30 to CTI1
            """,
            "2025-03-30 passes 2025-03-31 00:00 CTI1",
            (command(MoveAppointment, "2025-03-28", appointment=APPOINTMENT_ID, planned=on("2025-03-30")),),
        ),
        "moved to tomorrow": Stage(
            "2025-05-01",
            "2025-03-30 00:00 DeadlinePassed note-passed 2025-03-29 to CTI1",
            "2025-03-29 passes 2025-03-30 00:00 CTI1",
            (command(MoveAppointment, "2025-03-28", appointment=APPOINTMENT_ID, planned=on("2025-03-29")),),
        ),
        CORRECTED: Stage(
            "2025-05-01",
            """
            2025-04-01 00:00 ReminderGiven remind 2025-04-01 to CTI1
            2025-04-03 00:00 DeadlinePassed note-passed 2025-04-02 to CTI1
            """,
            "2025-04-02 passes 2025-04-03 00:00 CTI1",
            (set_right(AppointmentPlanned, "2025-03-26", "planned", {"on": "2025-04-02"}),),
        ),
        SET_APART: Stage(
            "2025-05-01",
            """
            2025-03-28 00:00 ReminderGiven remind 2025-03-28 to CTI1
            2025-03-31 00:00 DeadlinePassed note-passed 2025-03-30 to CTI1
            2025-04-02 00:00 Escalated escalate 2025-04-01 of 2025-03-30
            2025-04-04 00:00 Escalated escalate-further 2025-04-03 of 2025-03-30
            """,
            "2025-03-30 passes 2025-03-31 00:00 CTI1",
            timing=Timing(
                code=ItemKind.APPOINTMENT,
                remind=(Span(days=2),),
                escalate=Span(working_days=2),
                second=Span(working_days=2),
            ),
        ),
    },
)

ROWS = (ANSWER, MEASURE_END, YEARLY_CHECK, MEASUREMENT, APPOINTMENT)
