"""Which run of CTI is the newest, and when it ended. Source: domain section 7."""

from domain.base import Occurred
from domain.events.course import TrajectoryReopened
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Course, Trajectory


def newest_course(trajectory: Trajectory) -> Course | None:
    """Return the run that runs now, or else the one that ran last."""
    if trajectory.course is not None:
        return trajectory.course
    return trajectory.earlier_courses[-1] if trajectory.earlier_courses else None


def course_ended(trajectory: Trajectory) -> Occurred | None:
    """Return when the newest run ended: with its last phase, or before that with the trajectory.

    The newest phase has ended only if it is the plan's last, since any other is followed by the next at once.
    """
    course = newest_course(trajectory)
    if course is None:
        return None
    closed = trajectory.closing.occurred if trajectory.closing is not None else None
    return course.phases[-1].ended or course.closed or closed


def newest_beginning(trajectory: Trajectory) -> Occurred | None:
    """Return when the trajectory was opened, or reopened last: no run begins before that."""
    held = facts_that_hold(trajectory.facts)
    reopened = [fact.occurred for fact in held if isinstance(fact.event, TrajectoryReopened)]
    return reopened[-1] if reopened else trajectory.opened
