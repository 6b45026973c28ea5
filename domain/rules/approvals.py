"""Extension and early discharge: a coded reason and the leader's approval; both are deviations.

Source: domain section 7.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.changed import changed
from domain.commands.course import (
    DecideEarlyDischarge,
    DecideExtension,
    RequestEarlyDischarge,
    RequestExtension,
)
from domain.decide import Outcome, decides
from domain.events.course import (
    EarlyDischargeApproved,
    EarlyDischargeDeclined,
    EarlyDischargeRequested,
    ExtensionApproved,
    ExtensionDeclined,
    ExtensionRequested,
    TrajectoryClosed,
)
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.closing import ends_early
from domain.rules.course import CTI_NOT_BEGUN
from domain.rules.responsibility import is_leader
from domain.span import due_after
from domain.timing import time_given
from domain.trajectory.evolve import applies
from domain.trajectory.state import Discharge, Extension, Trajectory
from domain.trajectory_codes import Role

ALREADY_REQUESTED = Refusal(
    "already-requested",
    "Der venter allerede en anmodning på lederens svar.",
    "A request already awaits the leader's answer.",
)
NO_REQUEST = Refusal(
    "no-request",
    "Der er ingen åben anmodning med det nummer.",
    "There is no open request with that id.",
)
NOT_EARLY = Refusal(
    "not-early",
    "Forløbet kan afsluttes uden lederens godkendelse: det slutter ikke før tid.",
    "The trajectory can be closed without the leader's approval: it does not end early.",
)


@decides(RequestExtension)
def request_extension(
    trajectory: Trajectory, command: RequestExtension, now: datetime, catalogue: Catalogue
) -> Outcome:
    course = trajectory.course
    if course is None or course.phase is None:
        return CTI_NOT_BEGUN
    if _waiting_extension(trajectory) or any(item.id == command.extension for item in course.extensions):
        return ALREADY_REQUESTED
    return [
        ExtensionRequested(
            extension=command.extension, phase=course.phase.number, days=command.days, reason=command.reason
        )
    ]


@decides(DecideExtension)
def decide_extension(
    trajectory: Trajectory, command: DecideExtension, now: datetime, catalogue: Catalogue
) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    waiting = _waiting_extension(trajectory)
    if waiting is None or waiting.id != command.extension:
        return NO_REQUEST
    if command.approved:
        return [ExtensionApproved(extension=command.extension)]
    return [ExtensionDeclined(extension=command.extension)]


def _waiting_extension(trajectory: Trajectory) -> Extension | None:
    """Return the request for the running phase; one for a phase that has ended has lapsed."""
    course = trajectory.course
    if course is None or course.phase is None:
        return None
    number = course.phase.number
    return next((item for item in course.extensions if item.approved is None and item.phase == number), None)


@decides(RequestEarlyDischarge)
def request_early_discharge(
    trajectory: Trajectory, command: RequestEarlyDischarge, now: datetime, catalogue: Catalogue
) -> Outcome:
    if not ends_early(trajectory, command.close_reason):
        return NOT_EARLY
    if _waiting_discharge(trajectory) is not None:
        return ALREADY_REQUESTED
    return [
        EarlyDischargeRequested(discharge=command.discharge, close_reason=command.close_reason, reason=command.reason)
    ]


@decides(DecideEarlyDischarge)
def decide_early_discharge(
    trajectory: Trajectory, command: DecideEarlyDischarge, now: datetime, catalogue: Catalogue
) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    waiting = _waiting_discharge(trajectory)
    if waiting is None or waiting.id != command.discharge:
        return NO_REQUEST
    if not command.approved:
        return [EarlyDischargeDeclined(discharge=waiting.id)]
    return [EarlyDischargeApproved(discharge=waiting.id), TrajectoryClosed(reason=waiting.close_reason)]


def _waiting_discharge(trajectory: Trajectory) -> Discharge | None:
    """Return the request that awaits the leader; one for a course that has ended since has lapsed."""
    discharge = trajectory.discharge
    if discharge is None or discharge.approved is not None or not ends_early(trajectory, discharge.close_reason):
        return None
    return discharge


@obliges
def leader_decides_requests(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An extension or early discharge that was asked for awaits the leader."""
    if not trajectory.is_open:
        return
    extension, discharge = _waiting_extension(trajectory), _waiting_discharge(trajectory)
    if extension is not None:
        yield _approval(trajectory, extension.id, extension.requested, "extension-requested", catalogue)
    if discharge is not None:
        yield _approval(trajectory, discharge.id, discharge.requested, "early-discharge-requested", catalogue)


def _approval(
    trajectory: Trajectory, subject: UUID, requested: Occurred, rule: str, catalogue: Catalogue
) -> Obligation:
    """A leader decides within two working days: our rule, as for a hand-over."""
    answer = time_given(ItemKind.APPROVAL, catalogue.timings)
    return Obligation(
        kind=ItemKind.APPROVAL,
        subject=subject,
        due=due_after(requested, answer),
        worker=None,
        role=Role.LEADER,
        centre=trajectory.centre,
        why=Why(rule, requested, answer),
    )


@applies(ExtensionRequested)
def extension_requested(trajectory: Trajectory, fact: Fact, event: ExtensionRequested) -> Trajectory:
    course = trajectory.course
    if course is None:
        return trajectory
    extension = Extension(event.extension, event.phase, event.days, event.reason, fact.occurred)
    return changed(trajectory, course=changed(course, extensions=(*course.extensions, extension)))


@applies(ExtensionApproved)
def extension_approved(trajectory: Trajectory, fact: Fact, event: ExtensionApproved) -> Trajectory:
    return _decided(trajectory, event.extension, fact, approved=True)


@applies(ExtensionDeclined)
def extension_declined(trajectory: Trajectory, fact: Fact, event: ExtensionDeclined) -> Trajectory:
    return _decided(trajectory, event.extension, fact, approved=False)


def _decided(trajectory: Trajectory, extension: UUID, fact: Fact, *, approved: bool) -> Trajectory:
    course = trajectory.course
    if course is None:
        return trajectory
    extensions = tuple(
        changed(item, approved=approved, decided_by=fact.actor, decided=fact.occurred)
        if item.id == extension
        else item
        for item in course.extensions
    )
    return changed(trajectory, course=changed(course, extensions=extensions))


@applies(EarlyDischargeRequested)
def early_discharge_requested(trajectory: Trajectory, fact: Fact, event: EarlyDischargeRequested) -> Trajectory:
    discharge = Discharge(event.discharge, event.close_reason, event.reason, fact.occurred)
    return changed(trajectory, discharge=discharge)


@applies(EarlyDischargeApproved)
def early_discharge_approved(trajectory: Trajectory, fact: Fact, event: EarlyDischargeApproved) -> Trajectory:
    return _discharge_decided(trajectory, approved=True)


@applies(EarlyDischargeDeclined)
def early_discharge_declined(trajectory: Trajectory, fact: Fact, event: EarlyDischargeDeclined) -> Trajectory:
    return _discharge_decided(trajectory, approved=False)


def _discharge_decided(trajectory: Trajectory, *, approved: bool) -> Trajectory:
    if trajectory.discharge is None:
        return trajectory
    return changed(trajectory, discharge=changed(trajectory.discharge, approved=approved))
