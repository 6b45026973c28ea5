"""A trajectory as it was when a day ended, by all that is known: the second cut of design section 4."""

from datetime import date

from domain.trajectory.evolve import facts_that_hold, fold
from domain.trajectory.state import Trajectory


def as_happened_by(trajectory: Trajectory, day: date) -> Trajectory:
    """Return a trajectory of the facts that hold, as corrected, and had happened when a day ended.

    Corrections count whenever they were made; what they corrected is not in it any more.
    """
    return fold(trajectory.id, [fact for fact in facts_that_hold(trajectory.facts) if fact.occurred.on <= day])
