"""Who carries a trajectory: assignment and hand-over (overlevering). Source: domain section 7."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.changed import changed
from domain.commands.course import AcceptHandOver, AssignWorker, OfferHandOver, ReturnHandOver
from domain.decide import Outcome, decides
from domain.events.course import (
    HandOverAccepted,
    HandOverOffered,
    HandOverReturned,
    WorkerAssigned,
    WorkerReleased,
)
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.consent import consent_covers_hand_over
from domain.rules.responsibility import is_caseworker, is_leader, stands_in
from domain.span import due_after
from domain.timing import time_given
from domain.trajectory.evolve import applies
from domain.trajectory.state import HandOver, Trajectory
from domain.trajectory_codes import Role

NOT_A_CASEWORKER = Refusal(
    "not-a-caseworker",
    "Medarbejderen kan ikke have forløb. Vælg en brobygger, kulturformidler eller CTI-medarbejder.",
    "That worker cannot carry trajectories. Choose a bridge builder, cultural mediator or CTI worker.",
)
HAS_A_WORKER = Refusal(
    "has-a-worker",
    "Forløbet har allerede en medarbejder. Tilbyd en overlevering, eller bed lederen om at fordele det.",
    "The trajectory has a worker already. Offer a hand-over, or ask the leader to assign it.",
)
HAND_OVER_OPEN = Refusal(
    "hand-over-open",
    "Der er allerede tilbudt en overlevering, som venter på svar.",
    "A hand-over is already offered and awaits an answer.",
)
HAND_OVER_TO_SELF = Refusal(
    "hand-over-to-self",
    "Medarbejderen har allerede forløbet.",
    "That worker carries the trajectory already.",
)
NEEDS_CONSENT = Refusal(
    "hand-over-needs-consent",
    "Overlevering til en anden forvaltning kræver et gældende samtykke, der dækker den.",
    "A hand-over to another administration needs a consent in force that covers it.",
)
NO_HAND_OVER = Refusal(
    "no-hand-over",
    "Der er ingen åben overlevering med det nummer.",
    "There is no open hand-over with that id.",
)
NOT_THE_RECEIVER = Refusal(
    "not-the-receiver",
    "Kun den, som overleveringen er tilbudt, dennes stedfortræder eller en leder kan svare.",
    "Only the one it was offered to, that worker's deputy or a leader can answer.",
)


@decides(AssignWorker)
def assign_worker(trajectory: Trajectory, command: AssignWorker, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = worker_refusal(command.worker, catalogue)
    if refusal is not None:
        return refusal
    if trajectory.worker == command.worker:
        return []
    if not is_leader(command.actor, catalogue) and (trajectory.worker or command.actor != command.worker):
        return HAS_A_WORKER if trajectory.worker else refusals.NOT_A_LEADER
    centre = catalogue.staff[command.worker].centre
    if not _same_administration(trajectory, centre, catalogue):
        return NEEDS_CONSENT
    return [WorkerAssigned(worker=command.worker, centre=centre)]


def worker_refusal(worker: str, catalogue: Catalogue) -> Refusal | None:
    """Return why a worker cannot be given trajectories, if anything stands in the way."""
    if worker not in catalogue.staff or not catalogue.staff[worker].active:
        return refusals.UNKNOWN_STAFF
    return None if is_caseworker(worker, catalogue) else NOT_A_CASEWORKER


@decides(OfferHandOver)
def offer_hand_over(trajectory: Trajectory, command: OfferHandOver, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = worker_refusal(command.to, catalogue)
    if refusal is not None:
        return refusal
    if trajectory.hand_over is not None:
        return HAND_OVER_OPEN
    if trajectory.worker == command.to:
        return HAND_OVER_TO_SELF
    centre = catalogue.staff[command.to].centre
    if not _may_cross(trajectory, command.consent, centre, command.occurred, catalogue):
        return NEEDS_CONSENT
    return [
        HandOverOffered(
            hand_over=command.hand_over,
            to=command.to,
            centre=centre,
            answer=time_given(ItemKind.HAND_OVER, catalogue.timings),
            consent=command.consent,
        )
    ]


def _same_administration(trajectory: Trajectory, centre: str, catalogue: Catalogue) -> bool:
    return catalogue.administration_of(trajectory.centre) == catalogue.administration_of(centre)


def _may_cross(
    trajectory: Trajectory, consent: UUID | None, centre: str, occurred: Occurred, catalogue: Catalogue
) -> bool:
    """Between administrations a hand-over needs consent, when offered and when accepted; within one it does not."""
    if _same_administration(trajectory, centre, catalogue):
        return True
    sender, receiver = catalogue.administration_of(trajectory.centre), catalogue.administration_of(centre)
    return consent is not None and consent_covers_hand_over(trajectory, consent, sender, receiver, occurred.on)


@decides(AcceptHandOver)
def accept_hand_over(trajectory: Trajectory, command: AcceptHandOver, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = _answer_refusal(trajectory, command, catalogue) or _receiving_refusal(trajectory, command, catalogue)
    return refusal or [HandOverAccepted(hand_over=command.hand_over)]


def _receiving_refusal(trajectory: Trajectory, command: AcceptHandOver, catalogue: Catalogue) -> Refusal | None:
    offered = trajectory.hand_over
    if offered is None:
        return None
    if not _may_cross(trajectory, offered.consent, offered.centre, command.occurred, catalogue):
        return NEEDS_CONSENT
    return worker_refusal(offered.to, catalogue)


@decides(ReturnHandOver)
def return_hand_over(trajectory: Trajectory, command: ReturnHandOver, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = _answer_refusal(trajectory, command, catalogue)
    return refusal or [HandOverReturned(hand_over=command.hand_over, reason=command.reason)]


def _answer_refusal(
    trajectory: Trajectory, command: AcceptHandOver | ReturnHandOver, catalogue: Catalogue
) -> Refusal | None:
    offered = trajectory.hand_over
    if offered is None or offered.id != command.hand_over:
        return NO_HAND_OVER
    may_answer = {offered.to, stands_in(offered.to, catalogue)}
    if command.actor not in may_answer and not is_leader(command.actor, catalogue):
        return NOT_THE_RECEIVER
    return None


@obliges
def hand_over_is_answered(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The receiver answers within two working days; the sender stays responsible until then.

    Where the receiver is out of service, a leader of the centre that it was offered to answers.
    """
    offered = trajectory.hand_over
    if trajectory.is_open and offered is not None:
        receiver = stands_in(offered.to, catalogue)
        yield Obligation(
            kind=ItemKind.HAND_OVER,
            subject=offered.id,
            due=due_after(offered.offered, offered.answer),
            worker=receiver,
            role=Role.LEADER if receiver is None else None,
            centre=offered.centre,
            why=Why("hand-over-answer", offered.offered, offered.answer),
        )


@applies(WorkerAssigned)
def worker_assigned(trajectory: Trajectory, fact: Fact, event: WorkerAssigned) -> Trajectory:
    return changed(trajectory, worker=event.worker, centre=event.centre, hand_over=None)


@applies(WorkerReleased)
def worker_released(trajectory: Trajectory, fact: Fact, event: WorkerReleased) -> Trajectory:
    """An open hand-over stays open: whoever it was offered to can still accept it."""
    return changed(trajectory, worker=None)


@applies(HandOverOffered)
def hand_over_offered(trajectory: Trajectory, fact: Fact, event: HandOverOffered) -> Trajectory:
    offered = HandOver(event.hand_over, event.to, event.centre, fact.occurred, event.answer, event.consent)
    return changed(trajectory, hand_over=offered)


@applies(HandOverAccepted)
def hand_over_accepted(trajectory: Trajectory, fact: Fact, event: HandOverAccepted) -> Trajectory:
    offered = trajectory.hand_over
    if offered is None or offered.id != event.hand_over:
        return trajectory
    return changed(trajectory, worker=offered.to, centre=offered.centre, hand_over=None)


@applies(HandOverReturned)
def hand_over_returned(trajectory: Trajectory, fact: Fact, event: HandOverReturned) -> Trajectory:
    return changed(trajectory, hand_over=None)
