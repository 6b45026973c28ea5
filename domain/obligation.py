"""An obligation: something that a person has to have done by a day, and why by that day. Source: design section 4."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.span import Due, Span
from domain.trajectory_codes import Role


class Why(NamedTuple):
    """How a due date came about: counted from `start` for a span, moved by pauses and extensions.

    `rule` is a stable code; `plan` and `plan_version` name the plan, where one decides. `since` is the step from
    which it is due, where that is not the start: an appointment was made before its own day.
    """

    rule: str
    start: Occurred
    span: Span | None = None
    plan: str | None = None
    plan_version: int | None = None
    phase: int | None = None
    paused: timedelta = timedelta()
    extended_days: int = 0
    approved_by: tuple[str, ...] = ()
    since: Occurred | None = None


class Obligation(NamedTuple):
    """Something open that is due. `worker` is who answers for it.

    Without a worker it lies in the queue of the centre: that of its leaders or whoever has the `role`, if one is
    named, and else that of all who carry trajectories there.
    """

    kind: ItemKind
    subject: UUID | int
    due: Due
    worker: str | None
    role: Role | None
    centre: str
    why: Why

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it is overdue: due, and not done, since what is done is no obligation any more."""
        return self.due.has_passed(now)
