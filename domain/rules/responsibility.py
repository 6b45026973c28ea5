"""Who answers for a trajectory, and who may decide. Source: domain sections 2 and 7."""

from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, Role


def stands_in(code: str | None, catalogue: Catalogue) -> str | None:
    """Return who answers for what is a worker's: the worker, or who stands in while the worker is on leave.

    A deputy may be on leave too: then the deputy's own. None where that leads to nobody in service, or in a circle:
    it then lies in the queue of the unit.
    """
    passed: set[str] = set()
    while code is not None and code not in passed:
        passed.add(code)
        staff = catalogue.staff.get(code)
        if staff is None or (staff.deputy is None and not staff.active):
            return None
        if staff.deputy is None:
            return staff.code
        code = staff.deputy
    return None


def who_answers(trajectory: Trajectory, catalogue: Catalogue) -> str | None:
    """Return who answers for a trajectory now; None: it lies in the queue of its centre."""
    return stands_in(trajectory.worker, catalogue)


def is_leader(actor: str, catalogue: Catalogue) -> bool:
    return catalogue.has_role(actor, Role.LEADER)


def is_caseworker(code: str, catalogue: Catalogue) -> bool:
    """Tell whether a code is that of a worker in service who carries trajectories."""
    return any(catalogue.has_role(code, role) for role in CASEWORK_ROLES)
