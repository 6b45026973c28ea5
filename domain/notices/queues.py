"""Who is in a unit's queue, and what a worker sees: it follows from the catalogue as it is when it is looked at.

So nothing lies where nobody looks: a queue with nobody in service at its centre is that of the administration, then
that of the municipality; what was told to somebody who is on leave is seen by who stands in, and what was told to
somebody who has left is seen by the leaders.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.notices.notice import Person, Queue, Recipient
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.rules.responsibility import stands_in
from domain.trajectory_codes import CASEWORK_ROLES, Role

CARRIES_OR_LEADS = CASEWORK_ROLES | {Role.LEADER}


class Sight(NamedTuple):
    """What a worker's inbox shows: notices told to these people, and those in these queues."""

    people: frozenset[str]
    queues: frozenset[Queue]


def members(queue: Queue, catalogue: Catalogue) -> frozenset[str]:
    """Return who sees a queue: the nearest in service with the role; where nobody has it, the leaders.

    So a second level that nobody fills lies with the leaders. Empty only if no leader is in service either.
    """
    roles = CARRIES_OR_LEADS if queue.role is None else {queue.role}
    fitting = [staff for staff in catalogue.staff.values() if staff.active and roles & set(staff.roles)]
    nearest = (_in_service(staff, catalogue) for staff in _circles(fitting, queue.centre, catalogue))
    found = next((some for some in nearest if some), frozenset[str]())
    if found or queue.role in (None, Role.LEADER):
        return found
    return members(Queue(queue.centre, Role.LEADER), catalogue)


def told_by_mail(to: Recipient, catalogue: Catalogue) -> frozenset[str]:
    """Return who may be sent mail about what is told: the person; of a queue its leaders, or who has its role."""
    match to:
        case Person(code):
            return frozenset({code})
        case Queue(centre, role):
            return members(Queue(centre, role or Role.LEADER), catalogue)


def answers(code: str | None, centre: str, catalogue: Catalogue, role: Role | None = None) -> Recipient:
    """Return who answers for what is a worker's: the worker, who stands in, else the queue of the centre."""
    present = stands_in(code, catalogue)
    return Queue(centre, role) if present is None else Person(present)


def sight_of(code: str, catalogue: Catalogue) -> Sight:
    """Return what a worker sees: nothing, for one who is not in service."""
    if stands_in(code, catalogue) != code:
        return Sight(frozenset(), frozenset())
    people = {other.code for other in catalogue.staff.values() if _sees_for(code, other, catalogue)}
    return Sight(
        frozenset(people), frozenset(queue for queue in _queues(catalogue) if code in members(queue, catalogue))
    )


def _sees_for(code: str, other: Staff, catalogue: Catalogue) -> bool:
    present = stands_in(other.code, catalogue)
    return present == code or (present is None and code in members(Queue(other.centre, Role.LEADER), catalogue))


def _queues(catalogue: Catalogue) -> Iterator[Queue]:
    for centre in (None, *catalogue.centres):
        for role in (None, *Role):
            yield Queue(centre, role)


def _circles(fitting: list[Staff], centre: str | None, catalogue: Catalogue) -> Iterator[Iterable[Staff]]:
    """Yield who is near, then who is further off: at the centre, in its administration, anywhere."""
    if centre is not None:
        administration = catalogue.administration_of(centre)
        yield [staff for staff in fitting if staff.centre == centre]
        yield [staff for staff in fitting if catalogue.administration_of(staff.centre) == administration]
    yield fitting


def _in_service(staff: Iterable[Staff], catalogue: Catalogue) -> frozenset[str]:
    present = (stands_in(one.code, catalogue) for one in staff)
    return frozenset(code for code in present if code is not None)
