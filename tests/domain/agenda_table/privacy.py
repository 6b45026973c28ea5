"""Privacy: disclosures without consent, possible breaches, consents that end, deletion.

Easter 2024 was 28 March to 1 April; on 31 March the clocks went forward. 29 February 2024 and 12 months are
28 February 2025, a Friday; 29 February 2020 and 60 months are the same day.
"""

from datetime import UTC, datetime
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.breach_codes import BreachCause, BreachOutcome
from domain.commands.breach import AssessBreach, ReportPossibleBreach
from domain.commands.course import AssignWorker, LiftHold, PlaceHold, ReopenTrajectory
from domain.commands.identity import (
    DiscloseWithoutConsent,
    GiveConsent,
    LiftAnonymity,
    RenewConsent,
    SeeDisclosures,
    WithdrawConsent,
)
from domain.commands.vault import EraseVault
from domain.events.breach import PossibleBreachReported
from domain.events.course import TrajectoryClosed
from domain.events.identity import ConsentGiven, DisclosureRecorded
from domain.help_codes import ConsentForm, IdentifiedBy, Information, LegalBasis, Purpose, Recipient
from domain.reference.definitions import Timing
from domain.span import Span
from domain.vault_codes import ErasureBasis, ErasureScope
from tests.domain.agenda_table.course import FIVE, left_by_own_wish
from tests.domain.agenda_table.help import died
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
    withdrawn,
)
from tests.domain.samples import command, opened

BREACH_ID = UUID(int=5)
CONSENT, NEWER = UUID(int=6), UUID(int=7)


def consented(day: str, consent: UUID) -> GiveConsent:
    return command(
        GiveConsent,
        day,
        consent=consent,
        information=frozenset({Information.HOUSING}),
        sender="sof",
        receiver="kc",
        purpose=Purpose.COORDINATED_HELP,
        form=ConsentForm.WRITTEN,
        consequences_told=True,
    )


def assessed(day: str) -> AssessBreach:
    return command(AssessBreach, day, actor="LED1", breach=BREACH_ID, outcome=BreachOutcome.NOT_NOTIFIED)


DISCLOSURE = Row(
    ItemKind.DISCLOSURE,
    (
        opened("2024-03-01"),
        command(
            DiscloseWithoutConsent,
            "2024-03-27",
            information=frozenset({Information.FAMILY}),
            basis=next(iter(LegalBasis)),
            recipient=next(iter(Recipient)),
        ),
    ),
    {
        OVERDUE: Stage(
            "2024-04-15",
            """
            2024-04-03 00:00 DeadlinePassed note-passed 2024-04-02 to the queue
            2024-04-10 00:00 Escalated escalate-further 2024-04-09 of 2024-04-02
            """,
            "2024-04-02 passes 2024-04-03 00:00 leader",
        ),
        DONE: Stage("2024-04-15", "", steps=(command(SeeDisclosures, "2024-03-28", actor="LED1"),)),
        LATE: Stage(
            "2024-04-15",
            "2024-04-03 00:00 DeadlinePassed note-passed 2024-04-02 to the queue",
            steps=(command(SeeDisclosures, "2024-04-04", actor="LED1"),),
        ),
        CANCELLED: Stage("2024-04-15", "", steps=(withdrawn(DisclosureRecorded, "2024-03-28"),)),
        "closed by death": Stage(
            "2024-04-15",
            """
            2024-04-03 00:00 DeadlinePassed note-passed 2024-04-02 to the queue
            2024-04-10 00:00 Escalated escalate-further 2024-04-09 of 2024-04-02
            """,
            "2024-04-02 passes 2024-04-03 00:00 leader",
            (died("2024-03-28"),),
        ),
        CORRECTED: Stage(
            "2024-04-15",
            """
            2024-03-27 20:00 DeadlinePassed note-passed 2024-03-26 to the queue
            2024-04-06 00:00 Escalated escalate-further 2024-04-05 of 2024-03-26
            """,
            "2024-03-26 passes 2024-03-27 00:00 leader",
            (dated(DisclosureRecorded, "2024-03-27", "2024-03-25"),),
        ),
        SET_APART: Stage(
            "2024-04-15",
            """
            2024-04-02 00:00 ReminderGiven remind 2024-04-02 to the queue
            2024-04-04 00:00 DeadlinePassed note-passed 2024-04-03 to the queue
            2024-04-05 00:00 Escalated escalate-further 2024-04-04 of 2024-04-03
            """,
            "2024-04-03 passes 2024-04-04 00:00 leader",
            timing=Timing(
                code=ItemKind.DISCLOSURE,
                due=Span(working_days=2),
                remind=(Span(days=1),),
                escalate=Span(working_days=1),
            ),
        ),
    },
)

BREACH = Row(
    ItemKind.BREACH,
    (
        opened("2024-03-01"),
        command(
            ReportPossibleBreach,
            Occurred.at_instant(datetime(2024, 3, 29, 14, tzinfo=UTC)),
            breach=BREACH_ID,
            cause=BreachCause.WRONG_TRAJECTORY,
        ),
    ),
    {
        OVERDUE: Stage(
            "2024-04-15",
            """
            2024-03-31 16:00 ReminderGiven remind 2024-03-31 to the queue
            2024-04-01 16:00 DeadlinePassed note-passed 2024-04-01 to the queue
            2024-04-03 00:00 Escalated escalate-further 2024-04-02 of 2024-04-01
            """,
            "2024-04-01 passes 2024-04-01 16:00 leader",
        ),
        DONE: Stage("2024-04-15", "", steps=(assessed("2024-03-30"),)),
        LATE: Stage(
            "2024-04-15",
            """
            2024-03-31 16:00 ReminderGiven remind 2024-03-31 to the queue
            2024-04-01 16:00 DeadlinePassed note-passed 2024-04-01 to the queue
            """,
            steps=(assessed("2024-04-02"),),
        ),
        CANCELLED: Stage("2024-04-15", "", steps=(withdrawn(PossibleBreachReported, "2024-03-30"),)),
        "closed by death": Stage(
            "2024-04-15",
            """
            2024-03-31 16:00 ReminderGiven remind 2024-03-31 to the queue
            2024-04-01 16:00 DeadlinePassed note-passed 2024-04-01 to the queue
            2024-04-03 00:00 Escalated escalate-further 2024-04-02 of 2024-04-01
            """,
            "2024-04-01 passes 2024-04-01 16:00 leader",
            (died("2024-03-30"),),
        ),
        CORRECTED: Stage(
            "2024-04-15",
            """
            2024-03-30 00:00 ReminderGiven remind 2024-03-30 to the queue
            2024-03-31 00:00 DeadlinePassed note-passed 2024-03-30 to the queue
            2024-04-03 00:00 Escalated escalate-further 2024-04-02 of 2024-03-30
            """,
            "2024-03-30 passes 2024-03-31 00:00 leader",
            (dated(PossibleBreachReported, "2024-03-29", "2024-03-28"),),
        ),
        SET_APART: Stage(
            "2024-04-15",
            """
            2024-03-30 15:00 DeadlinePassed note-passed 2024-03-30 to the queue
            2024-04-04 00:00 Escalated escalate-further 2024-04-03 of 2024-03-30
            """,
            "2024-03-30 passes 2024-03-30 15:00 leader",
            timing=Timing(
                code=ItemKind.BREACH, due=Span(seconds=24 * 60 * 60), remind=(), escalate=Span(working_days=2)
            ),
        ),
    },
)

CONSENT_END = Row(
    ItemKind.CONSENT_END,
    (
        opened("2024-02-29"),
        command(AssignWorker, "2024-02-29", worker="CTI1"),
        command(
            LiftAnonymity, "2024-02-29", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
        ),
        consented("2024-02-29", CONSENT),
    ),
    {
        OVERDUE: Stage(
            "2025-06-01",
            """
            2025-01-29 00:00 ReminderGiven remind 2025-01-29 to CTI1
            2025-02-21 00:00 ReminderGiven remind 2025-02-21 to CTI1
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to CTI1
            """,
        ),
        DONE: Stage(
            "2025-06-01",
            "2025-01-29 00:00 ReminderGiven remind 2025-01-29 to CTI1",
            "2026-02-01 passes 2026-02-02 00:00 CTI1",
            (command(RenewConsent, "2025-02-01", consent=CONSENT),),
        ),
        LATE: Stage(
            "2025-06-01",
            """
            2025-01-29 00:00 ReminderGiven remind 2025-01-29 to CTI1
            2025-02-21 00:00 ReminderGiven remind 2025-02-21 to CTI1
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to CTI1
            """,
            "2026-03-05 passes 2026-03-06 00:00 CTI1",
            (consented("2025-03-05", NEWER),),
        ),
        CANCELLED: Stage(
            "2025-06-01",
            "2025-01-29 00:00 ReminderGiven remind 2025-01-29 to CTI1",
            steps=(command(WithdrawConsent, "2025-02-01", consent=CONSENT),),
        ),
        CORRECTED: Stage(
            "2025-02-15",
            "2025-01-29 00:00 ReminderGiven remind 2025-01-29 to CTI1",
            "2025-02-28 passes 2025-03-01 00:00 CTI1",
            (dated(ConsentGiven, "2024-03-10", "2024-03-05"),),
        ),
        SET_APART: Stage(
            "2025-06-01",
            """
            2024-12-30 00:00 ReminderGiven remind 2024-12-30 to CTI1
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to CTI1
            """,
            timing=Timing(code=ItemKind.CONSENT_END, remind=(Span(days=60),)),
        ),
    },
)

DELETION = Row(
    ItemKind.DELETION,
    (opened("2020-01-15"), left_by_own_wish("2020-02-29")),
    {
        "not warned of yet": Stage("2025-01-28", ""),
        OVERDUE: Stage(
            "2025-04-01",
            """
            2025-01-29 00:00 ReminderGiven remind 2025-01-29 to the queue
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to the queue
            """,
            "2025-02-28 passes 2025-03-01 00:00 leader",
        ),
        CANCELLED: Stage(
            "2025-04-01",
            "2025-01-29 00:00 ReminderGiven remind 2025-01-29 to the queue",
            steps=(command(PlaceHold, "2025-02-10", actor="LED1"),),
        ),
        LATE: Stage(
            "2025-04-01",
            """
            2025-01-29 00:00 ReminderGiven remind 2025-01-29 to the queue
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to the queue
            """,
            steps=(
                command(
                    EraseVault,
                    "2025-03-02",
                    erasure=UUID(int=8),
                    scope=ErasureScope.ALL,
                    basis=ErasureBasis.RETENTION,
                    final="2025-04-07",
                ),
            ),
        ),
        "held for a while": Stage(
            "2025-04-01",
            """
            2025-02-10 20:00 ReminderGiven remind 2025-01-29 to the queue
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to the queue
            """,
            "2025-02-28 passes 2025-03-01 00:00 leader",
            (
                command(PlaceHold, "2024-06-01", actor="LED1"),
                command(LiftHold, "2025-02-10", actor="LED1"),
            ),
        ),
        "reopened": Stage(
            "2025-04-01",
            "2025-01-29 00:00 ReminderGiven remind 2025-01-29 to the queue",
            steps=(command(ReopenTrajectory, "2025-02-10"),),
        ),
        CORRECTED: Stage(
            "2025-04-01",
            """
            2025-01-11 00:00 ReminderGiven remind 2025-01-11 to the queue
            2025-02-11 00:00 DeadlinePassed note-passed 2025-02-10 to the queue
            """,
            "2025-02-10 passes 2025-02-11 00:00 leader",
            (dated(TrajectoryClosed, "2020-03-01", "2020-02-10"),),
        ),
        SET_APART: Stage(
            "2025-04-01",
            """
            2024-11-30 00:00 ReminderGiven remind 2024-11-30 to the queue
            2025-03-01 00:00 DeadlinePassed note-passed 2025-02-28 to the queue
            2025-03-08 00:00 Escalated escalate-further 2025-03-07 of 2025-02-28
            """,
            "2025-02-28 passes 2025-03-01 00:00 leader",
            timing=Timing(code=ItemKind.DELETION, remind=(Span(days=90),), escalate=FIVE),
        ),
    },
    {DONE: "nothing is deleted before its time: a hold or a reopening stops it"},
)

ROWS = (DISCLOSURE, BREACH, CONSENT_END, DELETION)
