"""The activity plan of a phase, made as the phase begins. Source: domain section 7, the CTI manual (2021)."""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.reference.catalogue import Catalogue
from domain.rules.deadlines import running_phase
from domain.rules.responsibility import who_answers
from domain.rules.standstill import stood_still
from domain.span import due_after
from domain.timing import time_given
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Expectation


@obliges
def phase_gets_its_plan(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A phase that expects an activity plan has its focus areas two weeks after it began; pauses move that."""
    running = running_phase(trajectory)
    if running is None or Expectation.ACTIVITY_PLAN not in running[1].plan.expected or running[1].focus_areas:
        return
    course, phase = running
    span = time_given(ItemKind.PHASE_PLAN, catalogue.timings)
    paused = stood_still(course, phase.started, span)
    yield Obligation(
        kind=ItemKind.PHASE_PLAN,
        subject=phase.number,
        due=due_after(phase.started, span, moved=paused),
        worker=who_answers(trajectory, catalogue),
        role=None,
        centre=trajectory.centre,
        why=Why("phase-plan", phase.started, span, phase=phase.number, paused=paused),
    )
