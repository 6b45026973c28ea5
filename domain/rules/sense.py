"""Whether a correction leaves a history that makes sense: nothing ends before it began, nothing hangs in the air."""

from datetime import UTC, datetime
from uuid import UUID

from domain.base import Occurred
from domain.events import Event
from domain.events.breach import BreachAssessed
from domain.events.course import (
    ActivityPlanSet,
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMoved,
    AppointmentNotKept,
    CtiStarted,
    PhaseEnded,
    Resumed,
)
from domain.events.help import (
    MeasureApplied,
    MeasureCompleted,
    MeasureGranted,
    MeasureRefused,
    MeasureStarted,
    MeasureStopped,
    MeasureTakenBack,
    YearlyCheckDone,
)
from domain.fact import Fact
from domain.span import is_before
from domain.trajectory.evolve import evolve, facts_that_hold
from domain.trajectory.state import Course, Measure, Trajectory

MEASURE_STEPS = (
    MeasureApplied,
    MeasureGranted,
    MeasureRefused,
    MeasureStarted,
    MeasureCompleted,
    MeasureStopped,
    MeasureTakenBack,
    YearlyCheckDone,
)
APPOINTMENT_STEPS = (AppointmentMoved, AppointmentCancelled, AppointmentKept, AppointmentNotKept)

_NOBODY = UUID(int=0)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def makes_sense_with(stream: Trajectory, event: Event) -> bool:
    """Tell whether a stream's facts fit together with one more correction or withdrawal."""
    occurred = Occurred.at_instant(_SOME_DAY)
    fact = Fact(_NOBODY, stream.id, "trajectory", event, occurred, _SOME_DAY, "", stream.position, stream.version + 1)
    corrected = evolve(stream, fact)
    return _in_order(corrected) and _nothing_hangs(corrected)


def _in_order(trajectory: Trajectory) -> bool:
    courses = [*trajectory.earlier_courses, *([trajectory.course] if trajectory.course else [])]
    measures = all(_measure_in_order(measure) for measure in trajectory.measures)
    breaches = all(_follows(breach.reported, breach.assessed) for breach in trajectory.breaches)
    opened = _nothing_before_opening(trajectory)
    return measures and breaches and opened and all(_course_in_order(course) for course in courses)


def _nothing_before_opening(trajectory: Trajectory) -> bool:
    """No closing, contact-making period or course lies before the opening, nor a course before that period."""
    opened, closing, pre_cti, course = trajectory.opened, trajectory.closing, trajectory.pre_cti, trajectory.course
    begun = pre_cti.begun if pre_cti is not None else None
    started = course.started if course is not None else None
    pairs = ((opened, closing.occurred if closing is not None else None), (opened, begun), (opened, started))
    return all(_follows(first, second) for first, second in (*pairs, (begun, started)))


def _measure_in_order(measure: Measure) -> bool:
    steps = (measure.first_applied, measure.granted, measure.refused, measure.started, measure.completed)
    proposed = all(_follows(measure.proposed, step) for step in (*steps, measure.stopped))
    answered = all(_follows(measure.first_applied, step) for step in (measure.granted, measure.refused))
    return proposed and answered and _follows(measure.granted, measure.checked)


def _follows(first: Occurred | None, second: Occurred | None) -> bool:
    return first is None or second is None or not is_before(second, first)


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
        and all(_has_its_beginning(trajectory, event) for event in events)
    )


def _has_its_beginning(trajectory: Trajectory, event: Event | None) -> bool:
    """A step of a measure, an appointment or a breach has what it is a step of."""
    match event:
        case _ if isinstance(event, MEASURE_STEPS):
            return any(measure.id == event.measure for measure in trajectory.measures)
        case _ if isinstance(event, APPOINTMENT_STEPS):
            return any(item.id == event.appointment for item in trajectory.appointments)
        case BreachAssessed():
            return any(breach.id == event.breach for breach in trajectory.breaches)
        case _:
            return True
