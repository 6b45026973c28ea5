"""What happens because time passed; each names the agenda item that it answers. Source: design section 2."""

from typing import ClassVar

from pydantic import Field

from domain.agenda_item import ItemKey
from domain.base import Day, StaffCode
from domain.events.base import Event


class ReminderGiven(Event):
    """The worker was reminded. `to` is who was responsible, if anybody."""

    schema_version: ClassVar[int] = 2

    item: ItemKey
    to: StaffCode | None = None


class PhaseDeadlinePassed(Event):
    """A phase's deadline passed without the phase having been ended."""

    schema_version: ClassVar[int] = 2

    item: ItemKey
    phase: int = Field(ge=1, le=9)


class AnswerDeadlinePassed(Event):
    """No answer to a measure had come when it was due."""

    schema_version: ClassVar[int] = 2

    item: ItemKey


class DeadlinePassed(Event):
    """What was due was not done when its day had passed. `to` is who answers for it, if anybody."""

    item: ItemKey
    to: StaffCode | None = None


class Escalated(Event):
    """No decision followed a passed deadline: the leader is told, or (by its item's act) the second level.

    `deadline` is the day that was passed.
    """

    schema_version: ClassVar[int] = 2

    item: ItemKey
    deadline: Day


class EscalationAcknowledged(Event):
    """The leader has seen the escalation."""

    schema_version: ClassVar[int] = 2

    item: ItemKey


class InactivityAsked(Event):
    """Nothing happened in the programme's window: the worker is asked whether to close."""

    schema_version: ClassVar[int] = 2

    item: ItemKey
