"""A trajectory as a meeting of its team talks about it: how far it is, what is late, what differs from the plan."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from domain.agenda import Obligation
from domain.agenda_item import ItemKind
from domain.calendar import civil_date
from domain.labelled import Labelled
from domain.rules.retention import Retained, erasures_ahead
from domain.trajectory.state import Course, Escalation, Trajectory
from domain.trajectory_codes import DeviationReason, PauseReason
from projections.caseload.fold import rows
from projections.caseload.row import CaseloadRow
from projections.engine.board import Folded


class DeviationKind(Labelled):
    """What of a course is not as its plan says. Source: domain section 7."""

    ENDED_UNMET = "ended-unmet", "fase afsluttet med noget udestående", "phase ended with something unmet"
    EXTENDED = "extended", "fase forlænget", "phase extended"
    PAUSED = "paused", "sat på pause", "paused"
    DISCHARGE = "discharge", "afslutning før tid", "early discharge"


class Deviation(NamedTuple):
    """What differed from the plan, since when, for how many days (where that is known) and for what coded reason."""

    kind: DeviationKind
    on: date
    days: int | None
    reason: DeviationReason | PauseReason | None


class Late(NamedTuple):
    """Something overdue, and for how many days."""

    obligation: Obligation
    days: int


class Case(NamedTuple):
    """One open trajectory. `days_left` of its phase are below zero where its deadline passed; None without one.

    `to_erase` is what of its vault is erased within a month, if the vault holds any of it.
    """

    row: CaseloadRow
    days_left: int | None
    late: tuple[Late, ...]
    escalations: tuple[Escalation, ...]
    deviations: tuple[Deviation, ...]
    to_erase: tuple[Retained, ...]

    @property
    def is_urgent(self) -> bool:
        return bool(self.late or self.escalations)


def case_of(folded: Folded, now: datetime) -> Case | None:
    """Return a trajectory's case as of an instant; None for one that is not open."""
    trajectory, today = folded.trajectory, civil_date(now)
    row = next(iter(rows(folded)), None)
    if row is None or not trajectory.is_open:
        return None
    return Case(
        row=row,
        days_left=(row.phase_due - today).days if row.phase_due else None,
        late=tuple(_late(folded.obligations, now, today)),
        escalations=tuple(item for item in trajectory.escalations if not item.acknowledged),
        deviations=tuple(sorted(_deviations(trajectory), key=lambda item: item.on)),
        to_erase=erasures_ahead(trajectory, now, folded.catalogue),
    )


def _late(obligations: Iterable[Obligation], now: datetime, today: date) -> Iterator[Late]:
    for item in obligations:
        if item.kind is not ItemKind.ESCALATION and item.is_overdue(now):
            yield Late(item, (today - item.due.on).days)


def _deviations(trajectory: Trajectory) -> Iterator[Deviation]:
    course, discharge = trajectory.course, trajectory.discharge
    if course is not None:
        yield from _of_course(course)
    if discharge is not None and discharge.approved is not False:
        yield Deviation(DeviationKind.DISCHARGE, discharge.requested.on, None, discharge.reason)


def _of_course(course: Course) -> Iterator[Deviation]:
    for phase in course.phases:
        if phase.ended is not None and phase.unmet:
            yield Deviation(DeviationKind.ENDED_UNMET, phase.ended.on, None, phase.reason)
    for extension in course.extensions:
        if extension.approved:
            yield Deviation(DeviationKind.EXTENDED, extension.requested.on, extension.days, extension.reason)
    for pause in course.pauses:
        days = None if pause.resumed is None else (pause.resumed.on - pause.begun.on).days
        yield Deviation(DeviationKind.PAUSED, pause.begun.on, days, pause.reason)
