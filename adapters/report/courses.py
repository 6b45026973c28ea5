"""Courses by target group, which are reported apart: how they stand, in which phase, and how they ended."""

from collections import Counter
from collections.abc import Iterable

from adapters.report.data import GroupCourses
from adapters.report.queries import CourseGroup, Observed
from domain.reference.definitions import Programme
from domain.trajectory_codes import CloseReason, Observation, PhaseName, TargetGroup


def courses_by_group(
    programme: Programme, groups: Iterable[CourseGroup], observed: Iterable[Observed]
) -> tuple[GroupCourses, ...]:
    """Return each target group of a programme, and those without one if there are any."""
    groups, observed = tuple(groups), tuple(observed)
    seen = {group.target_group for group in groups}
    order = (*programme.target_groups, *([None] if None in seen or not programme.target_groups else []))
    return tuple(
        _courses(
            target,
            [group for group in groups if group.target_group == target],
            [item for item in observed if item.target_group == target],
        )
        for target in order
    )


def _courses(target: TargetGroup | None, groups: list[CourseGroup], observed: list[Observed]) -> GroupCourses:
    by_status = _count((group.status, group.trajectories) for group in groups)
    phases = _count((group.phase, group.trajectories) for group in groups if group.status != "closed")
    reasons = _count((group.closing_reason, group.trajectories) for group in groups if group.status == "closed")
    observations = _count((item.observation, item.trajectories) for item in observed)
    return GroupCourses(
        group=target,
        open=by_status["open"],
        paused=by_status["paused"],
        closed=by_status["closed"],
        phases=tuple((phase, phases[phase]) for phase in (*PhaseName, None) if phases[phase]),
        outcomes=tuple((reason, reasons[reason]) for reason in CloseReason if reasons[reason]),
        observations=tuple((seen, observations[seen]) for seen in Observation if observations[seen]),
    )


def _count(pairs: Iterable[tuple[str | None, int]]) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for code, number in pairs:
        counts[code] += number
    return counts
