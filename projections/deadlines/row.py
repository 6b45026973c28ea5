"""A row of the board of deadlines, and the obligation that it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from domain.agenda import Obligation, Why
from domain.agenda_item import ItemKind
from domain.span import Due
from domain.trajectory_codes import Role
from projections.engine.codes import code_of

WHY = TypeAdapter(Why)
SUBJECT: TypeAdapter[int | UUID] = TypeAdapter(int | UUID)


class DeadlineRow(NamedTuple):
    """One obligation. Whether it is overdue is never stored. `why` is JSON: codes, dates and amounts."""

    trajectory: UUID
    programme: str
    kind: str
    subject: str
    due_on: date
    due_at: datetime
    worker: str | None
    role: str | None
    centre: str
    why: str


class Place(NamedTuple):
    """Where a deadline stands in the order of the board: a page that follows another begins after its last one."""

    due_at: datetime
    kind: str
    trajectory: UUID
    subject: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """An obligation of a trajectory."""

    trajectory: UUID
    programme: str
    obligation: Obligation

    def is_overdue(self, now: datetime) -> bool:
        return self.obligation.is_overdue(now)

    @property
    def place(self) -> Place:
        """Where it stands in the order of the board."""
        due = self.obligation
        return Place(due.due.at, due.kind, self.trajectory, str(due.subject))


def row_of(trajectory: UUID, programme: str, obligation: Obligation) -> DeadlineRow:
    """Write an obligation as a row."""
    return DeadlineRow(
        trajectory=trajectory,
        programme=programme,
        kind=obligation.kind,
        subject=str(obligation.subject),
        due_on=obligation.due.on,
        due_at=obligation.due.at,
        worker=obligation.worker,
        role=obligation.role,
        centre=obligation.centre,
        why=WHY.dump_json(obligation.why, exclude_defaults=True).decode(),
    )


def deadline_of(row: DeadlineRow) -> Deadline:
    """Read a row back as the obligation that was written."""
    obligation = Obligation(
        kind=code_of(ItemKind, row.kind),
        subject=SUBJECT.validate_strings(row.subject),
        due=Due(row.due_on, row.due_at),
        worker=row.worker,
        role=None if row.role is None else code_of(Role, row.role),
        centre=row.centre,
        why=WHY.validate_json(row.why),
    )
    return Deadline(row.trajectory, row.programme, obligation)
