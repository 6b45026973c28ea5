"""A plan whose phase takes seconds, and what the log tells of a course that nobody ends."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.base import Occurred
from domain.span import Span
from tests.domain.samples import CTI_9M, TRANSITION
from tests.workflows.office import Office, contact_to_start

LENGTH = timedelta(seconds=3)
ESCALATED_AFTER = timedelta(seconds=2)

PLAN_OF_SECONDS = CTI_9M.model_copy(
    update={
        "version": 2,
        "pre_cti_reminder": Span(seconds=3600),
        "phases": (TRANSITION.model_copy(update={"length": Span(seconds=3), "rhythm": Span(seconds=3600)}),),
        "reminders": (Span(seconds=1),),
        "escalate_after": Span(seconds=2),
    }
)

BY_PEOPLE = [
    "TrajectoryOpened", "ContactRegistered", "WorkerAssigned", "PreCtiBegun", "ExpectationMet", "ExpectationMet",
    "CtiStarted",
]  # fmt: skip
TO_THE_ESCALATION = [*BY_PEOPLE, "ReminderGiven", "PhaseDeadlinePassed", "DeadlinePassed", "Escalated"]


async def begin(office: Office, about: UUID) -> datetime:
    """Let a course begin now; return the instant of its escalation."""
    now = datetime.now(UTC)
    await office.do_all(contact_to_start(about, Occurred.at_instant(now), Occurred.at_instant(now)))
    return now + LENGTH + ESCALATED_AFTER


async def types(office: Office, about: UUID) -> list[str]:
    return [event_type for event_type, _ in await office.told(about)]


async def is_escalated(office: Office, about: UUID) -> bool:
    return "Escalated" in await types(office, about)
