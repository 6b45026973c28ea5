"""Who answers for a trajectory, and who may decide. Source: domain sections 2 and 7."""

from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, Role


def who_answers(trajectory: Trajectory, catalogue: Catalogue) -> str | None:
    """Return the responsible worker, or the deputy who stands in; None while nobody in service is assigned."""
    staff = catalogue.staff.get(trajectory.worker or "")
    if staff is None:
        return trajectory.worker
    if staff.deputy is not None and catalogue.knows_actor(staff.deputy):
        return staff.deputy
    return staff.code if staff.active else None


def is_leader(actor: str, catalogue: Catalogue) -> bool:
    return catalogue.has_role(actor, Role.LEADER)


def is_caseworker(code: str, catalogue: Catalogue) -> bool:
    """Tell whether a code is that of a worker in service who carries trajectories."""
    return any(catalogue.has_role(code, role) for role in CASEWORK_ROLES)
