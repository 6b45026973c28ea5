"""A trajectory as one row: how far it has come and what is due. Source: domain sections 2 and 7."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.agenda import Obligation
from domain.agenda_item import ItemKind
from domain.rules.appointments import open_appointments
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import PhaseName
from projections.caseload.row import CaseloadRow, Status
from projections.engine.board import OBLIGATIONS_READ, Board, Folded


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the course stands: pre-CTI is phase 0."""

    number: int | None = None
    name: PhaseName | None = None
    started: date | None = None
    focus_areas: tuple[str, ...] = ()


def rows(folded: Folded) -> Iterable[CaseloadRow]:
    """One row for a trajectory that was opened, by the facts that hold."""
    trajectory, obligations = folded.trajectory, folded.obligations
    if trajectory.opened is None:
        return
    stage, appointments = _stage(trajectory), open_appointments(trajectory)
    first = obligations[0].due if obligations else None
    yield CaseloadRow(
        trajectory=trajectory.id,
        programme=trajectory.programme,
        centre=trajectory.centre,
        worker=trajectory.worker,
        status=_status(trajectory),
        closing_reason=trajectory.closing.reason if trajectory.closing else None,
        anonymous=trajectory.is_anonymous,
        opened_on=trajectory.opened.on,
        target_group=trajectory.target_group,
        run=trajectory.runs,
        phase=stage.number,
        phase_name=stage.name,
        phase_started=stage.started,
        phase_due=_due(obligations, ItemKind.PHASE_END, ItemKind.PRE_CTI),
        plan_due=_due(obligations, ItemKind.PLAN_END),
        focus_areas=list(stage.focus_areas),
        last_contact=trajectory.last_contact.on if trajectory.last_contact else None,
        next_appointment_on=appointments[0].planned.on if appointments else None,
        next_appointment_at=appointments[0].planned.at if appointments else None,
        open_measures=sum(measure.is_open for measure in trajectory.measures),
        next_due_on=first.on if first else None,
        next_due_at=first.at if first else None,
    )


def _status(trajectory: Trajectory) -> Status:
    if not trajectory.is_open:
        return "closed"
    return "paused" if trajectory.course is not None and trajectory.course.paused is not None else "open"


def _stage(trajectory: Trajectory) -> _Stage:
    course = trajectory.course
    if course is not None and course.phase is not None:
        phase = course.phase
        return _Stage(phase.number, phase.plan.name, phase.started.on, phase.focus_areas)
    if course is None and trajectory.pre_cti is not None:
        return _Stage(0, PhaseName.PRE_CTI, trajectory.pre_cti.begun.on)
    return _Stage()


def _due(obligations: Iterable[Obligation], *kinds: ItemKind) -> date | None:
    return next((item.due.on for item in obligations if item.kind in kinds), None)


CASELOAD = Board(
    name="caseload",
    version=2,
    columns=CaseloadRow._fields,
    kinds=frozenset({"trajectory"}),
    rows=rows,
    reads=OBLIGATIONS_READ,
)
