"""The contact rhythm of a phase: weekly, every second week, monthly. Source: domain section 7."""

from collections.abc import Iterable
from datetime import timedelta

from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.changed import changed
from domain.reference.catalogue import Catalogue
from domain.rules.deadlines import running_phase
from domain.rules.responsibility import who_answers
from domain.span import Due, due_after, instant_of, is_before
from domain.trajectory.evolve import latest
from domain.trajectory.state import Course, Phase, Trajectory


def contact_due(trajectory: Trajectory) -> tuple[Phase, Occurred, Due] | None:
    """Weekly, every second week, monthly: the next contact is due a rhythm after the last contact or attempt.

    A pause since then moves it, as it moves the phase's deadline.
    """
    running = running_phase(trajectory)
    if running is None:
        return None
    course, phase = running
    last = trajectory.last_contact
    since = last if last is not None and instant_of(last) > instant_of(phase.started) else phase.started
    return phase, since, due_after(since, phase.plan.rhythm, moved=stood_still(course, phase, since))


def stood_still(course: Course, phase: Phase, since: Occurred) -> timedelta:
    """Return what pauses move the next contact by: those that began before it was due, and are over."""
    exact = bool(phase.plan.rhythm.seconds)
    moved = timedelta()
    for pause in course.pauses:
        if pause.resumed is None or is_before(pause.resumed, since):
            continue
        rest = changed(pause, begun=latest(pause.begun, since))
        if due_after(since, phase.plan.rhythm, moved=moved).has_passed(instant_of(rest.begun)):
            break
        moved += rest.length(exact=exact)
    return moved


@obliges
def contact_follows_the_rhythm(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    found = contact_due(trajectory)
    if found is not None and trajectory.course is not None:
        phase, since, due = found
        yield Obligation(
            kind=ItemKind.CONTACT,
            subject=phase.number,
            due=due,
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=Why(
                rule="contact-rhythm",
                start=since,
                span=phase.plan.rhythm,
                plan=trajectory.course.plan.code,
                phase=phase.number,
                paused=stood_still(trajectory.course, phase, since),
            ),
        )


@times
def remind_of_the_rhythm(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    found = contact_due(trajectory)
    if found is not None:
        phase, _, due = found
        yield ItemKey.of(ItemKind.CONTACT, Act.REMIND, phase.number, due)
