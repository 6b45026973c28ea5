"""What goes over the wire between the log's side and the clock: an agenda's next timers, and an act asked for.

These models are Temporal's payloads. A field may be added with a default; one may never be renamed or removed
while a workflow that holds it is open (or open workflows are restarted from the log: `CLOCK_RELEASE`).
"""

from hashlib import blake2b
from uuid import UUID

from pydantic import AwareDatetime, NonNegativeInt

from domain.agenda import Agenda
from domain.agenda_item import ItemKey
from domain.base import Frozen

CLOCK_RELEASE = 2
"""The release of the clock's code. A driver restarts every clock of another release from the log (`README.md`)."""

NEXT_TIMERS = 10
"""How many timers are sent: the earliest would do, the others keep a stuck one from standing in the way."""

DIGEST_BYTES = 8


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

    @property
    def bare(self) -> "AgendaSent":
        """What a clock is started with: the signal that comes with the start brings the agenda itself.

        A workflow keeps what it was started with for as long as it runs.
        """
        return AgendaSent(trajectory=self.trajectory, position=0, is_open=self.is_open)

    @property
    def digest(self) -> str:
        """What tells this agenda from another, whatever their positions; the same in every process."""
        content = self.model_dump_json(include={"is_open", "timers"})
        return blake2b(content.encode(), digest_size=DIGEST_BYTES).hexdigest()


class ClockMemo(Frozen):
    """What a clock's memo tells whoever lists the clocks: the code that it runs, the digest of the agenda that it
    holds, and the rebuild that started it.
    """

    release: int
    held: str
    rebuild: UUID | None = None


class ActInput(Frozen):
    """An item whose instant has come. `now` is the workflow's own time, at or after `item.at`."""

    trajectory: UUID
    item: ItemKey
    now: AwareDatetime
