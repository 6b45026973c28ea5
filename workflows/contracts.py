"""What goes over the wire between the log's side and the clock: an agenda's next timers, and an act asked for.

These models are Temporal's payloads. A field may be added with a default; one may never be renamed or removed
while a workflow that holds it is open (or open workflows are restarted from the log).
"""

from uuid import UUID

from pydantic import AwareDatetime, NonNegativeInt

from domain.agenda import Agenda
from domain.agenda_item import ItemKey
from domain.base import Frozen

NEXT_TIMERS = 10
"""How many timers are sent: the earliest would do, the others keep a stuck one from standing in the way."""


class AgendaSent(Frozen):
    """The newest agenda as a workflow holds it: stamped with its log position, the earliest timers first."""

    trajectory: UUID
    position: NonNegativeInt
    is_open: bool
    timers: tuple[ItemKey, ...] = ()

    @classmethod
    def of(cls, agenda: Agenda) -> "AgendaSent":
        return cls(
            trajectory=agenda.trajectory,
            position=agenda.position,
            is_open=agenda.is_open,
            timers=agenda.timers[:NEXT_TIMERS],
        )


class ActInput(Frozen):
    """An item whose instant has come. `now` is the workflow's own time, at or after `item.at`."""

    trajectory: UUID
    item: ItemKey
    now: AwareDatetime
