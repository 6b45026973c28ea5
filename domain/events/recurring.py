"""What became of a unit's recurring duties. Source: domain sections 7 and 8."""

from domain.base import Day
from domain.duties import Duty
from domain.events.base import Event


class PaperPrepared(Event):
    """The paper for an occasion is ready: the sheet, review or draft as the log has it up to this very event."""

    duty: Duty
    occasion: Day


class OccasionDone(Event):
    """The duty was done for the occasion that was due on a day."""

    duty: Duty
    occasion: Day
