"""Which measurements are due: at start, each phase change, close and nine months after. Source: domain section 7.

Both questionnaires are due each time, until recorded or declined. A new run takes the place of the former one's
follow-up. Nothing is due where a closing stopped everything that would reach out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.help_codes import Occasion, Questionnaire
from domain.reference.catalogue import Catalogue
from domain.rules.contacts import is_closed_for_good
from domain.rules.courses import course_ended, newest_course
from domain.rules.measurements import measured
from domain.rules.responsibility import who_answers
from domain.span import Span, due_after
from domain.timing import time_given
from domain.trajectory.state import Course, Trajectory


@dataclass(frozen=True, slots=True)
class Wanted:
    """A measurement that the plan wants: due a span after `since`."""

    occasion: Occasion
    phase: int
    since: Occurred
    span: Span


def measurement_rule(occasion: Occasion, questionnaire: Questionnaire) -> str:
    """Return the code that explains a due measurement, such as ``measurement-start-citizen``."""
    return f"measurement-{occasion}-{questionnaire}"


@obliges
def measurements_are_taken(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    course = newest_course(trajectory)
    if course is None or is_closed_for_good(trajectory):
        return
    taken = measured(trajectory)
    for wanted in _wanted(trajectory, course, time_given(ItemKind.MEASUREMENT, catalogue.timings)):
        for questionnaire in Questionnaire:
            if (trajectory.runs, wanted.occasion, wanted.phase, questionnaire) not in taken:
                yield _obligation(trajectory, course, wanted, questionnaire, catalogue)


def _obligation(
    trajectory: Trajectory, course: Course, wanted: Wanted, questionnaire: Questionnaire, catalogue: Catalogue
) -> Obligation:
    return Obligation(
        kind=ItemKind.MEASUREMENT,
        subject=wanted.phase,
        due=due_after(wanted.since, wanted.span),
        worker=who_answers(trajectory, catalogue),
        role=None,
        centre=trajectory.centre,
        why=Why(
            rule=measurement_rule(wanted.occasion, questionnaire),
            start=wanted.since,
            span=wanted.span,
            plan=course.plan.code,
            plan_version=course.plan.version,
            phase=wanted.phase or None,
        ),
    )


def _wanted(trajectory: Trajectory, course: Course, time: Span) -> Iterator[Wanted]:
    if trajectory.is_open and trajectory.course is not None:
        yield Wanted(Occasion.START, 0, course.started, time)
        yield from _phase_changes(course, time)
    if trajectory.closing is not None:
        yield Wanted(Occasion.CLOSE, 0, trajectory.closing.occurred, time)
    ended = course_ended(trajectory)
    if ended is not None:
        yield Wanted(Occasion.FOLLOW_UP, 0, ended, course.plan.follow_up)


def _phase_changes(course: Course, time: Span) -> Iterator[Wanted]:
    """A phase changes where another follows; the last phase's end is measured at close."""
    for phase in course.phases[:-1]:
        if phase.ended is not None:
            yield Wanted(Occasion.PHASE_CHANGE, phase.number, phase.ended, time)
