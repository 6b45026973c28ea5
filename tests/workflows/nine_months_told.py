"""What the log tells of the nine months, person by person: each event's date and type, checked by hand.

30 November and 3 months end on 28 February, 31 January and 3 months on 30 April. 22 December and five working
days end on 3 January (25 and 26 December and 1 January are holidays); 21 March and five on 2 April (Maundy
Thursday, Good Friday and Easter Monday are). 30 April and a pause of 21 days is 21 May; 29 March and 14 days
more is 12 April. Nothing for 180 days after 30 November: 29 May; and 14 days more: 12 June.

Nobody is measured and nobody makes an activity plan: seven days after a start or a phase's end a measurement is
reminded of, after 14 its deadline passes, and the plan of phase 1 or 2 is missing. Where nobody acknowledges an
escalation, the head of office is told five working days after it: on 18 July after the 11th, on 26 July after the
19th, on 31 August after the 24th.
"""

from datetime import date
from uuid import UUID

from tests.workflows.nine_months import EXTENDED, IN_TIME, OVER_CHRISTMAS, OVER_EASTER, PAUSED, SILENT

_TOLD = {
    IN_TIME: """
        2034-11-30 TrajectoryOpened
        2034-11-30 ContactRegistered
        2034-11-30 WorkerAssigned
        2034-11-30 PreCtiBegun
        2034-11-30 ExpectationMet
        2034-11-30 ExpectationMet
        2034-11-30 CtiStarted
        2034-12-06 CtiContactRecorded
        2034-12-07 ReminderGiven
        2034-12-13 ReminderGiven
        2034-12-14 DeadlinePassed
        2034-12-14 ReminderGiven
        2035-02-14 ReminderGiven
        2035-02-21 ReminderGiven
        2035-02-26 PhaseEnded
        2035-03-05 ReminderGiven
        2035-03-12 ReminderGiven
        2035-03-12 DeadlinePassed
        2035-03-12 ReminderGiven
        2035-05-12 ReminderGiven
        2035-05-19 ReminderGiven
        2035-05-25 PhaseEnded
        2035-06-01 ReminderGiven
        2035-06-08 DeadlinePassed
        2035-06-25 ReminderGiven
        2035-08-11 ReminderGiven
        2035-08-18 ReminderGiven
        2035-08-24 PhaseEnded
        2035-08-27 TrajectoryClosed
    """,
    PAUSED: """
        2035-01-31 TrajectoryOpened
        2035-01-31 ContactRegistered
        2035-01-31 WorkerAssigned
        2035-01-31 PreCtiBegun
        2035-01-31 ExpectationMet
        2035-01-31 ExpectationMet
        2035-01-31 CtiStarted
        2035-02-07 ReminderGiven
        2035-02-07 ReminderGiven
        2035-02-14 DeadlinePassed
        2035-02-14 ReminderGiven
        2035-03-01 Paused
        2035-03-22 Resumed
        2035-05-07 ReminderGiven
        2035-05-14 ReminderGiven
        2035-05-18 PhaseEnded
        2035-05-25 ReminderGiven
        2035-06-01 ReminderGiven
        2035-06-01 DeadlinePassed
        2035-06-01 ReminderGiven
        2035-08-04 ReminderGiven
        2035-08-11 ReminderGiven
        2035-08-18 PhaseDeadlinePassed
        2035-08-24 Escalated
        2035-08-31 Escalated
    """,
    EXTENDED: """
        2034-12-27 TrajectoryOpened
        2034-12-27 ContactRegistered
        2034-12-27 WorkerAssigned
        2034-12-27 PreCtiBegun
        2034-12-27 ExpectationMet
        2034-12-27 ExpectationMet
        2034-12-29 CtiStarted
        2035-01-05 ReminderGiven
        2035-01-05 ReminderGiven
        2035-01-12 DeadlinePassed
        2035-01-12 ReminderGiven
        2035-03-15 ReminderGiven
        2035-03-20 ExtensionRequested
        2035-03-22 ReminderGiven
        2035-03-22 ExtensionApproved
        2035-03-29 ReminderGiven
        2035-04-05 ReminderGiven
        2035-04-12 PhaseEnded
        2035-04-19 ReminderGiven
        2035-04-26 ReminderGiven
        2035-04-26 DeadlinePassed
        2035-04-26 ReminderGiven
        2035-06-28 ReminderGiven
        2035-07-05 ReminderGiven
        2035-07-12 PhaseDeadlinePassed
        2035-07-19 Escalated
        2035-07-26 Escalated
    """,
    OVER_CHRISTMAS: """
        2034-09-20 TrajectoryOpened
        2034-09-20 ContactRegistered
        2034-09-20 WorkerAssigned
        2034-09-20 PreCtiBegun
        2034-09-20 ExpectationMet
        2034-09-20 ExpectationMet
        2034-09-22 CtiStarted
        2034-09-29 ReminderGiven
        2034-09-29 ReminderGiven
        2034-10-06 DeadlinePassed
        2034-10-06 ReminderGiven
        2034-12-08 ReminderGiven
        2034-12-15 ReminderGiven
        2034-12-22 PhaseDeadlinePassed
        2035-01-03 Escalated
        2035-01-05 EscalationAcknowledged
        2035-01-08 PhaseEnded
        2035-01-15 ReminderGiven
        2035-01-22 ReminderGiven
        2035-01-22 DeadlinePassed
        2035-01-22 ReminderGiven
        2035-02-01 TrajectoryClosed
        2035-02-08 ReminderGiven
        2035-02-15 DeadlinePassed
    """,
    OVER_EASTER: """
        2034-12-21 TrajectoryOpened
        2034-12-21 ContactRegistered
        2034-12-21 WorkerAssigned
        2034-12-21 PreCtiBegun
        2034-12-21 ExpectationMet
        2034-12-21 ExpectationMet
        2034-12-21 CtiStarted
        2034-12-28 ReminderGiven
        2034-12-28 ReminderGiven
        2035-01-04 DeadlinePassed
        2035-01-04 ReminderGiven
        2035-03-07 ReminderGiven
        2035-03-14 ReminderGiven
        2035-03-21 PhaseDeadlinePassed
        2035-04-02 Escalated
        2035-04-03 EscalationAcknowledged
        2035-04-04 PhaseEnded
        2035-04-11 ReminderGiven
        2035-04-18 ReminderGiven
        2035-04-18 DeadlinePassed
        2035-04-18 ReminderGiven
        2035-06-20 ReminderGiven
        2035-06-27 ReminderGiven
        2035-07-04 PhaseDeadlinePassed
        2035-07-11 Escalated
        2035-07-18 Escalated
    """,
    SILENT: """
        2034-11-30 TrajectoryOpened
        2034-11-30 ContactRegistered
        2035-05-29 InactivityAsked
        2035-06-12 TrajectoryClosed
    """,
}


def _read(line: str) -> tuple[str, date]:
    day, event_type = line.split()
    return event_type, date.fromisoformat(day)


TOLD: dict[UUID, list[tuple[str, date]]] = {
    about: [_read(line) for line in text.strip().splitlines()] for about, text in _TOLD.items()
}
"""Each trajectory's events in order, as `Office.told` returns them."""
