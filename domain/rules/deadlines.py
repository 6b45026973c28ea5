"""Phase deadlines: how they are counted, what moves them, who is reminded and when. Source: domain section 7."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.reference.catalogue import Catalogue
from domain.rules.responsibility import who_answers
from domain.span import Due, Span, due_after, due_before, due_following, instant_of, is_before
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
    days = sum(extension.days for extension in course.extensions if extension.approved)
    return due_after(course.started, plan_length(course), moved=all_paused_time(course) + timedelta(days=days))


def plan_length(course: Course) -> Span:
    """Return the length of all phases together."""
    spans = [phase.length for phase in course.plan.phases]
    return spans[0] if len(spans) == 1 else _sum(spans)


def all_paused_time(course: Course) -> timedelta:
    """Return what all pauses of a course move its end by."""
    exact = bool(plan_length(course).seconds)
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


def escalation_due(course: Course, phase: Phase) -> Due:
    """After five working days without a decision the leader is told."""
    return due_following(phase_due(course, phase), course.plan.escalate_after)


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
    extensions = tuple(extension for extension in course.extensions if extension.approved)
    return Why(
        rule="plan-end",
        start=course.started,
        span=plan_length(course),
        plan=course.plan.code,
        plan_version=course.plan.version,
        paused=all_paused_time(course),
        extended_days=sum(extension.days for extension in extensions),
        approved_by=tuple(extension.decided_by for extension in extensions if extension.decided_by),
    )


@times
def time_the_phase(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    """Reminders 14 and 7 days ahead, the deadline itself, and the escalation after five working days."""
    running = running_phase(trajectory)
    if running is None:
        return
    course, phase = running
    due = phase_due(course, phase)
    for span in course.plan.reminders:
        ahead = due_before(due, span)
        if ahead.at > instant_of(phase.started):
            yield _item(Act.REMIND, phase, ahead)
    yield _item(Act.NOTE_PASSED, phase, due)
    yield _item(Act.ESCALATE, phase, escalation_due(course, phase))


def _item(act: Act, phase: Phase, due: Due) -> ItemKey:
    return ItemKey.of(ItemKind.PHASE_END, act, phase.number, due)
