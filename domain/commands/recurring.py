"""Commands about recurring duties: the schedule's and people's. Source: design section 5."""

from domain.base import Code, Day
from domain.commands.base import Command
from domain.duties import Duty


class DutyCommand(Command):
    """A command about the duty of a unit: a centre, a programme or (None) the municipality."""

    duty: Duty
    unit: Code | None = None


class PreparePaper(DutyCommand):
    """Make the paper for an occasion ready, as the log has it then; a second time appends nothing."""

    occasion: Day


class CompleteOccasion(DutyCommand):
    """Record that the duty was done for an occasion."""

    occasion: Day


class AcknowledgeDuty(DutyCommand):
    """Acknowledge every escalation of a duty up to now."""
