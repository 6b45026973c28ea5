"""How a measure (tiltag) follows from its steps. Unknown ids change nothing. Source: domain section 6."""

from collections.abc import Callable
from uuid import UUID

from domain.changed import changed
from domain.events.help import (
    MeasureApplied,
    MeasureCompleted,
    MeasureGranted,
    MeasureProposed,
    MeasureRefused,
    MeasureStarted,
    MeasureStopped,
    MeasureTakenBack,
    YearlyCheckDone,
)
from domain.fact import Fact
from domain.trajectory.evolve import applies, latest
from domain.trajectory.state import Measure, Trajectory


def measure_of(trajectory: Trajectory, measure: UUID) -> Measure | None:
    """Return a trajectory's measure by its id."""
    return next((known for known in trajectory.measures if known.id == measure), None)


@applies(MeasureProposed)
def measure_proposed(trajectory: Trajectory, fact: Fact, event: MeasureProposed) -> Trajectory:
    if measure_of(trajectory, event.measure) is not None:
        return trajectory
    measure = Measure(event.measure, event.kind, event.provider, fact.occurred)
    return changed(trajectory, measures=(*trajectory.measures, measure))


@applies(MeasureApplied)
def measure_applied(trajectory: Trajectory, fact: Fact, event: MeasureApplied) -> Trajectory:
    return _change(
        trajectory,
        event.measure,
        lambda measure: changed(
            measure,
            answer=event.answer,
            applied=fact.occurred,
            first_applied=measure.first_applied or fact.occurred,
            taken_back=None,
        ),
    )


@applies(MeasureGranted)
def measure_granted(trajectory: Trajectory, fact: Fact, event: MeasureGranted) -> Trajectory:
    return _change(
        trajectory,
        event.measure,
        lambda measure: changed(measure, granted=fact.occurred, yearly_check=event.yearly_check),
    )


@applies(MeasureRefused)
def measure_refused(trajectory: Trajectory, fact: Fact, event: MeasureRefused) -> Trajectory:
    return _change(trajectory, event.measure, lambda measure: changed(measure, refused=fact.occurred))


@applies(MeasureStarted)
def measure_started(trajectory: Trajectory, fact: Fact, event: MeasureStarted) -> Trajectory:
    return _change(
        trajectory, event.measure, lambda measure: changed(measure, started=fact.occurred, until=event.until)
    )


@applies(MeasureCompleted)
def measure_completed(trajectory: Trajectory, fact: Fact, event: MeasureCompleted) -> Trajectory:
    return _change(trajectory, event.measure, lambda measure: changed(measure, completed=fact.occurred))


@applies(MeasureStopped)
def measure_stopped(trajectory: Trajectory, fact: Fact, event: MeasureStopped) -> Trajectory:
    return _change(trajectory, event.measure, lambda measure: changed(measure, stopped=fact.occurred))


@applies(MeasureTakenBack)
def measure_taken_back(trajectory: Trajectory, fact: Fact, event: MeasureTakenBack) -> Trajectory:
    return _change(trajectory, event.measure, lambda measure: changed(measure, taken_back=fact.occurred))


@applies(YearlyCheckDone)
def yearly_check_done(trajectory: Trajectory, fact: Fact, event: YearlyCheckDone) -> Trajectory:
    return _change(
        trajectory, event.measure, lambda measure: changed(measure, checked=latest(measure.checked, fact.occurred))
    )


def _change(trajectory: Trajectory, measure: UUID, step: Callable[[Measure], Measure]) -> Trajectory:
    return changed(
        trajectory,
        measures=tuple(step(known) if known.id == measure else known for known in trajectory.measures),
    )
