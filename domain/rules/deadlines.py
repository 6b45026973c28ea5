"""Phase deadlines: how they are counted, what moves them, who is reminded and when. Source: domain section 7."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from domain.agenda import Obligation, Why, obliges, pins
from domain.agenda_item import ItemKind
from domain.reference.catalogue import Catalogue
from domain.rules.responsibility import who_answers
from domain.span import Due, Span, due_after, is_before
from domain.timing import Times
from domain.trajectory.state import Course, Extension, Pause, Phase, Trajectory

LENGTHS_REMEMBERED = 256


def pauses_within(course: Course, phase: Phase) -> tuple[Pause, ...]:
    """Return the pauses that began while a phase ran."""
    return tuple(
        pause
        for pause in course.pauses
        if not is_before(pause.begun, phase.started) and (phase.ended is None or is_before(pause.begun, phase.ended))
    )


def paused_time(course: Course, phase: Phase) -> timedelta:
    """A pause moves the phase's deadline by its length when it is resumed."""
    exact = bool(phase.plan.length.seconds)
    return sum((pause.length(exact=exact) for pause in pauses_within(course, phase)), timedelta())


def approved_extensions(course: Course, phase: Phase) -> tuple[Extension, ...]:
    return tuple(item for item in course.extensions if item.approved and item.phase == phase.number)


def phase_due(course: Course, phase: Phase) -> Due:
    """A phase's deadline: its length in one step from the day it started, moved by pauses and extensions."""
    days = sum(extension.days for extension in approved_extensions(course, phase))
    moved = paused_time(course, phase) + timedelta(days=days)
    return due_after(phase.started, phase.plan.length, moved=moved)


def plan_due(course: Course) -> Due:
    """The whole plan's end: its length in one step from the start of CTI, moved by every pause and extension."""
    length = plan_length(course)
    days = sum(extension.days for extension in course.extensions if extension.approved)
    return due_after(course.started, length, moved=all_paused_time(course, length) + timedelta(days=days))


def plan_length(course: Course) -> Span:
    """Return the length of all phases together."""
    spans = [phase.length for phase in course.plan.phases]
    return spans[0] if len(spans) == 1 else _sum(spans)


def all_paused_time(course: Course, length: Span) -> timedelta:
    """Return what all pauses of a course, whose plan has this length, move its end by."""
    exact = bool(length.seconds)
    return sum((pause.length(exact=exact) for pause in course.pauses), timedelta())


def _sum(spans: list[Span]) -> Span:
    """Add lengths of one unit; a plan of mixed calendar units is counted in days of a 30-day month."""
    months, days = sum(s.months for s in spans), sum(s.days for s in spans)
    working, seconds = sum(s.working_days for s in spans), sum(s.seconds for s in spans)
    if [bool(months), bool(days), bool(working), bool(seconds)].count(True) == 1:
        return _length(months, days, working, seconds)
    return _length(0, months * 30 + days + working * 7 // 5 + seconds // 86400, 0, 0)


@lru_cache(maxsize=LENGTHS_REMEMBERED)
def _length(months: int, days: int, working_days: int, seconds: int) -> Span:
    return Span(months=months, days=days, working_days=working_days, seconds=seconds)


def running_phase(trajectory: Trajectory) -> tuple[Course, Phase] | None:
    """Return the course and phase whose clock runs: none before CTI, in a pause, or after the last phase."""
    course = trajectory.course
    if not trajectory.is_open or course is None or course.phase is None or course.paused is not None:
        return None
    return course, course.phase


def _why(course: Course, phase: Phase) -> Why:
    extensions = approved_extensions(course, phase)
    return Why(
        rule="phase-deadline",
        start=phase.started,
        span=phase.plan.length,
        plan=course.plan.code,
        plan_version=course.plan.version,
        phase=phase.number,
        paused=paused_time(course, phase),
        extended_days=sum(extension.days for extension in extensions),
        approved_by=tuple(extension.decided_by for extension in extensions if extension.decided_by),
    )


@obliges
def phase_is_ended_in_time(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A worker ends the running phase by its deadline; the engine never moves a person by itself."""
    running = running_phase(trajectory)
    if running is not None:
        course, phase = running
        yield Obligation(
            kind=ItemKind.PHASE_END,
            subject=phase.number,
            due=phase_due(course, phase),
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=_why(course, phase),
        )


@obliges
def plan_is_ended_in_time(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The course as a whole ends by the plan's end."""
    running = running_phase(trajectory)
    if running is not None:
        course, _ = running
        yield Obligation(
            kind=ItemKind.PLAN_END,
            subject=course.run,
            due=plan_due(course),
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=_why_the_plan_ends(course),
        )


def _why_the_plan_ends(course: Course) -> Why:
    length, extensions = plan_length(course), tuple(item for item in course.extensions if item.approved)
    return Why(
        rule="plan-end",
        start=course.started,
        span=length,
        plan=course.plan.code,
        plan_version=course.plan.version,
        paused=all_paused_time(course, length),
        extended_days=sum(extension.days for extension in extensions),
        approved_by=tuple(extension.decided_by for extension in extensions if extension.decided_by),
    )


@pins(ItemKind.PHASE_END)
def timing_of_the_plan(trajectory: Trajectory, obligation: Obligation, timing: Times) -> Times:
    """Reminders 14 and 7 days ahead, and the escalation after five working days, as the plan has them."""
    course = trajectory.course
    if course is None:
        return timing
    return timing._replace(remind=course.plan.reminders, escalate=course.plan.escalate_after)
