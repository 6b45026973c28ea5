"""Who carries a trajectory: assignment and hand-over (overlevering). Source: domain section 7."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.changed import changed
from domain.commands.course import AcceptHandOver, AssignWorker, OfferHandOver, ReturnHandOver
from domain.decide import Outcome, decides
from domain.events.course import HandOverAccepted, HandOverOffered, HandOverReturned, WorkerAssigned
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.consent import consent_covers_hand_over
from domain.rules.responsibility import is_caseworker, is_leader
from domain.span import Span, due_after
from domain.trajectory.evolve import applies
from domain.trajectory.state import HandOver, Trajectory

HAND_OVER_ANSWER = Span(working_days=2)
"""A hand-over is accepted or returned within two working days."""

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
    "Kun den, som overleveringen er tilbudt, eller en leder kan svare.",
    "Only the one it was offered to, or a leader, can answer.",
)


@decides(AssignWorker)
def assign_worker(trajectory: Trajectory, command: AssignWorker, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = _worker_refusal(command.worker, catalogue)
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


def _worker_refusal(worker: str, catalogue: Catalogue) -> Refusal | None:
    if worker not in catalogue.staff or not catalogue.staff[worker].active:
        return refusals.UNKNOWN_STAFF
    return None if is_caseworker(worker, catalogue) else NOT_A_CASEWORKER


@decides(OfferHandOver)
def offer_hand_over(trajectory: Trajectory, command: OfferHandOver, now: datetime, catalogue: Catalogue) -> Outcome:
    refusal = _worker_refusal(command.to, catalogue)
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
            answer=HAND_OVER_ANSWER,
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
    refusal = _answer_refusal(trajectory, command, catalogue) or _crossing_refusal(trajectory, command, catalogue)
    return refusal or [HandOverAccepted(hand_over=command.hand_over)]


def _crossing_refusal(trajectory: Trajectory, command: AcceptHandOver, catalogue: Catalogue) -> Refusal | None:
    offered = trajectory.hand_over
    if offered is None or _may_cross(trajectory, offered.consent, offered.centre, command.occurred, catalogue):
        return None
    return NEEDS_CONSENT


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
    if command.actor != offered.to and not is_leader(command.actor, catalogue):
        return NOT_THE_RECEIVER
    return None


@obliges
def hand_over_is_answered(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The receiver answers within two working days; the sender stays responsible until then."""
    offered = trajectory.hand_over
    if trajectory.is_open and offered is not None:
        yield Obligation(
            kind=ItemKind.HAND_OVER,
            subject=offered.id,
            due=due_after(offered.offered, offered.answer),
            worker=offered.to,
            role=None,
            centre=offered.centre,
            why=Why("hand-over-answer", offered.offered, offered.answer),
        )


@times
def remind_of_hand_over(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    offered = trajectory.hand_over
    if offered is not None:
        due = due_after(offered.offered, offered.answer)
        yield ItemKey.of(ItemKind.HAND_OVER, Act.REMIND, offered.id, due)


@applies(WorkerAssigned)
def worker_assigned(trajectory: Trajectory, fact: Fact, event: WorkerAssigned) -> Trajectory:
    return changed(trajectory, worker=event.worker, centre=event.centre, hand_over=None)


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
