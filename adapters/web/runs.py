"""The runs of CTI in a trajectory, the newest first, each with its phase bar."""

from dataclasses import dataclass
from datetime import datetime

from adapters.web.charts.phases import PhaseChart, phase_chart
from domain.base import Occurred
from domain.events.course import TrajectoryClosed
from domain.span import is_before
from domain.trajectory.state import Course
from projections.engine.board import Folded


@dataclass(frozen=True, slots=True)
class Run:
    """One run and how it is drawn."""

    course: Course
    chart: PhaseChart


def runs(folded: Folded, now: datetime) -> tuple[Run, ...]:
    """Return the runs of a trajectory. An earlier one was over when the trajectory was closed after it."""
    trajectory = folded.trajectory
    courses = (*trajectory.earlier_courses, *([trajectory.course] if trajectory.course else []))
    return tuple(Run(course, phase_chart(course, now, _closed(folded, course))) for course in reversed(courses))


def _closed(folded: Folded, course: Course) -> Occurred | None:
    """Return when a run was over: with the first closing after it began, unless it is the one that goes on."""
    trajectory = folded.trajectory
    if course is trajectory.course:
        return trajectory.closing.occurred if trajectory.closing else None
    closings = [fact.occurred for fact in folded.held if isinstance(fact.event, TrajectoryClosed)]
    after = [closing for closing in closings if not is_before(closing, course.started)]
    return min(after, key=lambda closing: closing.on, default=None)
