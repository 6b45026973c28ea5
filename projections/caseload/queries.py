"""What pages ask of the caseload: which trajectories, nearest deadline first, and how many each worker has."""

from collections.abc import Iterable
from dataclasses import dataclass

from asyncpg import Connection, Pool

from domain.access.scope import EVERYTHING, Scope
from domain.reference.catalogue import Catalogue
from domain.rules.caseload import cap_of
from domain.rules.responsibility import is_caseworker
from projections.caseload.row import CaseloadRow
from projections.engine.asked import Asked

CASELOAD_OF = """
SELECT trajectory, programme, centre, worker, status, closing_reason, anonymous, opened_on, target_group, run, phase,
    phase_name, phase_started, phase_due, plan_due, focus_areas, last_contact, next_appointment_on,
    next_appointment_at, open_measures, next_due_on, next_due_at
FROM caseload
WHERE {wanted}
ORDER BY next_due_at NULLS LAST, opened_on, trajectory
"""
OPEN, CLOSED = "status <> 'closed'", "status = 'closed'"
COUNT = "SELECT count(*) FROM caseload WHERE {wanted}"
LOADS = """
SELECT worker, count(*) AS trajectories, count(*) FILTER (WHERE status = 'paused') AS paused
FROM caseload
WHERE {wanted}
GROUP BY worker
"""


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """How many trajectories of a programme a worker has (None: nobody is assigned), and at most should have.

    `trajectories` are those not closed, `paused` of which are paused; `cap` is None where nobody is assigned, or
    where worker or programme are not defined.
    """

    worker: str | None
    trajectories: int
    paused: int
    cap: int | None

    @property
    def is_over(self) -> bool:
        return self.cap is not None and self.trajectories > self.cap


async def caseload(
    connection: Connection | Pool,
    *,
    centre: str | None = None,
    worker: str | None = None,
    programme: str | None = None,
    closed: bool = False,
    scope: Scope = EVERYTHING,
) -> tuple[CaseloadRow, ...]:
    """Return the trajectories that are not closed, or those that are, the nearest deadline first.

    Of those shared with a partner only the course is told, the oldest first: an order by deadlines would tell them.
    """
    asked = Asked().equal("centre", centre).equal("worker", worker).equal("programme", programme)
    asked = asked.add(CLOSED if closed else OPEN).within(scope)
    rows = await connection.fetch(CASELOAD_OF.format(wanted=asked.condition), *asked.arguments)
    found = tuple(CaseloadRow(*row) for row in rows)
    return found if scope.trajectories is None else _of_the_course(found)


def _of_the_course(found: Iterable[CaseloadRow]) -> tuple[CaseloadRow, ...]:
    return tuple(row.of_the_course() for row in sorted(found, key=lambda row: (row.opened_on, row.trajectory)))


async def open_trajectories(connection: Connection | Pool, *, programme: str, scope: Scope = EVERYTHING) -> int:
    """Return how many trajectories of a programme are not closed."""
    asked = Asked().equal("programme", programme).add(OPEN).within(scope)
    return int(await connection.fetchval(COUNT.format(wanted=asked.condition), *asked.arguments))


async def worker_loads(
    connection: Connection | Pool,
    catalogue: Catalogue,
    programme: str,
    *,
    centre: str | None = None,
    scope: Scope = EVERYTHING,
) -> tuple[WorkerLoad, ...]:
    """Return each worker's load in a programme, by code: all who have any, and who in the centre could have some."""
    asked = Asked().equal("programme", programme).equal("centre", centre).add(OPEN).within(scope)
    rows = await connection.fetch(LOADS.format(wanted=asked.condition), *asked.arguments)
    found = {row["worker"]: row for row in rows}
    workers = found.keys() | _caseworkers(catalogue, centre, scope)
    loads = [_load(worker, found.get(worker), cap_of(worker, programme, catalogue)) for worker in workers]
    return tuple(sorted(loads, key=lambda load: load.worker or ""))


def _load(worker: str | None, row: "dict[str, int] | None", cap: int | None) -> WorkerLoad:
    return WorkerLoad(worker, row["trajectories"] if row else 0, row["paused"] if row else 0, cap)


def _caseworkers(catalogue: Catalogue, centre: str | None, scope: Scope) -> set[str]:
    return {
        staff.code
        for staff in catalogue.staff.values()
        if is_caseworker(staff.code, catalogue)
        and centre in (None, staff.centre)
        and (scope.centres is None or staff.centre in scope.centres)
    }
