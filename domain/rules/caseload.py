"""A whole caseload handed over in one step, and leave: a worker's trajectories are never without an answer.

A worker is on leave while a deputy is set. Source: domain sections 2, 4 and 7.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.base import stream_of
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.decide import Decision, Raised, States, decides_across
from domain.events import Event
from domain.events.course import HandOverReturned, WorkerAssigned, WorkerReleased
from domain.events.reference import StaffDefined
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.rules.consent import consent_covers_hand_over
from domain.rules.hand_over import HAND_OVER_TO_SELF, NEEDS_CONSENT, worker_refusal
from domain.rules.reference import in_force
from domain.rules.responsibility import is_caseworker, is_leader
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import HandOverReturn

WHOLE_POST = 100
"""Per cent of a full-time post."""

NOTHING_TO_MOVE = Refusal(
    "nothing-to-move",
    "Her er intet at flytte: ingen af forløbene er medarbejderens nu. Se sagsstammen, som den er nu.",
    "There is nothing to move: none of the trajectories is the worker's now. Look at the caseload as it is now.",
)
NOT_YOUR_LEAVE = Refusal(
    "not-your-leave",
    "Fravær registreres af medarbejderen selv eller en leder.",
    "Leave is recorded by the worker or by a leader.",
)
DEPUTY_TO_SELF = Refusal(
    "deputy-to-self",
    "Stedfortræderen skal være en anden end medarbejderen selv.",
    "The deputy must be another than the worker.",
)
DEPUTY_ON_LEAVE = Refusal(
    "deputy-on-leave",
    "Stedfortræderen er selv fraværende. Vælg en anden.",
    "The deputy is on leave too. Choose another.",
)
DEPUTY_ELSEWHERE = Refusal(
    "deputy-elsewhere",
    "Stedfortræderen hører til en anden forvaltning og må ikke se forløbene. Vælg en fra samme forvaltning.",
    "The deputy belongs to another administration and may not see the trajectories. Choose one of the same.",
)


def cap_of(worker: str | None, programme: str, catalogue: Catalogue) -> int | None:
    """Return how many trajectories of a programme a worker should have at most; None where either is not defined.

    The cap is that of a full-time post; a part of a post has that part of it, and at least one. It warns only.
    """
    staff, defined = catalogue.staff.get(worker or ""), catalogue.programmes.get(programme)
    if staff is None or defined is None:
        return None
    return max(defined.caseload_cap * staff.full_time // WHOLE_POST, 1)


def may_move(trajectory: Trajectory, command: MoveCaseload, catalogue: Catalogue) -> bool:
    """Tell whether a trajectory may go where a command moves it: another administration needs consent in force."""
    if command.to is None:
        return True
    sender = catalogue.administration_of(trajectory.centre)
    receiver = catalogue.administration_of(catalogue.staff[command.to].centre)
    return sender == receiver or any(
        consent_covers_hand_over(trajectory, consent.id, sender, receiver, command.occurred.on)
        for consent in trajectory.consents
    )


def staff_stream(worker: str) -> UUID:
    """Return the stream that a worker is defined in."""
    return stream_of("staff", worker)


def _streams_of_move(command: MoveCaseload) -> Iterable[UUID]:
    yield from command.trajectories
    if command.leaves:
        yield staff_stream(command.worker)


@decides_across(MoveCaseload, _streams_of_move)
def move_caseload(states: States, command: MoveCaseload, now: datetime, catalogue: Catalogue) -> Decision:
    """Move what is still the worker's; what somebody else has by now is no part of the caseload and stays there.

    What was offered to a worker who leaves goes back to who offered it.
    """
    named = [states[trajectory] for trajectory in dict.fromkeys(command.trajectories)]
    moving = [trajectory for trajectory in named if trajectory.worker == command.worker]
    refusal = _moving_refusal(command, named, moving, catalogue)
    if refusal is not None:
        return refusal
    raised = [_raised(trajectory, _moved(command, catalogue), command) for trajectory in moving]
    if command.leaves:
        raised += [*_returned(named, command), *_out_of_service(states[staff_stream(command.worker)], command)]
    return raised


def _moving_refusal(
    command: MoveCaseload, named: list[Trajectory], moving: list[Trajectory], catalogue: Catalogue
) -> Refusal | None:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    if command.worker not in catalogue.staff:
        return refusals.UNKNOWN_STAFF
    if any(trajectory.opened is None for trajectory in named):
        return refusals.NO_SUCH_TRAJECTORY
    refusal = None if command.to is None else _receiver_refusal(command.worker, command.to, catalogue)
    if refusal is not None:
        return refusal
    if not moving and not command.leaves:
        return NOTHING_TO_MOVE
    return None if all(may_move(trajectory, command, catalogue) for trajectory in moving) else NEEDS_CONSENT


def _receiver_refusal(worker: str, to: str, catalogue: Catalogue) -> Refusal | None:
    return HAND_OVER_TO_SELF if worker == to else worker_refusal(to, catalogue)


def _moved(command: MoveCaseload, catalogue: Catalogue) -> Event:
    if command.to is None:
        return WorkerReleased()
    return WorkerAssigned(worker=command.to, centre=catalogue.staff[command.to].centre)


def _raised(trajectory: Trajectory, event: Event, command: MoveCaseload) -> Raised:
    return Raised(trajectory.id, "trajectory", event, command.occurred)


def _returned(named: Iterable[Trajectory], command: MoveCaseload) -> Iterable[Raised]:
    for trajectory in named:
        offered = trajectory.hand_over
        if trajectory.is_open and offered is not None and offered.to == command.worker:
            event = HandOverReturned(hand_over=offered.id, reason=HandOverReturn.NO_CAPACITY)
            yield _raised(trajectory, event, command)


def _out_of_service(stream: Trajectory, command: MoveCaseload) -> Iterable[Raised]:
    staff = in_force(stream)
    if isinstance(staff, Staff) and (staff.active or staff.deputy is not None):
        yield _defined(staff.model_copy(update={"active": False, "deputy": None}), command)


def _defined(staff: Staff, command: MoveCaseload | TakeLeave) -> Raised:
    return Raised(staff_stream(staff.code), "reference", StaffDefined(definition=staff), command.occurred)


@decides_across(TakeLeave, lambda command: (staff_stream(command.worker),))
def take_leave(states: States, command: TakeLeave, now: datetime, catalogue: Catalogue) -> Decision:
    """The deputy answers for everything of the worker's until the worker is back."""
    staff = in_force(states[staff_stream(command.worker)])
    if not isinstance(staff, Staff) or not staff.active:
        return refusals.UNKNOWN_STAFF
    if command.actor != command.worker and not is_leader(command.actor, catalogue):
        return NOT_YOUR_LEAVE
    if staff.deputy == command.deputy:
        return ()
    refusal = None if command.deputy is None else _deputy_refusal(staff, command.deputy, catalogue)
    return refusal or [_defined(staff.model_copy(update={"deputy": command.deputy}), command)]


def _deputy_refusal(staff: Staff, code: str, catalogue: Catalogue) -> Refusal | None:
    deputy = catalogue.staff.get(code)
    if code == staff.code:
        return DEPUTY_TO_SELF
    if deputy is None or not deputy.active:
        return refusals.UNKNOWN_STAFF
    if is_caseworker(staff.code, catalogue) and not is_caseworker(code, catalogue):
        return worker_refusal(code, catalogue)
    if deputy.deputy is not None:
        return DEPUTY_ON_LEAVE
    same = catalogue.administration_of(deputy.centre) == catalogue.administration_of(staff.centre)
    return None if same else DEPUTY_ELSEWHERE
