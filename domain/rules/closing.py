"""Closing a trajectory, duplicates and legal holds. Source: domain sections 3 and 7."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.changed import changed
from domain.commands.course import CloseTrajectory, LiftHold, PlaceHold
from domain.decide import Decision, Outcome, Raised, States, decides, decides_across
from domain.events.course import DuplicateLinked, HoldLifted, HoldPlaced, TrajectoryClosed
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.inactivity import may_close_as_counselling_only
from domain.rules.responsibility import is_leader
from domain.span import is_before
from domain.trajectory.evolve import applies
from domain.trajectory.state import Closing, Trajectory
from domain.trajectory_codes import CloseReason

EARLY_NEEDS_APPROVAL = Refusal(
    "early-needs-approval",
    "CTI-forløbet slutter før tid. Anmod lederen om godkendelse først.",
    "The CTI course ends early. Ask the leader for approval first.",
)
NOT_COUNSELLING_ONLY = Refusal(
    "not-counselling-only",
    "Kun rådgivning gælder anonyme forløb uden CTI, åbne tiltag, aftaler og tilbageholdelse. Vælg en anden årsag.",
    "Counselling only is for anonymous trajectories without CTI, open measures, appointments or hold. "
    "Choose another reason.",
)
DUPLICATE_OF_WHICH = Refusal(
    "duplicate-of-which",
    "En dublet skal pege på det andet forløb i samme program, der fortsætter, og kun en dublet må det.",
    "A duplicate names the other trajectory of the same programme that goes on, and only a duplicate does.",
)
HOLD_STANDS = Refusal(
    "hold-stands",
    "Forløbet er allerede tilbageholdt.",
    "A legal hold stands already.",
)
NO_HOLD = Refusal(
    "no-hold",
    "Forløbet er ikke tilbageholdt.",
    "There is no legal hold to lift.",
)

PROGRAMME_ENDS_IT = frozenset({CloseReason.COMPLETED, CloseReason.OTHER_OFFER})
"""Reasons by which the programme, not the person, ends a course."""


def ends_early(trajectory: Trajectory, reason: CloseReason) -> bool:
    """No early discharge: the programme does not stop a course before its last phase has ended."""
    course = trajectory.course
    return reason in PROGRAMME_ENDS_IT and course is not None and course.phase is not None


def _streams_of_closing(command: CloseTrajectory) -> Iterable[UUID]:
    yield command.trajectory
    if command.duplicate_of is not None:
        yield command.duplicate_of


@decides_across(CloseTrajectory, _streams_of_closing)
def close_trajectory(states: States, command: CloseTrajectory, now: datetime, catalogue: Catalogue) -> Decision:
    refusal = _closing_refusal(states, command)
    if refusal is not None:
        return refusal
    closed = TrajectoryClosed(reason=command.reason, duplicate_of=command.duplicate_of)
    raised = [Raised(command.trajectory, "trajectory", closed, command.occurred)]
    if command.duplicate_of is not None:
        linked = DuplicateLinked(duplicate=command.trajectory)
        raised.append(Raised(command.duplicate_of, "trajectory", linked, command.occurred))
    return raised


def _closing_refusal(states: States, command: CloseTrajectory) -> Refusal | None:
    trajectory = states[command.trajectory]
    if trajectory.opened is None:
        return refusals.NO_SUCH_TRAJECTORY
    if trajectory.closing is not None:
        return refusals.TRAJECTORY_CLOSED
    if is_before(command.occurred, trajectory.opened):
        return refusals.BEFORE_OPENING
    duplicate = None if _names_its_duplicate(states, command) else DUPLICATE_OF_WHICH
    return reason_refusal(trajectory, command.reason) or duplicate


def reason_refusal(trajectory: Trajectory, reason: CloseReason) -> Refusal | None:
    """Return why a trajectory cannot be closed for a reason, None if it can."""
    approved = trajectory.discharge is not None and trajectory.discharge.approved
    if ends_early(trajectory, reason) and not approved:
        return EARLY_NEEDS_APPROVAL
    if reason is CloseReason.COUNSELLING_ONLY and not may_close_as_counselling_only(trajectory):
        return NOT_COUNSELLING_ONLY
    return None


def _names_its_duplicate(states: States, command: CloseTrajectory) -> bool:
    if command.reason is not CloseReason.DUPLICATE or command.duplicate_of is None:
        return command.reason is not CloseReason.DUPLICATE and command.duplicate_of is None
    other = states[command.duplicate_of]
    same_programme = other.programme == states[command.trajectory].programme
    return other.id != command.trajectory and other.is_open and same_programme


@decides(PlaceHold, closed_too=True)
def place_hold(trajectory: Trajectory, command: PlaceHold, now: datetime, catalogue: Catalogue) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    return HOLD_STANDS if trajectory.hold else [HoldPlaced()]


@decides(LiftHold, closed_too=True)
def lift_hold(trajectory: Trajectory, command: LiftHold, now: datetime, catalogue: Catalogue) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    return [HoldLifted()] if trajectory.hold else NO_HOLD


@applies(TrajectoryClosed)
def trajectory_closed(trajectory: Trajectory, fact: Fact, event: TrajectoryClosed) -> Trajectory:
    return changed(trajectory, closing=Closing(event.reason, fact.occurred, event.duplicate_of))


@applies(HoldPlaced)
def hold_placed(trajectory: Trajectory, fact: Fact, event: HoldPlaced) -> Trajectory:
    return changed(trajectory, hold=True)


@applies(HoldLifted)
def hold_lifted(trajectory: Trajectory, fact: Fact, event: HoldLifted) -> Trajectory:
    return changed(trajectory, hold=False)
