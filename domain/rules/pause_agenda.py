"""A pause that lasts: somebody asks whether it is over. Source: domain section 7; this project's own rule."""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.calendar import end_of_day
from domain.reference.catalogue import Catalogue
from domain.rules.responsibility import who_answers
from domain.span import Due, due_after
from domain.timing import time_given
from domain.trajectory.state import Pause, Trajectory


@obliges
def pause_is_ended(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A course is resumed, or closed, by the day on which its pause is expected to end."""
    course = trajectory.course
    if not trajectory.is_open or course is None or course.paused is None:
        return
    due, why = _end(course.paused, catalogue)
    yield Obligation(
        kind=ItemKind.PAUSE,
        subject=course.paused.event,
        due=due,
        worker=who_answers(trajectory, catalogue),
        role=None,
        centre=trajectory.centre,
        why=why,
    )


def _end(pause: Pause, catalogue: Catalogue) -> tuple[Due, Why]:
    if pause.expected_until is not None:
        return Due(pause.expected_until, end_of_day(pause.expected_until)), Why("pause-expected", pause.begun)
    span = time_given(ItemKind.PAUSE, catalogue.timings)
    return due_after(pause.begun, span), Why("pause-length", pause.begun, span)
