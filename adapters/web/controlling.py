"""Control of who looked at what: the access log, a sample of it, and the extract that a person is given."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from adapters.desk.desk import Desk
from domain.access.codes import AccessPurpose, Action
from domain.access.log import Asked, Entry, Extracted, Place, Sample
from domain.refusal import Refusal
from domain.trajectory_codes import Role

SAMPLED, MOST_SAMPLED = 20, 1000
MOST_ENTRIES = 50


async def entries_for(desk: Desk, asked: Asked, below: Place | None = None) -> tuple[Entry, ...] | Refusal:
    """Return a page of the access log, the newest first."""
    verdict = await desk.allowed(Action.READ_ACCESS_LOG, purpose=AccessPurpose.CONTROL)
    if isinstance(verdict, Refusal):
        return verdict
    services = desk.services
    return await services.access_log.entries(
        asked, reader=desk.who.code, at=services.clock(), below=below, limit=MOST_ENTRIES
    )


async def sample_for(desk: Desk, month: date) -> Sample | Refusal:
    """Return accesses of a month that nobody chose; to a leader, those of the centre's own workers."""
    verdict = await desk.allowed(Action.SAMPLE_ACCESS, purpose=AccessPurpose.CONTROL)
    if isinstance(verdict, Refusal):
        return verdict
    services, catalogue = desk.services, await desk.services.catalogue()
    sample = await services.access_log.sample(month, MOST_SAMPLED, reader=desk.who.code, at=services.clock())
    own = {staff.code for staff in catalogue.staff.values() if staff.centre == desk.who.centre}
    shown = _all if desk.who.has(Role.AUDITOR) else own.__contains__
    return _first(sample, shown)


async def extract_for(desk: Desk, trajectory: UUID) -> tuple[Extracted, ...] | Refusal:
    """Return what the person may be given: each access to what is kept about them, by nobody in particular."""
    purpose = AccessPurpose.SUBJECT_ACCESS
    verdict = await desk.allowed(Action.EXTRACT_ACCESS, trajectory, purpose=purpose)
    if isinstance(verdict, Refusal):
        return verdict
    extracted = await desk.services.access_log.extract(trajectory, who=desk.who, at=desk.services.clock())
    return tuple(replace(one, fields=_codes(one.fields)) for one in extracted)


def _codes(fields: Collection[str]) -> tuple[str, ...]:
    """Leave out the ids of notes: with one, a note could be asked for that is sealed to who holds it."""
    return tuple(field for field in fields if not _is_id(field))


def _is_id(field: str) -> bool:
    try:
        UUID(field)
    except ValueError:
        return False
    return True


def _all(actor: str) -> bool:
    return True


def _first(sample: Sample, shown: Callable[[str], bool]) -> Sample:
    entries = tuple(replace(entry, fields=_codes(entry.fields)) for entry in sample.entries if shown(entry.actor))[
        :SAMPLED
    ]
    return Sample(sample.month, sample.seed, sample.is_over, sample.drawn_from, entries)
