"""Who asks: a worker as the catalogue knows them, narrowed by what the log-in says."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from domain.reference.catalogue import Catalogue
from domain.trajectory_codes import Role


@dataclass(frozen=True, slots=True)
class Who:
    """A worker who has logged in. `stepped_up` is when they last proved anew who they are.

    `provider` is whose worker a partner is, None for the municipality's own.
    """

    code: str
    municipality: str
    roles: frozenset[Role]
    centre: str
    provider: str | None = None
    stepped_up: datetime | None = None

    def has(self, *roles: Role) -> bool:
        """Tell whether the worker has any of some roles."""
        return not self.roles.isdisjoint(roles)


def who_is(
    code: str,
    catalogue: Catalogue,
    municipality: str,
    *,
    claimed: Set[Role] | None = None,
    stepped_up: datetime | None = None,
) -> Who | None:
    """Return a worker in service; None for anybody else. With `claimed`, only the roles that it names count."""
    staff = catalogue.staff.get(code)
    if staff is None or not staff.active:
        return None
    roles = frozenset(staff.roles) if claimed is None else frozenset(staff.roles) & claimed
    return Who(code, municipality, roles, staff.centre, staff.provider, stepped_up)
