"""The queue behind a fact: of a trajectory its centre's, of a unit's recurring duty that of the unit and its role."""

from domain.fact import Fact
from domain.notices.notice import Queue
from domain.recurring.streams import duty_of
from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role


def unit_of(fact: Fact, state: Trajectory, catalogue: Catalogue) -> Queue:
    """Return the unit that a fact is about as a queue; a programme's, and the municipality's, is at no centre."""
    if fact.kind != "unit":
        return Queue(state.centre, None)
    duty = duty_of(fact.stream, catalogue)
    if duty is None:
        return Queue(None, Role.LEADER)
    return Queue(duty.unit if duty.unit in catalogue.centres else None, duty.role)
