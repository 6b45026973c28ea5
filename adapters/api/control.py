"""Control of who looked at what: the access log, a sample of it, and the extract for the person."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from adapters.api.answers import RESPONSES
from adapters.web.asking import TheDesk
from adapters.web.controlling import entries_for, extract_for, sample_for
from adapters.web.errors import told
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import Asked, Entry, Place
from domain.base import Day, Frozen, StaffCode

router = APIRouter(tags=["control"], responses=RESPONSES)

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]


class Access(Frozen):
    """One access. `month` and `number` are its place; ask for what is below it to go on."""

    month: date
    number: int
    at: datetime
    actor: StaffCode
    action: Action
    purpose: AccessPurpose
    outcome: AccessOutcome
    trajectory: UUID | None
    fields: tuple[str, ...]


class Sampled(Frozen):
    """Accesses of a month that nobody chose; they stand fast once the month is over."""

    month: date
    is_over: bool
    drawn_from: int
    accesses: tuple[Access, ...]


class Told(Frozen):
    """One access, as the person is told of it: no staff."""

    at: datetime
    action: Action
    purpose: AccessPurpose
    fields: tuple[str, ...]


@router.get("/access-log", operation_id="read-access-log")
async def read_access_log(
    desk: TheDesk,
    *,
    day: Day | None = None,
    actor: StaffCode | None = None,
    trajectory: UUID | None = None,
    action: Action | None = None,
    below_month: Day | None = None,
    below_number: Number = 1,
) -> tuple[Access, ...]:
    """Read the access log, the newest first; reading it is written down as well."""
    below = None if below_month is None else Place(below_month, below_number)
    asked = Asked(day=day, actor=actor, trajectory=trajectory, action=action)
    return tuple(map(_access, told(await entries_for(desk, asked, below))))


@router.get("/access-log/sample", operation_id="sample-accesses")
async def sample_accesses(desk: TheDesk, month: Day) -> Sampled:
    """Draw a sample of a month's accesses, for control. `month` is any day of it."""
    sample = told(await sample_for(desk, month.replace(day=1)))
    accesses = tuple(map(_access, sample.entries))
    return Sampled(month=sample.month, is_over=sample.is_over, drawn_from=sample.drawn_from, accesses=accesses)


@router.get("/trajectories/{trajectory}/extract", operation_id="extract")
async def extract(desk: TheDesk, trajectory: UUID) -> tuple[Told, ...]:
    """Return what the person may be given (article 15): each access to what is kept about them."""
    told(await desk.see(trajectory))
    return tuple(
        Told(at=one.at, action=one.action, purpose=one.purpose, fields=one.fields)
        for one in told(await extract_for(desk, trajectory))
    )


def _access(entry: Entry) -> Access:
    return Access(
        month=entry.place.month,
        number=entry.place.number,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        purpose=entry.purpose,
        outcome=entry.outcome,
        trajectory=entry.trajectory,
        fields=entry.fields,
    )
