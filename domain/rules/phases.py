"""Ending a phase: only by a worker's step; the next starts the same day. Source: domain section 7."""

from datetime import datetime

from domain import refusals
from domain.changed import changed
from domain.commands.course import EndPhase
from domain.decide import Outcome, decides
from domain.events.course import PhaseEnded
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.course import CTI_NOT_BEGUN, in_its_phase
from domain.rules.deadlines import pauses_within
from domain.rules.expectations import UNMET_NEEDS_REASON, unmet
from domain.span import is_before
from domain.trajectory.evolve import applies
from domain.trajectory.state import Course, Phase, Trajectory

PHASE_NOT_BEGUN = Refusal(
    "phase-not-begun",
    "Fasen er ikke begyndt og kan derfor ikke afsluttes.",
    "The phase has not begun, so it cannot be ended.",
)
PHASE_ENDED_ALREADY = Refusal(
    "phase-ended-already",
    "Fasen er allerede afsluttet. Ret datoen, hvis den er forkert.",
    "The phase has ended already. Correct its date if that is wrong.",
)
COURSE_PAUSED = Refusal(
    "course-paused",
    "Forløbet er sat på pause. Genoptag det først.",
    "The course is paused. Resume it first.",
)
ENDS_BEFORE_IT_BEGAN = Refusal(
    "ends-before-it-began",
    "Slutdatoen ligger før begyndelsen. Ret datoen.",
    "The end lies before the beginning. Correct the date.",
)


@decides(EndPhase)
def end_phase(trajectory: Trajectory, command: EndPhase, now: datetime, catalogue: Catalogue) -> Outcome:
    course = trajectory.course
    if course is None:
        return CTI_NOT_BEGUN
    phase = next((item for item in course.phases if item.number == command.phase), None)
    if phase is None:
        return PHASE_NOT_BEGUN
    if phase.ended is not None:
        return PHASE_ENDED_ALREADY
    if course.paused is not None:
        return COURSE_PAUSED
    if is_before(command.occurred, phase.started):
        return ENDS_BEFORE_IT_BEGAN
    if _stood_still(course, phase, command):
        return refusals.BEFORE_OPENING
    return _ending(course, phase, command)


def _stood_still(course: Course, phase: Phase, command: EndPhase) -> bool:
    """Nobody ends a phase while the course stands still, nor on a date in a pause that is over."""
    resumed = (pause.resumed for pause in pauses_within(course, phase) if pause.resumed is not None)
    return any(is_before(command.occurred, end) for end in resumed)


def _ending(course: Course, phase: Phase, command: EndPhase) -> Outcome:
    missing = unmet(course, phase)
    if missing and command.reason is None:
        return UNMET_NEEDS_REASON
    return [PhaseEnded(phase=phase.number, unmet=missing, reason=command.reason if missing else None)]


@applies(PhaseEnded)
def phase_ended(trajectory: Trajectory, fact: Fact, event: PhaseEnded) -> Trajectory:
    course = trajectory.course
    if course is None or course.phase is None or course.phase.number != event.phase:
        return trajectory
    ended = changed(course.phase, ended=fact.occurred, unmet=event.unmet, reason=event.reason)
    following = course.plan.phases[event.phase : event.phase + 1]
    begun = tuple(Phase(event.phase + 1, plan, fact.occurred) for plan in following)
    gone_on = changed(course, phases=(*course.phases[:-1], ended, *begun))
    contacts = tuple(in_its_phase(gone_on, contact) for contact in course.contacts)
    return changed(trajectory, course=changed(gone_on, contacts=contacts))
