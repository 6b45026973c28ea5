"""What pauses move: anything counted within a course that was not due yet when the pause began."""

from collections.abc import Iterator
from datetime import timedelta

from domain.base import Occurred
from domain.changed import changed
from domain.span import Span, due_after, instant_of, is_before
from domain.trajectory.evolve import latest
from domain.trajectory.state import Course, Pause


def stood_still(course: Course, since: Occurred, span: Span) -> timedelta:
    """Return what moves a due date a span after `since`: the pauses that began before it, and are over."""
    return sum((moved for _, moved in moving_pauses(course, since, span)), timedelta())


def moving_pauses(course: Course, since: Occurred, span: Span) -> Iterator[tuple[Pause, timedelta]]:
    """Yield each pause that moves a due date a span after `since`, and by how much."""
    exact = bool(span.seconds)
    moved = timedelta()
    for pause in course.pauses:
        if pause.resumed is None or is_before(pause.resumed, since):
            continue
        rest = changed(pause, begun=latest(pause.begun, since))
        if due_after(since, span, moved=moved).has_passed(instant_of(rest.begun)):
            break
        yield pause, rest.length(exact=exact)
        moved += rest.length(exact=exact)
