"""Our histories retold as aggregates of the library, an event for an event."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.benchmarks.fill.telling import Told
from tests.benchmarks.theirs.trajectory import CtiTrajectory

SAME_FIELDS: dict[str, Callable[..., None]] = {
    "CtiContactRecorded": CtiTrajectory.cti_contact_recorded,
    "ContactRegistered": CtiTrajectory.contact_registered,
    "WorkerAssigned": CtiTrajectory.worker_assigned,
    "CtiStarted": CtiTrajectory.cti_started,
    "ExpectationMet": CtiTrajectory.expectation_met,
    "ActivityPlanSet": CtiTrajectory.activity_plan_set,
}
BY_PHASE: dict[str, Callable[..., None]] = {
    "PhaseEnded": CtiTrajectory.phase_ended,
    "MeasurementRecorded": CtiTrajectory.measurement_recorded,
}
MEASURES = ("MeasureProposed", "MeasureApplied", "MeasureGranted", "MeasureStarted", "MeasureCompleted")


def aggregate_of(history: Iterable[Told]) -> CtiTrajectory:
    """Return an aggregate with as many pending events as a history has, and their content."""
    happened = [
        (event.template.type, json.loads(event.payload), event.template.occurred_on.isoformat(), command.actor)
        for command in history
        for event in command.events
    ]
    opening = next(one for one in happened if one[0] == "TrajectoryOpened")
    _, content, day, actor = opening
    course = CtiTrajectory(**content, occurred=day, actor=actor)
    for one in happened:
        if one is not opening:
            _retell(course, *one)
    return course


def _retell(course: CtiTrajectory, name: str, content: dict[str, Any], occurred: str, actor: str) -> None:
    about = {"occurred": occurred, "actor": actor}
    if name in SAME_FIELDS:
        SAME_FIELDS[name](course, **content, **about)
    elif name in BY_PHASE:
        BY_PHASE[name](course, phase=content["phase"], content=content, **about)
    elif name in MEASURES:
        course.measure_moved(measure=content["measure"], step=name, content=content, **about)
    else:
        course.happened(name=name, content=content, **about)
