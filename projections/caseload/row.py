"""A row of the caseload."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

Status = Literal["open", "paused", "closed"]


class CaseloadRow(NamedTuple):
    """One trajectory. `phase` is 0 in pre-CTI and None without a course, or after its last phase.

    `phase_due` and `plan_due` are None while neither is due (without a course, in a pause, once closed);
    `next_due_on` and `next_due_at` are those of whatever is due first.
    """

    trajectory: UUID
    programme: str
    centre: str
    worker: str | None
    status: Status
    closing_reason: str | None
    anonymous: bool
    opened_on: date
    target_group: str | None
    run: int
    phase: int | None
    phase_name: str | None
    phase_started: date | None
    phase_due: date | None
    plan_due: date | None
    focus_areas: list[str]
    last_contact: date | None
    next_appointment_on: date | None
    next_appointment_at: datetime | None
    open_measures: int
    next_due_on: date | None
    next_due_at: datetime | None

    def day_of_phase(self, today: date) -> tuple[int, int] | None:
        """Return day n of N of the phase: day 1 is the day it started, day N the day it is due."""
        if self.phase_started is None or self.phase_due is None:
            return None
        return (today - self.phase_started).days + 1, (self.phase_due - self.phase_started).days + 1

    def of_the_course(self) -> "CaseloadRow":
        """Return the row as a consent to share the course lets a partner see it, who answers for no deadline.

        A pause tells why the course stands still, and whether the person is known is told with contact details.
        """
        return self._replace(
            status="closed" if self.status == "closed" else "open",
            anonymous=True,
            target_group=None,
            phase_due=None,
            plan_due=None,
            focus_areas=[],
            last_contact=None,
            next_appointment_on=None,
            next_appointment_at=None,
            next_due_on=None,
            next_due_at=None,
        )
