"""Streams and the catalogue as they are beside as they would be, stream by stream, summed up as a preview."""

from collections import Counter
from uuid import UUID

from domain.agenda import agenda
from domain.preview import (
    ObligationMoved,
    Overload,
    Pinned,
    Preview,
    TimerMoved,
    obligations_moved,
    timers_moved,
)
from domain.reference.catalogue import Catalogue
from domain.rules.caseload import cap_of
from domain.trajectory.state import Trajectory


class Comparison:
    """Compares streams one after the other, each with the catalogue of its side."""

    def __init__(self, before: Catalogue, after: Catalogue) -> None:
        self._before, self._after = before, after
        self._obligations: list[ObligationMoved] = []
        self._timers: list[TimerMoved] = []
        self._loads: Counter[tuple[str, str]] = Counter()
        self._gained: set[tuple[str, str]] = set()
        self._pinned: Counter[tuple[str, int]] = Counter()
        self._changed_plans = _changed_plans(before, after)
        self._compared = self._unreadable = 0

    @property
    def changes_catalogue(self) -> bool:
        """Tell whether every stream's agenda may be another."""
        return self._before is not self._after

    def add(self, before: Trajectory, after: Trajectory) -> None:
        """Compare a stream with itself as it would be."""
        if self.changes_catalogue or before is not after:
            self._compare(before, after)
        self._count_load(before, after)
        course = after.course
        if after.is_open and course is not None and course.phase is not None:
            self._pinned[course.plan.code, course.plan.version] += course.plan.code in self._changed_plans

    def add_unreadable(self) -> None:
        """Count a stream that this program cannot read."""
        self._unreadable += 1

    def preview(self) -> Preview:
        """Return what was found, the soonest due first."""
        return Preview(
            obligations=tuple(sorted(self._obligations, key=_when)),
            timers=tuple(sorted(self._timers, key=_when_timed)),
            overloads=tuple(self._overloads()),
            pinned=tuple(Pinned(*name, count) for name, count in sorted(self._pinned.items()) if count),
            compared=self._compared,
            unreadable=self._unreadable,
        )

    def _compare(self, before: Trajectory, after: Trajectory) -> None:
        self._compared += after.opened is not None
        old, new = agenda(before, self._before, 0), agenda(after, self._after, 0)
        measures: dict[UUID | int, str] = {measure.id: measure.kind for measure in after.measures}
        for was, will_be in obligations_moved(old, new):
            named = was or will_be
            measure = measures.get(named.subject) if named is not None else None
            self._obligations.append(ObligationMoved(after.id, was, will_be, measure))
        self._timers += [TimerMoved(after.id, *pair) for pair in timers_moved(old, new)]

    def _count_load(self, before: Trajectory, after: Trajectory) -> None:
        if after.is_open and after.worker is not None:
            held = after.worker, after.programme
            self._loads[held] += 1
            if not before.is_open or before.worker != after.worker:
                self._gained.add(held)

    def _overloads(self) -> list[Overload]:
        found = []
        for worker, programme in sorted(self._gained):
            cap, trajectories = cap_of(worker, programme, self._after), self._loads[worker, programme]
            if cap is not None and trajectories > cap:
                found.append(Overload(worker, programme, trajectories, cap))
        return found


def _changed_plans(before: Catalogue, after: Catalogue) -> frozenset[str]:
    return frozenset(code for code, plan in before.plans.items() if after.plans.get(code) != plan)


def _when(moved: ObligationMoved) -> tuple[object, ...]:
    shown = moved.after or moved.before
    assert shown is not None
    return shown.due.at, str(moved.stream), shown.kind, str(shown.subject)


def _when_timed(moved: TimerMoved) -> tuple[object, ...]:
    shown = moved.after or moved.before
    assert shown is not None
    return shown.at, str(moved.stream), shown.kind, shown.act, str(shown.subject)
