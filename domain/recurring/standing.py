"""How each recurring duty stands: what is due of it, and what of it somebody has to acknowledge."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.agenda import Obligation, obligations_of
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring
from domain.trajectory.state import Trajectory


class DutyDue(NamedTuple):
    """Something that is due by a recurring duty: an occasion, or an escalation of one."""

    duty: Recurring
    obligation: Obligation

    def is_overdue(self, now: datetime) -> bool:
        return self.obligation.is_overdue(now)


def duty_streams(catalogue: Catalogue) -> tuple[UUID, ...]:
    """Return the streams of all duties; those of which nothing happened yet have no event."""
    return tuple(duty_stream(duty.duty, duty.unit) for duty in catalogue.recurring.values())


def duties_due(
    streams: Mapping[UUID, Trajectory], catalogue: Catalogue, units: Iterable[str | None] | None = None
) -> tuple[DutyDue, ...]:
    """Return what is due by recurring duties, the soonest due first: of some units (None: of all).

    `streams` are those of `duty_streams` that have any event, folded.
    """
    wanted = None if units is None else set(units)
    found = [
        DutyDue(duty, obligation)
        for duty in catalogue.recurring.values()
        if wanted is None or duty.unit in wanted
        for obligation in _of(duty, streams, catalogue)
    ]
    return tuple(sorted(found, key=lambda due: (due.obligation.due.at, due.duty.code)))


def _of(duty: Recurring, streams: Mapping[UUID, Trajectory], catalogue: Catalogue) -> tuple[Obligation, ...]:
    stream = duty_stream(duty.duty, duty.unit)
    return obligations_of(streams.get(stream, Trajectory(stream)), catalogue)
