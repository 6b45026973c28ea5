"""Whether a correction leaves a history that makes sense: nothing ends before it began, nothing hangs in the air."""

from datetime import UTC, datetime
from uuid import UUID

from domain.base import Occurred
from domain.events import Event
from domain.events.course import ActivityPlanSet, CtiStarted, PhaseEnded, Resumed
from domain.fact import Fact
from domain.span import is_before
from domain.trajectory.evolve import evolve, facts_that_hold
from domain.trajectory.state import Course, Trajectory

_NOBODY = UUID(int=0)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def makes_sense_with(stream: Trajectory, event: Event) -> bool:
    """Tell whether a stream's facts fit together with one more correction or withdrawal."""
    occurred = Occurred.at_instant(_SOME_DAY)
    fact = Fact(_NOBODY, stream.id, "trajectory", event, occurred, _SOME_DAY, "", stream.position, stream.version + 1)
    changed = evolve(stream, fact)
    return _in_order(changed) and _nothing_hangs(changed)


def _in_order(trajectory: Trajectory) -> bool:
    courses = [*trajectory.earlier_courses, *([trajectory.course] if trajectory.course else [])]
    return all(_course_in_order(course) for course in courses)


def _course_in_order(course: Course) -> bool:
    phases = all(phase.ended is None or not is_before(phase.ended, phase.started) for phase in course.phases)
    pauses = all(pause.resumed is None or not is_before(pause.resumed, pause.begun) for pause in course.pauses)
    return phases and pauses


def _nothing_hangs(trajectory: Trajectory) -> bool:
    """Every phase ended or planned, and every resumption, still has what it belongs to."""
    events = [fact.event for fact in facts_that_hold(trajectory.facts)]
    courses = [*trajectory.earlier_courses, *([trajectory.course] if trajectory.course else [])]
    ended = sum(phase.ended is not None for course in courses for phase in course.phases)
    resumed = sum(pause.resumed is not None for course in courses for pause in course.pauses)
    planned = any(isinstance(event, ActivityPlanSet) for event in events)
    return (
        sum(isinstance(event, PhaseEnded) for event in events) == ended
        and sum(isinstance(event, Resumed) for event in events) == resumed
        and sum(isinstance(event, CtiStarted) for event in events) == len(courses)
        and (bool(courses) or not planned)
    )
