"""The contact rhythm of a phase: weekly, every second week, monthly. Source: domain section 7."""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.reference.catalogue import Catalogue
from domain.rules.deadlines import running_phase
from domain.rules.responsibility import who_answers
from domain.rules.standstill import stood_still
from domain.span import Due, due_after, instant_of
from domain.trajectory.state import Phase, Trajectory


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
    return phase, since, due_after(since, phase.plan.rhythm, moved=stood_still(course, since, phase.plan.rhythm))


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
                paused=stood_still(trajectory.course, since, phase.plan.rhythm),
            ),
        )
