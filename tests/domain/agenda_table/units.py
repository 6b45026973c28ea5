"""What a unit has to do again and again: supervision, review, status report, committee.

23 February 2024 was a Friday, 29 February 2024 a leap day. A review on 31 January comes again on 29 February and on
31 March, the day on which the clocks went forward; a report of 29 February comes again on 28 February 2025.
"""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.agenda_item import ItemKind
from domain.commands.course import RecordAttempt
from domain.commands.recurring import CompleteOccasion
from domain.commands.reference import Define
from domain.commands.supervision import HoldSupervision
from domain.duties import Duty
from domain.events.recurring import OccasionDone
from domain.events.reference import RecurringDefined
from domain.help_codes import SessionKind
from domain.recurring.streams import duty_stream
from domain.reference.definitions import Recurring, Timing
from domain.span import Span
from domain.trajectory_codes import Role
from tests.domain.agenda_table.row import (
    CANCELLED,
    CORRECTED,
    DONE,
    LATE,
    OVERDUE,
    SET_APART,
    Row,
    Stage,
    withdrawn,
)
from tests.domain.samples import MEETING, TRAJECTORY, command, opened

CENTRE = "hjemloeseenheden"
ONE_DAY = Span(working_days=1)

SUPERVISION_DUTY = Recurring(
    code="supervision-h",
    duty=Duty.SUPERVISION,
    unit=CENTRE,
    da="Teamsupervision",
    en="Team supervision",
    first="2024-02-23",
    every=Span(days=7),
    prepare=Span(days=4),
    role=Role.METHOD_SUPERVISOR,
)
REVIEW_DUTY = Recurring(
    code="review-h",
    duty=Duty.CASELOAD_REVIEW,
    unit=CENTRE,
    da="Gennemgang",
    en="Review",
    first="2024-01-31",
    every=Span(months=1),
    prepare=Span(days=7),
    role=Role.METHOD_SUPERVISOR,
)
REPORT_DUTY = Recurring(
    code="status-pakke",
    duty=Duty.STATUS_REPORT,
    unit="exit-pakke",
    da="Statusnotat",
    en="Status report",
    first="2024-02-29",
    every=Span(months=12),
    prepare=Span(days=28),
    role=Role.CONSULTANT,
)
COMMITTEE_DUTY = Recurring(
    code="udvalg",
    duty=Duty.COMMITTEE,
    da="Udvalg",
    en="Committee",
    dates=("2024-05-02", "2024-09-12"),
    prepare=Span(days=14),
    role=Role.HEAD_OF_OFFICE,
)
DUTIES = (SUPERVISION_DUTY, REVIEW_DUTY, REPORT_DUTY, COMMITTEE_DUTY)


def stream_of_duty(duty: Recurring) -> UUID:
    return duty_stream(duty.duty, duty.unit)


def held(day: str, kind: SessionKind = SessionKind.WEEKLY) -> HoldSupervision:
    """A session of the team on a day, in which the sample trajectory was talked about."""
    told = {"stream": uuid4(), "centre": CENTRE, "kind": kind, "trajectories": (TRAJECTORY,)}
    return command(HoldSupervision, day, actor="MET1", **told)


def completed(duty: Recurring, day: str, occasion: str, actor: str = "LED1") -> CompleteOccasion:
    return command(CompleteOccasion, day, actor=actor, duty=duty.duty, unit=duty.unit, occasion=occasion)


def changed(duty: Recurring, day: str, **fields: Any) -> Define:
    """The leader defines a duty otherwise, from a day on."""
    return command(Define, day, actor="LED1", definition=duty.model_copy(update=fields))


def entered_late(day: str) -> RecordAttempt:
    """Something else that is entered on a day, so that what is entered next is entered then or later."""
    return command(RecordAttempt, day, form=MEETING)


SUPERVISION = Row(
    ItemKind.SUPERVISION,
    (opened("2024-02-01"),),
    {
        OVERDUE: Stage(
            "2024-03-06",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            2024-02-27 00:00 Escalated escalate 2024-02-26 of 2024-02-23
            2024-02-29 00:00 ReminderGiven remind 2024-02-29 to the queue
            2024-03-02 00:00 DeadlinePassed note-passed 2024-03-01 to the queue
            2024-03-05 00:00 Escalated escalate 2024-03-04 of 2024-03-01
            """,
            """
            2024-03-01 passes 2024-03-02 00:00 method-supervisor
            2024-03-08 passes 2024-03-09 00:00 method-supervisor
            """,
        ),
        DONE: Stage("2024-02-28", "", "2024-03-01 passes 2024-03-02 00:00 method-supervisor", (held("2024-02-20"),)),
        LATE: Stage(
            "2024-02-29",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            2024-02-27 00:00 Escalated escalate 2024-02-26 of 2024-02-23
            2024-02-29 00:00 ReminderGiven remind 2024-02-29 to the queue
            """,
            "2024-03-01 passes 2024-03-02 00:00 method-supervisor",
            (completed(SUPERVISION_DUTY, "2024-02-28", "2024-02-23", actor="MET1"),),
        ),
        "held in time and entered late": Stage(
            "2024-02-28",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            """,
            "2024-03-01 passes 2024-03-02 00:00 method-supervisor",
            (entered_late("2024-02-25"), held("2024-02-22")),
        ),
        "missed, and held in the week after": Stage(
            "2024-03-01",
            """
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            """,
            "2024-03-08 passes 2024-03-09 00:00 method-supervisor",
            (held("2024-02-26"),),
        ),
        CANCELLED: Stage(
            "2024-03-06",
            "2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue",
            steps=(changed(SUPERVISION_DUTY, "2024-02-23", active=False),),
        ),
        CORRECTED: Stage(
            "2024-02-28",
            """
            2024-02-23 20:00 ReminderGiven remind 2024-02-22 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            2024-02-27 00:00 Escalated escalate 2024-02-26 of 2024-02-23
            """,
            """
            2024-02-23 passes 2024-02-24 00:00 method-supervisor
            2024-03-01 passes 2024-03-02 00:00 method-supervisor
            """,
            (held("2024-02-20"), withdrawn(OccasionDone, "2024-02-23", stream_of_duty(SUPERVISION_DUTY))),
        ),
        SET_APART: Stage(
            "2024-02-29",
            """
            2024-02-21 00:00 ReminderGiven remind 2024-02-21 to the queue
            2024-02-24 00:00 DeadlinePassed note-passed 2024-02-23 to the queue
            2024-02-27 00:00 Escalated escalate 2024-02-26 of 2024-02-23
            2024-02-28 00:00 Escalated escalate-further 2024-02-27 of 2024-02-23
            2024-02-28 00:00 ReminderGiven remind 2024-02-28 to the queue
            """,
            """
            2024-02-23 passes 2024-02-24 00:00 method-supervisor
            2024-03-01 passes 2024-03-02 00:00 method-supervisor
            """,
            timing=Timing(code=ItemKind.SUPERVISION, remind=(Span(days=2),), second=ONE_DAY),
        ),
    },
    stream=stream_of_duty(SUPERVISION_DUTY),
    defined=(RecurringDefined(definition=SUPERVISION_DUTY),),
)

REVIEW = Row(
    ItemKind.CASELOAD_REVIEW,
    (opened("2024-01-02"),),
    {
        OVERDUE: Stage(
            "2024-03-31",
            """
            2024-01-24 00:00 ReminderGiven remind 2024-01-24 to the queue
            2024-02-01 00:00 DeadlinePassed note-passed 2024-01-31 to the queue
            2024-02-08 00:00 Escalated escalate 2024-02-07 of 2024-01-31
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to the queue
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            2024-03-24 00:00 ReminderGiven remind 2024-03-24 to the queue
            """,
            """
            2024-02-29 passes 2024-03-01 00:00 method-supervisor
            2024-03-31 passes 2024-04-01 00:00 method-supervisor
            """,
        ),
        DONE: Stage(
            "2024-02-10",
            "",
            "2024-02-29 passes 2024-03-01 00:00 method-supervisor",
            (held("2024-01-16", SessionKind.FULL_REVIEW),),
        ),
        LATE: Stage(
            "2024-02-10",
            """
            2024-01-24 00:00 ReminderGiven remind 2024-01-24 to the queue
            2024-02-01 00:00 DeadlinePassed note-passed 2024-01-31 to the queue
            """,
            "2024-02-29 passes 2024-03-01 00:00 method-supervisor",
            (completed(REVIEW_DUTY, "2024-02-05", "2024-01-31"),),
        ),
        CANCELLED: Stage(
            "2024-03-06",
            "2024-01-24 00:00 ReminderGiven remind 2024-01-24 to the queue",
            steps=(changed(REVIEW_DUTY, "2024-01-31", active=False),),
        ),
        CORRECTED: Stage(
            "2024-02-02",
            """
            2024-01-25 20:00 ReminderGiven remind 2024-01-24 to the queue
            2024-02-01 00:00 DeadlinePassed note-passed 2024-01-31 to the queue
            """,
            """
            2024-01-31 passes 2024-02-01 00:00 method-supervisor
            2024-02-29 passes 2024-03-01 00:00 method-supervisor
            """,
            (
                held("2024-01-16", SessionKind.FULL_REVIEW),
                withdrawn(OccasionDone, "2024-01-25", stream_of_duty(REVIEW_DUTY)),
            ),
        ),
        SET_APART: Stage(
            "2024-02-07",
            """
            2024-01-30 00:00 ReminderGiven remind 2024-01-30 to the queue
            2024-02-01 00:00 DeadlinePassed note-passed 2024-01-31 to the queue
            2024-02-02 00:00 Escalated escalate 2024-02-01 of 2024-01-31
            2024-02-03 00:00 Escalated escalate-further 2024-02-02 of 2024-01-31
            """,
            """
            2024-01-31 passes 2024-02-01 00:00 method-supervisor
            2024-02-29 passes 2024-03-01 00:00 method-supervisor
            """,
            timing=Timing(
                code=ItemKind.CASELOAD_REVIEW, remind=(Span(days=1),), escalate=ONE_DAY, second=Span(working_days=1)
            ),
        ),
    },
    stream=stream_of_duty(REVIEW_DUTY),
    defined=(RecurringDefined(definition=REVIEW_DUTY),),
)

REPORT = Row(
    ItemKind.STATUS_REPORT,
    (),
    {
        OVERDUE: Stage(
            "2025-02-22",
            """
            2024-02-01 00:00 ReminderGiven remind 2024-02-01 to the queue
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to the queue
            2024-03-08 00:00 Escalated escalate 2024-03-07 of 2024-02-29
            2025-01-31 00:00 ReminderGiven remind 2025-01-31 to the queue
            2025-02-21 00:00 ReminderGiven remind 2025-02-21 to the queue
            """,
            """
            2024-02-29 passes 2024-03-01 00:00 consultant
            2025-02-28 passes 2025-03-01 00:00 consultant
            """,
        ),
        DONE: Stage(
            "2024-12-01",
            "2024-02-01 00:00 ReminderGiven remind 2024-02-01 to the queue",
            "2025-02-28 passes 2025-03-01 00:00 consultant",
            (completed(REPORT_DUTY, "2024-02-20", "2024-02-29"),),
        ),
        LATE: Stage(
            "2024-12-01",
            """
            2024-02-01 00:00 ReminderGiven remind 2024-02-01 to the queue
            2024-02-22 00:00 ReminderGiven remind 2024-02-22 to the queue
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to the queue
            """,
            "2025-02-28 passes 2025-03-01 00:00 consultant",
            (completed(REPORT_DUTY, "2024-03-05", "2024-02-29"),),
        ),
        CANCELLED: Stage("2024-12-01", "", steps=(changed(REPORT_DUTY, "2024-01-31", active=False),)),
        CORRECTED: Stage(
            "2024-03-02",
            """
            2024-02-01 00:00 ReminderGiven remind 2024-02-01 to the queue
            2024-02-23 20:00 ReminderGiven remind 2024-02-22 to the queue
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to the queue
            """,
            """
            2024-02-29 passes 2024-03-01 00:00 consultant
            2025-02-28 passes 2025-03-01 00:00 consultant
            """,
            (
                completed(REPORT_DUTY, "2024-02-20", "2024-02-29"),
                withdrawn(OccasionDone, "2024-02-23", stream_of_duty(REPORT_DUTY)),
            ),
        ),
        SET_APART: Stage(
            "2024-03-10",
            """
            2024-02-15 00:00 ReminderGiven remind 2024-02-15 to the queue
            2024-03-01 00:00 DeadlinePassed note-passed 2024-02-29 to the queue
            2024-03-05 00:00 Escalated escalate 2024-03-04 of 2024-02-29
            2024-03-06 00:00 Escalated escalate-further 2024-03-05 of 2024-02-29
            """,
            """
            2024-02-29 passes 2024-03-01 00:00 consultant
            2025-02-28 passes 2025-03-01 00:00 consultant
            """,
            timing=Timing(
                code=ItemKind.STATUS_REPORT,
                remind=(Span(days=14),),
                escalate=Span(working_days=2),
                second=ONE_DAY,
            ),
        ),
    },
    stream=stream_of_duty(REPORT_DUTY),
    defined=(RecurringDefined(definition=REPORT_DUTY),),
)

COMMITTEE = Row(
    ItemKind.COMMITTEE,
    (),
    {
        OVERDUE: Stage(
            "2024-09-06",
            """
            2024-04-18 00:00 ReminderGiven remind 2024-04-18 to the queue
            2024-04-25 00:00 ReminderGiven remind 2024-04-25 to the queue
            2024-05-03 00:00 DeadlinePassed note-passed 2024-05-02 to the queue
            2024-08-29 00:00 ReminderGiven remind 2024-08-29 to the queue
            2024-09-05 00:00 ReminderGiven remind 2024-09-05 to the queue
            """,
            """
            2024-05-02 passes 2024-05-03 00:00 head-of-office
            2024-09-12 passes 2024-09-13 00:00 head-of-office
            """,
        ),
        DONE: Stage(
            "2024-08-01",
            """
            2024-04-18 00:00 ReminderGiven remind 2024-04-18 to the queue
            2024-04-25 00:00 ReminderGiven remind 2024-04-25 to the queue
            """,
            "2024-09-12 passes 2024-09-13 00:00 head-of-office",
            (completed(COMMITTEE_DUTY, "2024-05-02", "2024-05-02"),),
        ),
        LATE: Stage(
            "2024-08-01",
            """
            2024-04-18 00:00 ReminderGiven remind 2024-04-18 to the queue
            2024-04-25 00:00 ReminderGiven remind 2024-04-25 to the queue
            2024-05-03 00:00 DeadlinePassed note-passed 2024-05-02 to the queue
            """,
            "2024-09-12 passes 2024-09-13 00:00 head-of-office",
            (completed(COMMITTEE_DUTY, "2024-05-06", "2024-05-02"),),
        ),
        CANCELLED: Stage("2024-12-01", "", steps=(changed(COMMITTEE_DUTY, "2024-04-01", active=False),)),
        CORRECTED: Stage(
            "2024-06-01",
            """
            2024-04-18 00:00 ReminderGiven remind 2024-04-18 to the queue
            2024-05-10 00:00 ReminderGiven remind 2024-05-10 to the queue
            2024-05-17 00:00 ReminderGiven remind 2024-05-17 to the queue
            2024-05-25 00:00 DeadlinePassed note-passed 2024-05-24 to the queue
            """,
            "2024-05-24 passes 2024-05-25 00:00 head-of-office",
            (changed(COMMITTEE_DUTY, "2024-04-20", dates=(date(2024, 5, 24),)),),
        ),
        SET_APART: Stage(
            "2024-05-15",
            """
            2024-05-01 00:00 ReminderGiven remind 2024-05-01 to the queue
            2024-05-03 00:00 DeadlinePassed note-passed 2024-05-02 to the queue
            2024-05-04 00:00 Escalated escalate 2024-05-03 of 2024-05-02
            2024-05-07 00:00 Escalated escalate-further 2024-05-06 of 2024-05-02
            """,
            """
            2024-05-02 passes 2024-05-03 00:00 head-of-office
            2024-09-12 passes 2024-09-13 00:00 head-of-office
            """,
            timing=Timing(code=ItemKind.COMMITTEE, remind=(Span(days=1),), escalate=ONE_DAY, second=ONE_DAY),
        ),
    },
    stream=stream_of_duty(COMMITTEE_DUTY),
    defined=(RecurringDefined(definition=COMMITTEE_DUTY),),
)

ROWS = (SUPERVISION, REVIEW, REPORT, COMMITTEE)
