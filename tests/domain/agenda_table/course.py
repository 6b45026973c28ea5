"""The course: phases and their plans, the whole plan, the contact rhythm, pauses.

31 January and 3 months end on 30 April. 5 May 2023 was Great Prayer Day (Store Bededag), a holiday for the last time.
29 February 2024 was a leap day; Easter 2024 was 28 March to 1 April, and on 31 March the clocks went forward. On
27 October 2024 they went back. Deadlines pass at midnight; five working days after 29 February 2024, a Thursday, are
7 March.
"""

from domain.agenda_item import ItemKind
from domain.commands.course import (
    AcknowledgeEscalation,
    AssignWorker,
    BeginPreCti,
    CloseTrajectory,
    EndPhase,
    Pause,
    RecordCtiContact,
    Resume,
    SetActivityPlan,
    StartCti,
)
from domain.contact_codes import FormOfContact
from domain.events.course import CtiContactRecorded, CtiStarted, Paused, PreCtiBegun
from domain.reference.definitions import Timing
from domain.span import Span
from domain.trajectory_codes import CloseReason, DeviationReason, FocusArea, Party, PauseReason, Place
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
from tests.domain.samples import a_trajectory_in_transition, command, opened

FIVE = Span(working_days=5)
NOT_READY = DeviationReason.PERSON_NOT_READY


def left_by_own_wish(day: str) -> CloseTrajectory:
    return command(CloseTrajectory, day, reason=CloseReason.OWN_WISH)


def phase_ended(day: str, phase: int = 1) -> EndPhase:
    return command(EndPhase, day, phase=phase, reason=NOT_READY)


def contact(day: str) -> RecordCtiContact:
    return command(
        RecordCtiContact, day, place=Place.OFFICE, party=Party.PERSON, form=FormOfContact.MEETING, minutes=30
    )


def focus_areas(day: str) -> SetActivityPlan:
    return command(SetActivityPlan, day, focus_areas=(FocusArea.HOUSING,))


PHASE_END = Row(
    ItemKind.PHASE_END,
    a_trajectory_in_transition("2023-01-31"),
    {
        OVERDUE: Stage(
            "2023-06-01",
            """
            2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1
            2023-04-23 00:00 ReminderGiven remind 2023-04-23 to CTI1
            2023-05-01 00:00 PhaseDeadlinePassed note-passed 2023-04-30
            2023-05-09 00:00 Escalated escalate 2023-05-08 of 2023-04-30
            2023-05-16 00:00 Escalated escalate-further 2023-05-15 of 2023-04-30
            """,
            "2023-04-30 passes 2023-05-01 00:00 CTI1",
        ),
        "acknowledged": Stage(
            "2023-06-01",
            """
            2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1
            2023-04-23 00:00 ReminderGiven remind 2023-04-23 to CTI1
            2023-05-01 00:00 PhaseDeadlinePassed note-passed 2023-04-30
            2023-05-09 00:00 Escalated escalate 2023-05-08 of 2023-04-30
            """,
            "2023-04-30 passes 2023-05-01 00:00 CTI1",
            (command(AcknowledgeEscalation, "2023-05-15", actor="LED1"),),
        ),
        DONE: Stage(
            "2023-06-01",
            "2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1",
            "2023-07-20 passes 2023-07-21 00:00 CTI1",
            (phase_ended("2023-04-20"),),
        ),
        LATE: Stage(
            "2023-06-01",
            """
            2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1
            2023-04-23 00:00 ReminderGiven remind 2023-04-23 to CTI1
            2023-05-01 00:00 PhaseDeadlinePassed note-passed 2023-04-30
            2023-05-09 00:00 Escalated escalate 2023-05-08 of 2023-04-30
            """,
            "2023-08-10 passes 2023-08-11 00:00 CTI1",
            (phase_ended("2023-05-10"),),
        ),
        CANCELLED: Stage(
            "2023-06-01",
            "2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1",
            steps=(left_by_own_wish("2023-04-17"),),
        ),
        CORRECTED: Stage(
            "2023-06-01",
            """
            2023-05-07 00:00 ReminderGiven remind 2023-05-07 to CTI1
            2023-05-14 00:00 ReminderGiven remind 2023-05-14 to CTI1
            2023-05-22 00:00 PhaseDeadlinePassed note-passed 2023-05-21
            2023-05-27 00:00 Escalated escalate 2023-05-26 of 2023-05-21
            """,
            "2023-05-21 passes 2023-05-22 00:00 CTI1",
            (dated(CtiStarted, "2023-03-01", "2023-02-21"),),
        ),
        "corrected after it was told of": Stage(
            "2023-05-19",
            """
            2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1
            2023-04-23 00:00 ReminderGiven remind 2023-04-23 to CTI1
            2023-05-01 00:00 PhaseDeadlinePassed note-passed 2023-04-30
            2023-05-02 20:00 ReminderGiven remind 2023-04-27 to CTI1
            2023-05-04 00:00 ReminderGiven remind 2023-05-04 to CTI1
            2023-05-12 00:00 PhaseDeadlinePassed note-passed 2023-05-11
            """,
            "2023-05-11 passes 2023-05-12 00:00 CTI1",
            (dated(CtiStarted, "2023-05-02", "2023-02-11"),),
        ),
        SET_APART: Stage(
            "2023-06-01",
            """
            2023-04-16 00:00 ReminderGiven remind 2023-04-16 to CTI1
            2023-04-23 00:00 ReminderGiven remind 2023-04-23 to CTI1
            2023-05-01 00:00 PhaseDeadlinePassed note-passed 2023-04-30
            2023-05-09 00:00 Escalated escalate 2023-05-08 of 2023-04-30
            2023-05-10 00:00 Escalated escalate-further 2023-05-09 of 2023-04-30
            """,
            "2023-04-30 passes 2023-05-01 00:00 CTI1",
            timing=Timing(code=ItemKind.PHASE_END, second=Span(working_days=1)),
        ),
    },
)

PLAN_END = Row(
    ItemKind.PLAN_END,
    a_trajectory_in_transition("2024-01-31"),
    {
        OVERDUE: Stage(
            "2024-12-01",
            "2024-11-01 00:00 DeadlinePassed note-passed 2024-10-31 to CTI1",
            "2024-10-31 passes 2024-11-01 00:00 CTI1",
        ),
        DONE: Stage(
            "2024-12-01",
            "",
            steps=(phase_ended("2024-04-30"), phase_ended("2024-07-30", 2), phase_ended("2024-10-30", 3)),
        ),
        LATE: Stage(
            "2024-12-01",
            "2024-11-01 00:00 DeadlinePassed note-passed 2024-10-31 to CTI1",
            steps=(phase_ended("2024-04-30"), phase_ended("2024-07-30", 2), phase_ended("2024-11-05", 3)),
        ),
        CANCELLED: Stage("2024-12-01", "", steps=(left_by_own_wish("2024-10-30"),)),
        CORRECTED: Stage(
            "2025-01-01",
            "2024-11-30 00:00 DeadlinePassed note-passed 2024-11-29 to CTI1",
            "2024-11-29 passes 2024-11-30 00:00 CTI1",
            (dated(CtiStarted, "2024-03-01", "2024-02-29"),),
        ),
        SET_APART: Stage(
            "2024-12-01",
            """
            2024-10-17 00:00 ReminderGiven remind 2024-10-17 to CTI1
            2024-11-01 00:00 DeadlinePassed note-passed 2024-10-31 to CTI1
            2024-11-08 00:00 Escalated escalate 2024-11-07 of 2024-10-31
            2024-11-15 00:00 Escalated escalate-further 2024-11-14 of 2024-10-31
            """,
            "2024-10-31 passes 2024-11-01 00:00 CTI1",
            timing=Timing(code=ItemKind.PLAN_END, remind=(Span(days=14),), escalate=FIVE, second=FIVE),
        ),
    },
)

PRE_CTI = Row(
    ItemKind.PRE_CTI,
    (
        opened("2024-01-20"),
        command(AssignWorker, "2024-01-20", worker="CTI1"),
        command(BeginPreCti, "2024-02-01", plan="cti-9m"),
    ),
    {
        OVERDUE: Stage(
            "2024-04-01",
            "2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1",
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
        ),
        DONE: Stage("2024-04-01", "", steps=(command(StartCti, "2024-02-20", plan="cti-9m", reason=NOT_READY),)),
        LATE: Stage(
            "2024-04-01",
            "2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1",
            steps=(command(StartCti, "2024-03-05", plan="cti-9m", reason=NOT_READY),),
        ),
        CANCELLED: Stage("2024-04-01", "", steps=(left_by_own_wish("2024-02-10"),)),
        CORRECTED: Stage(
            "2024-04-01",
            "2024-02-23 00:00 ReminderGiven remind 2024-02-22 to CTI1",
            "2024-02-22 passes 2024-02-23 00:00 CTI1",
            (dated(PreCtiBegun, "2024-02-10", "2024-01-25"),),
        ),
        SET_APART: Stage(
            "2024-04-01",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to CTI1
            2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            2024-03-15 00:00 Escalated escalate-further 2024-03-14 of 2024-02-29
            """,
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
            timing=Timing(code=ItemKind.PRE_CTI, remind=(Span(days=7),), escalate=FIVE, second=FIVE),
        ),
    },
)

PHASE_PLAN = Row(
    ItemKind.PHASE_PLAN,
    a_trajectory_in_transition("2024-03-18"),
    {
        OVERDUE: Stage(
            "2024-05-01",
            "2024-04-02 00:00 ReminderGiven remind 2024-04-01 to CTI1",
            "2024-04-01 passes 2024-04-02 00:00 CTI1",
        ),
        DONE: Stage("2024-05-01", "", steps=(focus_areas("2024-03-25"),)),
        LATE: Stage(
            "2024-05-01",
            "2024-04-02 00:00 ReminderGiven remind 2024-04-01 to CTI1",
            steps=(focus_areas("2024-04-03"),),
        ),
        CANCELLED: Stage("2024-05-01", "", steps=(left_by_own_wish("2024-03-28"),)),
        CORRECTED: Stage(
            "2024-05-01",
            "2024-04-04 00:00 ReminderGiven remind 2024-04-03 to CTI1",
            "2024-04-03 passes 2024-04-04 00:00 CTI1",
            (dated(CtiStarted, "2024-03-21", "2024-03-20"),),
        ),
        "paused": Stage(
            "2024-05-01",
            "2024-04-12 00:00 ReminderGiven remind 2024-04-11 to CTI1",
            "2024-04-11 passes 2024-04-12 00:00 CTI1",
            (command(Pause, "2024-03-20", reason=PauseReason.AWAY), command(Resume, "2024-03-30")),
        ),
        "paused after it was due": Stage(
            "2024-05-01",
            "2024-04-02 00:00 ReminderGiven remind 2024-04-01 to CTI1",
            "2024-04-01 passes 2024-04-02 00:00 CTI1",
            (command(Pause, "2024-04-05", reason=PauseReason.AWAY), command(Resume, "2024-04-25")),
        ),
        SET_APART: Stage(
            "2024-05-01",
            """
            2024-03-25 00:00 ReminderGiven remind 2024-03-25 to CTI1
            2024-04-02 00:00 ReminderGiven remind 2024-04-01 to CTI1
            2024-04-09 00:00 Escalated escalate 2024-04-08 of 2024-04-01
            2024-04-16 00:00 Escalated escalate-further 2024-04-15 of 2024-04-01
            """,
            "2024-04-01 passes 2024-04-02 00:00 CTI1",
            timing=Timing(code=ItemKind.PHASE_PLAN, remind=(Span(days=7),), escalate=FIVE, second=FIVE),
        ),
    },
)

CONTACT = Row(
    ItemKind.CONTACT,
    a_trajectory_in_transition("2024-10-21"),
    {
        OVERDUE: Stage(
            "2024-11-15",
            "2024-10-29 00:00 ReminderGiven remind 2024-10-28 to CTI1",
            "2024-10-28 passes 2024-10-29 00:00 CTI1",
        ),
        DONE: Stage("2024-11-01", "", "2024-11-01 passes 2024-11-02 00:00 CTI1", (contact("2024-10-25"),)),
        LATE: Stage(
            "2024-11-05",
            "2024-10-29 00:00 ReminderGiven remind 2024-10-28 to CTI1",
            "2024-11-06 passes 2024-11-07 00:00 CTI1",
            (contact("2024-10-30"),),
        ),
        CANCELLED: Stage("2024-11-15", "", steps=(left_by_own_wish("2024-10-28"),)),
        CORRECTED: Stage(
            "2024-11-15",
            "2024-10-31 00:00 ReminderGiven remind 2024-10-30 to CTI1",
            "2024-10-30 passes 2024-10-31 00:00 CTI1",
            (contact("2024-10-25"), dated(CtiContactRecorded, "2024-10-26", "2024-10-23")),
        ),
        SET_APART: Stage(
            "2024-11-15",
            """
            2024-10-27 00:00 ReminderGiven remind 2024-10-27 to CTI1
            2024-10-29 00:00 ReminderGiven remind 2024-10-28 to CTI1
            2024-10-31 00:00 Escalated escalate 2024-10-30 of 2024-10-28
            2024-11-02 00:00 Escalated escalate-further 2024-11-01 of 2024-10-28
            """,
            "2024-10-28 passes 2024-10-29 00:00 CTI1",
            timing=Timing(
                code=ItemKind.CONTACT,
                remind=(Span(days=1),),
                escalate=Span(working_days=2),
                second=Span(working_days=2),
            ),
        ),
    },
)

_EXPECTED_BACK = (
    *a_trajectory_in_transition("2024-01-02"),
    command(Pause, "2024-01-31", reason=PauseReason.HOSPITAL, expected_until="2024-02-29"),
)
PAUSE = Row(
    ItemKind.PAUSE,
    _EXPECTED_BACK,
    {
        OVERDUE: Stage(
            "2024-04-01",
            """
            2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            2024-03-15 00:00 Escalated escalate-further 2024-03-14 of 2024-02-29
            """,
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
        ),
        DONE: Stage("2024-04-01", "", steps=(command(Resume, "2024-02-20"),)),
        LATE: Stage(
            "2024-04-01",
            """
            2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            """,
            steps=(command(Resume, "2024-03-10"),),
        ),
        CANCELLED: Stage("2024-04-01", "", steps=(left_by_own_wish("2024-02-15"),)),
        CORRECTED: Stage(
            "2024-04-02",
            "2024-04-01 00:00 ReminderGiven remind 2024-03-31 to CTI1",
            "2024-03-31 passes 2024-04-01 00:00 CTI1",
            (set_right(Paused, "2024-02-10", "expected_until", "2024-03-31"),),
        ),
        "nobody knows for how long": Stage(
            "2024-03-01",
            "2024-02-29 00:00 ReminderGiven remind 2024-02-28 to CTI1",
            "2024-02-28 passes 2024-02-29 00:00 CTI1",
            (set_right(Paused, "2024-02-10", "expected_until", None),),
        ),
        SET_APART: Stage(
            "2024-04-01",
            """
            2024-02-15 00:00 ReminderGiven remind 2024-02-15 to CTI1
            2024-03-01 00:00 ReminderGiven remind 2024-02-29 to CTI1
            2024-03-02 00:00 Escalated escalate 2024-03-01 of 2024-02-29
            2024-03-05 00:00 Escalated escalate-further 2024-03-04 of 2024-02-29
            """,
            "2024-02-29 passes 2024-03-01 00:00 CTI1",
            timing=Timing(
                code=ItemKind.PAUSE,
                remind=(Span(days=14),),
                escalate=Span(working_days=1),
                second=Span(working_days=1),
            ),
        ),
    },
)

ROWS = (PHASE_END, PLAN_END, PRE_CTI, PHASE_PLAN, CONTACT, PAUSE)
