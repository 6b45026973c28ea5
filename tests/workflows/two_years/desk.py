"""What lies before a worker in the afternoon: one trajectory as the log has it by then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from domain.agenda import Agenda, Obligation
from domain.base import NAMES, Occurred
from domain.commands import Command
from domain.reference.catalogue import Catalogue
from domain.rules.responsibility import who_answers
from domain.trajectory.state import Trajectory
from tests.workflows.office import MUNICIPALITY, afternoon_of
from tests.workflows.two_years.dice import Dice
from tests.workflows.two_years.plots import Plot
from tests.workflows.two_years.staffing import LEADER

C = TypeVar("C", bound=Command)
Commands = Iterator[Command]


def said(kind: type[C], occurred: Occurred | date, actor: str, /, **fields: Any) -> C:
    """Return a command whose id follows from its content, so that every run of a story logs the same event ids."""
    at = occurred if isinstance(occurred, Occurred) else Occurred(on=occurred)
    draft = kind(command_id=UUID(int=0), actor=actor, municipality=MUNICIPALITY, occurred=at, **fields)
    return draft.model_copy(update={"command_id": uuid5(NAMES, draft.content().hex())})


@dataclass(frozen=True, slots=True)
class Desk:
    """One trajectory on one day. Commands made here need not make sense: the domain refuses what does not."""

    day: date
    plot: Plot
    state: Trajectory
    agenda: Agenda
    catalogue: Catalogue
    dice: Dice

    @property
    def worker(self) -> str:
        """Return who answers for it today; what lies in a queue the leader takes."""
        return who_answers(self.state, self.catalogue) or LEADER

    def do(
        self, kind: type[C], actor: str | None = None, /, *, occurred: Occurred | date | None = None, **fields: Any
    ) -> C:
        """Return a command about the trajectory, of today and by whoever answers for it unless otherwise said."""
        return said(kind, occurred or self.day, actor or self.worker, trajectory=self.plot.about, **fields)

    def today_or_before(self) -> Occurred:
        """Return today, seldom a day of the last week (entered late), or the very instant."""
        if self.dice.chance(8):
            return Occurred(on=self.day - timedelta(days=self.dice.between(1, 6)))
        noon = afternoon_of(self.day) - timedelta(hours=3)
        return Occurred.at_instant(noon) if self.dice.chance(25) else Occurred(on=self.day)

    def days_left(self, obligation: Obligation) -> int:
        return (obligation.due.on - self.day).days


Habit = Callable[[Desk], Commands]
"""What people do of themselves, or because something is due."""
