"""Pause and resume: hospital, prison, away. A pause stops the clock; our rule, shown as a deviation."""

from datetime import datetime

from domain.changed import changed
from domain.commands.course import Pause as PauseCommand
from domain.commands.course import Resume
from domain.decide import Outcome, decides
from domain.events.course import Paused, Resumed
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.course import CTI_NOT_BEGUN
from domain.rules.phases import COURSE_PAUSED, ENDS_BEFORE_IT_BEGAN
from domain.span import is_before
from domain.trajectory.evolve import applies
from domain.trajectory.state import Pause, Trajectory

NOT_PAUSED = Refusal(
    "not-paused",
    "Forløbet er ikke sat på pause.",
    "The course is not paused.",
)


@decides(PauseCommand)
def pause(trajectory: Trajectory, command: PauseCommand, now: datetime, catalogue: Catalogue) -> Outcome:
    course = trajectory.course
    if course is None or course.phase is None:
        return CTI_NOT_BEGUN
    if course.paused is not None:
        return COURSE_PAUSED
    if is_before(command.occurred, course.phase.started) or _overlaps(course.pauses, command):
        return ENDS_BEFORE_IT_BEGAN
    if command.expected_until is not None and command.expected_until < command.occurred.on:
        return ENDS_BEFORE_IT_BEGAN
    return [Paused(reason=command.reason, expected_until=command.expected_until)]


def _overlaps(pauses: tuple[Pause, ...], command: PauseCommand) -> bool:
    return any(item.resumed is not None and is_before(command.occurred, item.resumed) for item in pauses)


@decides(Resume)
def resume(trajectory: Trajectory, command: Resume, now: datetime, catalogue: Catalogue) -> Outcome:
    course = trajectory.course
    if course is None or course.paused is None:
        return NOT_PAUSED
    return ENDS_BEFORE_IT_BEGAN if is_before(command.occurred, course.paused.begun) else [Resumed()]


def _begun(fact: Fact, event: Paused) -> Pause:
    return Pause(fact.id, fact.occurred, event.reason, event.expected_until)


@applies(Paused)
def paused(trajectory: Trajectory, fact: Fact, event: Paused) -> Trajectory:
    course = trajectory.course
    if course is None or course.paused is not None:
        return trajectory
    return changed(trajectory, course=changed(course, pauses=(*course.pauses, _begun(fact, event))))


@applies(Resumed)
def resumed(trajectory: Trajectory, fact: Fact, event: Resumed) -> Trajectory:
    course = trajectory.course
    if course is None or course.paused is None:
        return trajectory
    ended = changed(course.paused, resumed=fact.occurred)
    return changed(trajectory, course=changed(course, pauses=(*course.pauses[:-1], ended)))
