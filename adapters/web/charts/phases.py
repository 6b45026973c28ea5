"""The phase bar of a course: what each phase took, what is planned, and where today is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Literal

from domain.base import Occurred
from domain.reference.definitions import PlanPhase
from domain.rules.deadlines import pauses_within, phase_due
from domain.span import Due, due_following, instant_of
from domain.trajectory.state import Course, Phase
from domain.trajectory_codes import DeviationReason, Expectation, FocusArea

State = Literal["ended", "running", "paused", "stopped", "planned"]


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase as its table shows it. `due` is its deadline; a planned phase has neither `started` nor `ended`."""

    number: int
    plan: PlanPhase
    state: State
    started: Occurred | None
    due: Due
    ended: Occurred | None
    focus_areas: tuple[FocusArea, ...]
    unmet: tuple[Expectation, ...]
    reason: DeviationReason | None
    begins: datetime
    finishes: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of the bar: per cent from its left end, and its width."""

    number: int
    state: State
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class PhaseChart:
    """`today` is None where the day lies outside the bar."""

    rows: tuple[PhaseRow, ...]
    bars: tuple[Bar, ...]
    pauses: tuple[Bar, ...]
    today: float | None


def phase_chart(course: Course, now: datetime, closed: Occurred | None = None) -> PhaseChart:
    """Draw a course as it stands at an instant; `closed` is when the trajectory was closed with it."""
    rows = tuple(_rows(course, closed))
    begin, end = rows[0].begins, max(row.finishes for row in rows)
    whole = max((end - begin).total_seconds(), 1.0)

    def per_cent(instant: datetime) -> float:
        return round(min(max((instant - begin).total_seconds() / whole, 0.0), 1.0) * 100, 2)

    def bar(number: int, state: State, first: datetime, last: datetime) -> Bar:
        return Bar(number, state, per_cent(first), round(per_cent(last) - per_cent(first), 2))

    return PhaseChart(
        rows=rows,
        bars=tuple(bar(row.number, row.state, row.begins, row.finishes) for row in rows),
        pauses=tuple(
            bar(phase.number, "paused", instant_of(pause.begun), instant_of(pause.resumed) if pause.resumed else now)
            for phase in course.phases
            for pause in pauses_within(course, phase)
        ),
        today=per_cent(now) if begin <= now <= end else None,
    )


def _rows(course: Course, closed: Occurred | None) -> Iterator[PhaseRow]:
    for phase in course.phases:
        yield _begun(course, phase, closed)
    last = course.phases[-1]
    if closed is None:
        yield from _planned(course, phase_due(course, last) if last.ended is None else None)


def _begun(course: Course, phase: Phase, closed: Occurred | None) -> PhaseRow:
    due = phase_due(course, phase)
    over = phase.ended or closed
    return PhaseRow(
        number=phase.number,
        plan=phase.plan,
        state=_state(course, phase, closed),
        started=phase.started,
        due=due,
        ended=phase.ended,
        focus_areas=phase.focus_areas,
        unmet=phase.unmet,
        reason=phase.reason,
        begins=instant_of(phase.started),
        finishes=instant_of(over) if over else due.at,
    )


def _state(course: Course, phase: Phase, closed: Occurred | None) -> State:
    if phase.ended is not None:
        return "ended"
    if closed is not None:
        return "stopped"
    return "paused" if course.paused is not None else "running"


def _planned(course: Course, due: Due | None) -> Iterator[PhaseRow]:
    """Yield the phases not yet begun: each would begin when the one before is due."""
    begun = len(course.phases)
    plans = course.plan.phases[begun:]
    if due is None:
        return
    ends = accumulate(plans, lambda end, plan: due_following(end, plan.length), initial=due)
    for number, (plan, (begins, ending)) in enumerate(zip(plans, pairwise(ends), strict=True), start=begun + 1):
        yield PhaseRow(number, plan, "planned", None, ending, None, (), (), None, begins.at, ending.at)
