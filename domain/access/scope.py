"""Which trajectories a board may show to somebody: a filter for its rows."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.access.codes import Action
from domain.access.policy import MANUAL, roles_that_count
from domain.access.who import Who
from domain.reference.catalogue import Catalogue
from domain.rules.responsibility import stands_in
from domain.trajectory_codes import CASEWORK_ROLES, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A row is shown if it is at one of the `centres` or one of the `people`'s, and among the `trajectories`.

    None is no bound. A scope that shows nothing has no centre, nobody and no trajectory.
    """

    centres: frozenset[str] | None
    trajectories: frozenset[UUID] | None = None
    people: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return self.trajectories == frozenset() or (self.centres == frozenset() and not self.people)

    def shows(self, trajectory: UUID, centre: str, worker: str | None) -> bool:
        """Tell whether a trajectory at a centre, carried by somebody, is shown."""
        placed = self.centres is None or centre in self.centres or worker in self.people
        return placed and (self.trajectories is None or trajectory in self.trajectories)


NOTHING = Scope(frozenset(), frozenset())
EVERYTHING = Scope(None)


def scope_of(who: Who, catalogue: Catalogue, shared: Collection[UUID] = ()) -> Scope:
    """Return what boards show somebody; `shared` are the trajectories that consents share with a partner."""
    roles = roles_that_count(who)
    if not any(Action.SEE_BOARD in MANUAL[role].general for role in roles):
        return NOTHING
    if Role.METHOD_SUPERVISOR in roles:
        return EVERYTHING
    if Role.PARTNER in roles:
        return Scope(None, frozenset(shared))
    people = _answered_for(who, catalogue) if roles & CASEWORK_ROLES else frozenset[str]()
    return Scope(frozenset({who.centre}), None, people)


def _answered_for(who: Who, catalogue: Catalogue) -> frozenset[str]:
    """Return whose trajectories are a worker's now: their own, and those of who is away, of one administration."""
    own = catalogue.administration_of(who.centre)
    return frozenset(
        staff.code
        for staff in catalogue.staff.values()
        if staff.code == who.code
        or (stands_in(staff.code, catalogue) == who.code and catalogue.administration_of(staff.centre) == own)
    )
