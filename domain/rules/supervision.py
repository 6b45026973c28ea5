"""Weekly team supervision and the monthly caseload review. Source: domain section 7."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain import refusals
from domain.commands.supervision import HoldSupervision
from domain.decide import Decision, Raised, States, decides_across
from domain.duties import Duty
from domain.events.supervision import SupervisionHeld
from domain.help_codes import SessionKind
from domain.recurring.occasions import occasion_of
from domain.recurring.streams import duty_called, duty_stream
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.contacts import STREAM_IN_USE
from domain.rules.recurring import done
from domain.trajectory_codes import Role

NOT_A_SUPERVISOR = Refusal(
    "not-a-supervisor",
    "Kun en metodesupervisor eller leder kan lede teamsupervision.",
    "Only a method supervisor or a leader can lead team supervision.",
)
DISCUSSED_TWICE = Refusal(
    "discussed-twice",
    "Et forløb kan kun nævnes én gang på samme møde.",
    "A trajectory can be named only once in a session.",
)


def may_lead(actor: str, catalogue: Catalogue) -> bool:
    return any(catalogue.has_role(actor, role) for role in (Role.METHOD_SUPERVISOR, Role.LEADER))


DUTIES_OF: Mapping[SessionKind, tuple[Duty, ...]] = MappingProxyType(
    {
        SessionKind.WEEKLY: (Duty.SUPERVISION,),
        SessionKind.FULL_REVIEW: (Duty.SUPERVISION, Duty.CASELOAD_REVIEW),
    }
)
"""The recurring duties of the team that a session does: where every trajectory is reviewed, the team met too."""


def _streams(command: HoldSupervision) -> Iterable[UUID]:
    duties = (duty_stream(duty, command.centre) for duty in DUTIES_OF[command.kind])
    return (command.stream, *duties, *command.trajectories)


@decides_across(HoldSupervision, _streams)
def hold_supervision(states: States, command: HoldSupervision, now: datetime, catalogue: Catalogue) -> Decision:
    if states[command.stream].version:
        return STREAM_IN_USE
    if command.centre not in catalogue.centres:
        return refusals.UNKNOWN_CENTRE
    if not may_lead(command.actor, catalogue):
        return NOT_A_SUPERVISOR
    if len(set(command.trajectories)) < len(command.trajectories):
        return DISCUSSED_TWICE
    if any(states[trajectory].opened is None for trajectory in command.trajectories):
        return refusals.NO_SUCH_TRAJECTORY
    event = SupervisionHeld(
        centre=command.centre, kind=command.kind, led_by=command.actor, trajectories=command.trajectories
    )
    held = Raised(command.stream, "supervision", event, command.occurred)
    return [held, *(raised for duty in DUTIES_OF[command.kind] for raised in _done(duty, states, command, catalogue))]


def _done(duty: Duty, states: States, command: HoldSupervision, catalogue: Catalogue) -> Iterable[Raised]:
    """A session counts for the week or month in which it was held, also when it is entered late."""
    defined = duty_called(duty, command.centre, catalogue)
    occasion = None if defined is None else occasion_of(defined, command.occurred.on)
    if defined is None or occasion is None:
        return ()
    return done(defined, states[duty_stream(duty, command.centre)], occasion, command.occurred)
