"""A contact that comes to a trajectory, open or closed. Source: domain section 3, design section 4."""

from collections.abc import Iterable
from datetime import datetime

from domain import refusals
from domain.base import Occurred
from domain.commands.contacts import RegisterFollowUp
from domain.decide import Decision, Raised, States, decides_across
from domain.events.contacts import ContactForm
from domain.events.course import TrajectoryReopened
from domain.reference.catalogue import Catalogue
from domain.rules.contacts import (
    CLOSED_FOR_GOOD,
    OTHER_PROGRAMME,
    contact_events,
    contact_refusal,
    is_closed_for_good,
)
from domain.span import is_before
from domain.trajectory.evolve import latest
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason

LATE_REOPENS = frozenset({CloseReason.COUNSELLING_ONLY, CloseReason.REGISTERED_IN_ERROR, CloseReason.DUPLICATE})
"""Reasons that do not hold beside a contact entered late: there was no silence, or no trajectory to be in."""


@decides_across(RegisterFollowUp, lambda command: (command.trajectory,))
def register_follow_up(states: States, command: RegisterFollowUp, now: datetime, catalogue: Catalogue) -> Decision:
    trajectory = states[command.trajectory]
    if trajectory.opened is None:
        return refusals.NO_SUCH_TRAJECTORY
    refusal = contact_refusal(command.contact, catalogue)
    return refusal or arrival(trajectory, command.contact, command.occurred, command.occurred)


def arrival(trajectory: Trajectory, form: ContactForm, occurred: Occurred, told: Occurred) -> Decision:
    """Return what a contact raises in a trajectory: it reopens a closed one at once, on the day it was told of.

    One from before the closing is entered late: it counts, and the trajectory stays closed.
    """
    if form.programme != trajectory.programme:
        return OTHER_PROGRAMME
    late = _happened_before_closing(trajectory, occurred)
    if is_closed_for_good(trajectory) and not late:
        return CLOSED_FOR_GOOD
    events = contact_events(form, follow_up=trajectory.contacts > 0)
    raised = [Raised(trajectory.id, "trajectory", event, occurred) for event in events]
    return raised if late else [*_reopening(trajectory, told), *raised]


def _happened_before_closing(trajectory: Trajectory, occurred: Occurred) -> bool:
    closing = trajectory.closing
    return closing is not None and closing.reason not in LATE_REOPENS and is_before(occurred, closing.occurred)


def _reopening(trajectory: Trajectory, told: Occurred) -> Iterable[Raised]:
    """A trajectory is never reopened before it was closed, or the silence before would be asked about again."""
    if trajectory.closing is not None:
        occurred = latest(trajectory.closing.occurred, told)
        yield Raised(trajectory.id, "trajectory", TrajectoryReopened(), occurred)
