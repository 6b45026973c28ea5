"""Weekly team supervision and the monthly caseload review. Source: domain section 7."""

from datetime import datetime

from domain import refusals
from domain.commands.supervision import HoldSupervision
from domain.decide import Decision, Raised, States, decides_across
from domain.events.supervision import SupervisionHeld
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.contacts import STREAM_IN_USE
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


@decides_across(HoldSupervision, lambda command: (command.stream, *command.trajectories))
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
    return [Raised(command.stream, "supervision", event, command.occurred)]
