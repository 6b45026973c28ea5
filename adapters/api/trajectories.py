"""Trajectories under their pseudonyms: lists within one's scope, and one with what is due and what happened."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from adapters.api.answers import RESPONSES
from adapters.desk.desk import Desk
from adapters.sight import Sight, sight_of
from adapters.web.asking import TheDesk
from adapters.web.errors import RefusedError, told
from adapters.web.seeing import seen_by, shown
from domain.access.codes import Action
from domain.agenda_item import ItemKind
from domain.base import Code, Frozen, StaffCode
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory_codes import CloseReason, FocusArea, PhaseName, Role, TargetGroup
from projections.caseload.fold import rows as caseload_rows
from projections.caseload.queries import caseload
from projections.caseload.row import CaseloadRow
from projections.engine.cut import cut_at
from projections.history.fold import rows as history_rows

MOST = 1_000

router = APIRouter(prefix="/trajectories", tags=["trajectories"], responses=RESPONSES)


class Summary(Frozen):
    """One trajectory as the board of the caseload has it: codes and dates.

    A provider's worker is told of the course only: not what is due, a pause, or whether the person is known. What
    else a consent shares is told of the one trajectory.
    """

    trajectory: UUID
    programme: Code
    centre: Code
    worker: StaffCode | None
    status: Literal["open", "paused", "closed"]
    closing_reason: CloseReason | None
    anonymous: bool
    opened_on: date
    target_group: TargetGroup | None
    run: int
    phase: int | None
    phase_name: PhaseName | None
    phase_started: date | None
    phase_due: date | None
    plan_due: date | None
    focus_areas: tuple[FocusArea, ...]
    last_contact: date | None
    next_appointment_on: date | None
    next_appointment_at: datetime | None
    open_measures: int
    next_due_on: date | None
    next_due_at: datetime | None


class Summaries(Frozen):
    """The nearest deadline first. `more` says that not all are here: narrow the choice."""

    trajectories: tuple[Summary, ...]
    more: bool


class Due(Frozen):
    """Something that is due: of what kind, about what, when, whose it is, and by which rule."""

    kind: ItemKind
    subject: UUID | int
    due_on: date
    due_at: datetime
    overdue: bool
    worker: StaffCode | None
    role: Role | None
    centre: Code
    rule: Code


class Happened(Frozen):
    """An event of the history as it was recorded. `content` holds codes, dates and amounts, null once blanked."""

    event: UUID
    position: int
    type: str | None
    occurred_on: date
    occurred_at: datetime | None
    recorded: datetime
    actor: StaffCode
    withdrawn: bool
    corrected: bool
    content: dict[str, Any] | None


class Whole(Frozen):
    """A trajectory up to `position` of the log."""

    position: int
    summary: Summary
    due: tuple[Due, ...]


@router.get("", operation_id="list-trajectories")
async def list_trajectories(
    desk: TheDesk,
    *,
    programme: Code | None = None,
    centre: Code | None = None,
    worker: StaffCode | None = None,
    status: Literal["open", "closed"] = "open",
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Summaries:
    """List the trajectories that one may see on boards."""
    told(await desk.allowed(Action.SEE_BOARD))
    found = await caseload(
        desk.services.pool,
        programme=programme,
        centre=centre,
        worker=worker,
        closed=status == "closed",
        scope=await desk.scope(),
    )
    return Summaries(trajectories=tuple(map(_summary, found[:limit])), more=len(found) > limit)


@router.get("/{trajectory}", operation_id="show-trajectory")
async def show_trajectory(desk: TheDesk, trajectory: UUID) -> Whole:
    """Show where a trajectory stands, and what is due."""
    sight = await _sight(desk, trajectory)
    folded = sight.folded
    return Whole(
        position=folded.position,
        summary=_summary(next(iter(caseload_rows(folded)))),
        due=tuple(
            Due(
                kind=due.kind,
                subject=due.subject,
                due_on=due.due.on,
                due_at=due.due.at,
                overdue=due.is_overdue(sight.now),
                worker=due.worker,
                role=due.role,
                centre=due.centre,
                rule=due.why.rule,
            )
            for due in folded.obligations
        ),
    )


@router.get("/{trajectory}/history", operation_id="show-history")
async def show_history(desk: TheDesk, trajectory: UUID) -> tuple[Happened, ...]:
    """Show every event of a trajectory, the oldest first."""
    sight = await _sight(desk, trajectory)
    return tuple(
        Happened(
            event=row.event,
            position=row.position,
            type=row.type,
            occurred_on=row.occurred_on,
            occurred_at=row.occurred_at,
            recorded=row.recorded,
            actor=row.actor,
            withdrawn=row.withdrawn,
            corrected=row.corrected,
            content=None if row.content is None else json.loads(row.content),
        )
        for row in history_rows(sight.folded)
    )


async def _sight(desk: Desk, trajectory: UUID) -> Sight:
    part = told(await seen_by(desk, trajectory))
    services = desk.services
    sight = await sight_of(services, trajectory, await cut_at(services.log, services.clock()))
    if sight is None:
        raise RefusedError(NO_SUCH_TRAJECTORY)
    return shown(part, sight)


def _summary(row: CaseloadRow) -> Summary:
    return Summary.model_validate(row._asdict())
