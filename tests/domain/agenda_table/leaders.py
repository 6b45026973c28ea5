"""What goes to a leader, or to whoever takes over: hand-over, approval, escalation, action card, silence.

In 2023 25 and 26 December were a Monday and a Tuesday. 5 May 2023 was Great Prayer Day (Store Bededag), and
18 May Ascension Day. 180 days after 1 January 2024, a leap year, are 29 June.
"""

from uuid import UUID

from domain.agenda_item import ItemKind
from domain.commands.contacts import FollowActionCard, RegisterFollowUp
from domain.commands.course import (
    AcceptHandOver,
    AcknowledgeEscalation,
    AssignWorker,
    DecideExtension,
    OfferHandOver,
    RecordAttempt,
    RequestExtension,
    ReturnHandOver,
)
from domain.commands.identity import LiftAnonymity
from domain.contact_codes import Topic
from domain.events.contacts import ActionCardOpened
from domain.events.course import ContactAttempted, CtiStarted, ExtensionRequested, HandOverOffered
from domain.help_codes import IdentifiedBy
from domain.reference.definitions import Timing
from domain.span import Span
from domain.trajectory_codes import HandOverReturn
from tests.domain.agenda_table.course import FIVE, NOT_READY, left_by_own_wish, phase_ended
from tests.domain.agenda_table.help import died
from tests.domain.agenda_table.row import CANCELLED, CORRECTED, DONE, LATE, OVERDUE, SET_APART, Row, Stage, dated
from tests.domain.samples import MEETING, a_form, a_trajectory_in_transition, command, opened

OFFER = UUID(int=3)
EXTENSION = UUID(int=4)
ONE = Span(working_days=1)


def acknowledged(day: str) -> AcknowledgeEscalation:
    return command(AcknowledgeEscalation, day, actor="LED1")


def decided(day: str) -> DecideExtension:
    return command(DecideExtension, day, actor="LED1", extension=EXTENSION, approved=True)


def attempted(day: str) -> RecordAttempt:
    return command(RecordAttempt, day, form=MEETING)


HAND_OVER = Row(
    ItemKind.HAND_OVER,
    (
        *a_trajectory_in_transition("2023-12-01"),
        command(OfferHandOver, "2023-12-22", hand_over=OFFER, to="CTI2"),
    ),
    {
        OVERDUE: Stage(
            "2024-02-01",
            """
            2023-12-29 00:00 ReminderGiven remind 2023-12-28 to CTI2
            2024-01-03 00:00 Escalated escalate 2024-01-02 of 2023-12-28
            2024-01-10 00:00 Escalated escalate-further 2024-01-09 of 2023-12-28
            """,
            "2023-12-28 passes 2023-12-29 00:00 CTI2",
        ),
        DONE: Stage("2024-02-01", "", steps=(command(AcceptHandOver, "2023-12-27", actor="CTI2", hand_over=OFFER),)),
        LATE: Stage(
            "2024-02-01",
            "2023-12-29 00:00 ReminderGiven remind 2023-12-28 to CTI2",
            steps=(
                command(
                    ReturnHandOver,
                    "2024-01-02",
                    actor="CTI2",
                    hand_over=OFFER,
                    reason=next(iter(HandOverReturn)),
                ),
            ),
        ),
        CANCELLED: Stage("2024-02-01", "", steps=(command(AssignWorker, "2023-12-27", actor="LED1", worker="CTI2"),)),
        CORRECTED: Stage(
            "2024-02-01",
            """
            2023-12-23 00:00 ReminderGiven remind 2023-12-22 to CTI2
            2023-12-29 00:00 Escalated escalate 2023-12-28 of 2023-12-22
            2024-01-06 00:00 Escalated escalate-further 2024-01-05 of 2023-12-22
            """,
            "2023-12-22 passes 2023-12-23 00:00 CTI2",
            (dated(HandOverOffered, "2023-12-22", "2023-12-20"),),
        ),
        SET_APART: Stage(
            "2024-02-01",
            """
            2023-12-28 00:00 ReminderGiven remind 2023-12-27 to CTI2
            2023-12-29 00:00 Escalated escalate 2023-12-28 of 2023-12-27
            2023-12-30 00:00 Escalated escalate-further 2023-12-29 of 2023-12-27
            """,
            "2023-12-27 passes 2023-12-28 00:00 CTI2",
            timing=Timing(code=ItemKind.HAND_OVER, due=ONE, escalate=ONE, second=ONE),
        ),
    },
)

APPROVAL = Row(
    ItemKind.APPROVAL,
    (
        *a_trajectory_in_transition("2023-03-01"),
        command(RequestExtension, "2023-05-03", extension=EXTENSION, days=14, reason=NOT_READY),
    ),
    {
        OVERDUE: Stage(
            "2023-05-25",
            """
            2023-05-09 00:00 DeadlinePassed note-passed 2023-05-08 to the queue
            2023-05-16 00:00 Escalated escalate-further 2023-05-15 of 2023-05-08
            """,
            "2023-05-08 passes 2023-05-09 00:00 leader",
        ),
        DONE: Stage("2023-05-25", "", steps=(decided("2023-05-04"),)),
        LATE: Stage(
            "2023-05-25",
            """
            2023-05-09 00:00 DeadlinePassed note-passed 2023-05-08 to the queue
            2023-05-16 00:00 Escalated escalate-further 2023-05-15 of 2023-05-08
            """,
            steps=(decided("2023-05-17"),),
        ),
        CANCELLED: Stage("2023-05-25", "", steps=(phase_ended("2023-05-05"),)),
        CORRECTED: Stage(
            "2023-05-25",
            """
            2023-05-05 00:00 DeadlinePassed note-passed 2023-05-04 to the queue
            2023-05-13 00:00 Escalated escalate-further 2023-05-12 of 2023-05-04
            """,
            "2023-05-04 passes 2023-05-05 00:00 leader",
            (dated(ExtensionRequested, "2023-05-03", "2023-05-02"),),
        ),
        SET_APART: Stage(
            "2023-05-25",
            """
            2023-05-11 00:00 ReminderGiven remind 2023-05-11 to the queue
            2023-05-13 00:00 DeadlinePassed note-passed 2023-05-12 to the queue
            2023-05-16 00:00 Escalated escalate-further 2023-05-15 of 2023-05-12
            """,
            "2023-05-12 passes 2023-05-13 00:00 leader",
            timing=Timing(code=ItemKind.APPROVAL, due=Span(working_days=6), remind=(Span(days=1),), escalate=ONE),
        ),
    },
)

ESCALATION = Row(
    ItemKind.ESCALATION,
    a_trajectory_in_transition("2023-01-31"),
    {
        OVERDUE: Stage(
            "2023-06-01",
            "",
            """
            2023-05-08 passes 2023-05-09 00:00 leader
            2023-05-15 passes 2023-05-16 00:00 head-of-office
            """,
        ),
        DONE: Stage("2023-06-01", "", steps=(acknowledged("2023-05-09"),)),
        LATE: Stage("2023-06-01", "", steps=(acknowledged("2023-05-17"),)),
        CANCELLED: Stage("2023-06-01", "", steps=(left_by_own_wish("2023-05-10"),)),
        CORRECTED: Stage(
            "2023-05-26",
            "",
            """
            2023-05-08 passes 2023-05-09 00:00 leader
            2023-05-25 passes 2023-05-26 00:00 leader
            """,
            (dated(CtiStarted, "2023-05-10", "2023-02-17"),),
        ),
    },
    {SET_APART: "an escalation is due on the day on which it is made"},
)

ACTION_CARD = Row(
    ItemKind.ACTION_CARD,
    (
        opened("2024-12-31", contact=a_form(topics=frozenset({Topic.ACUTE_DANGER}))),
        command(AssignWorker, "2024-12-31", worker="CTI1"),
    ),
    {
        OVERDUE: Stage(
            "2025-01-15",
            """
            2025-01-01 00:00 DeadlinePassed note-passed 2024-12-31 to CTI1
            2025-01-03 00:00 Escalated escalate 2025-01-02 of 2024-12-31
            2025-01-04 00:00 Escalated escalate-further 2025-01-03 of 2024-12-31
            """,
            "2024-12-31 passes 2025-01-01 00:00 CTI1",
        ),
        DONE: Stage("2025-01-15", "", steps=(command(FollowActionCard, "2024-12-31"),)),
        LATE: Stage(
            "2025-01-15",
            "2025-01-01 00:00 DeadlinePassed note-passed 2024-12-31 to CTI1",
            steps=(command(FollowActionCard, "2025-01-02"),),
        ),
        CANCELLED: Stage("2025-01-15", "", steps=(died("2024-12-31"),)),
        "closed by the person's own wish": Stage(
            "2025-01-15",
            """
            2025-01-01 00:00 DeadlinePassed note-passed 2024-12-31 to CTI1
            2025-01-03 00:00 Escalated escalate 2025-01-02 of 2024-12-31
            2025-01-04 00:00 Escalated escalate-further 2025-01-03 of 2024-12-31
            """,
            "2024-12-31 passes 2025-01-01 00:00 CTI1",
            (left_by_own_wish("2024-12-31"),),
        ),
        CORRECTED: Stage(
            "2025-01-15",
            """
            2024-12-31 20:00 DeadlinePassed note-passed 2024-12-30 to CTI1
            2025-01-01 00:00 Escalated escalate 2024-12-31 of 2024-12-30
            2025-01-03 00:00 Escalated escalate-further 2025-01-02 of 2024-12-30
            """,
            "2024-12-30 passes 2024-12-31 00:00 CTI1",
            (dated(ActionCardOpened, "2024-12-31", "2024-12-30"),),
        ),
        SET_APART: Stage(
            "2025-01-15",
            """
            2025-01-01 00:00 DeadlinePassed note-passed 2024-12-31 to CTI1
            2025-01-04 00:00 Escalated escalate 2025-01-03 of 2024-12-31
            2025-01-11 00:00 Escalated escalate-further 2025-01-10 of 2024-12-31
            """,
            "2024-12-31 passes 2025-01-01 00:00 CTI1",
            timing=Timing(code=ItemKind.ACTION_CARD, escalate=Span(working_days=2), second=FIVE),
        ),
    },
)

INACTIVITY = Row(
    ItemKind.INACTIVITY,
    (opened("2024-01-01"),),
    {
        "asked": Stage(
            "2024-07-05",
            "2024-06-30 00:00 InactivityAsked ask 2024-06-29",
            "2024-07-13 passes 2024-07-14 00:00 the queue",
        ),
        OVERDUE: Stage(
            "2024-08-01",
            """
            2024-06-30 00:00 InactivityAsked ask 2024-06-29
            2024-07-14 00:00 TrajectoryClosed
            """,
        ),
        DONE: Stage(
            "2024-12-01", "2024-06-30 00:00 InactivityAsked ask 2024-06-29", steps=(attempted("2024-07-05"),)
        ),
        LATE: Stage(
            "2024-12-01",
            """
            2024-06-30 00:00 InactivityAsked ask 2024-06-29
            2024-07-14 00:00 TrajectoryClosed
            """,
            steps=(command(RegisterFollowUp, "2024-07-20", contact=a_form()),),
        ),
        CANCELLED: Stage(
            "2025-12-01",
            "2024-06-30 00:00 InactivityAsked ask 2024-06-29",
            steps=(
                command(
                    LiftAnonymity,
                    "2024-07-05",
                    administration="sof",
                    identified_by=IdentifiedBy.NAME,
                    earlier_follow=True,
                ),
            ),
        ),
        CORRECTED: Stage(
            "2024-08-01",
            """
            2024-07-04 00:00 InactivityAsked ask 2024-07-03
            2024-07-18 00:00 TrajectoryClosed
            """,
            steps=(attempted("2024-01-15"), dated(ContactAttempted, "2024-01-20", "2024-01-05")),
        ),
        SET_APART: Stage(
            "2024-08-01",
            """
            2024-06-30 00:00 InactivityAsked ask 2024-06-29
            2024-07-06 00:00 ReminderGiven remind 2024-07-06 to the queue
            2024-07-14 00:00 TrajectoryClosed
            """,
            timing=Timing(code=ItemKind.INACTIVITY, remind=(Span(days=7),)),
        ),
    },
)

ROWS = (HAND_OVER, APPROVAL, ESCALATION, ACTION_CARD, INACTIVITY)
