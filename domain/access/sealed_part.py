"""What a sealing leaves of a history: earlier contacts are not told, and still counted. Source: domain section 4."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.events import Event, contacts, course, help
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.fact import Fact
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Trajectory

CONTACTS: frozenset[type[Event]] = frozenset(
    {
        contacts.ContactRegistered, contacts.VisitRegistered, contacts.ContactContinued, contacts.ActionCardOpened,
        contacts.ActionCardFollowed, course.ContactAttempted, course.AppointmentKept, course.AppointmentNotKept,
        course.CtiContactRecorded, course.ObservationRecorded, help.MeasurementRecorded, help.MeasurementDeclined,
    }
)  # fmt: skip
"""What was said, seen or answered when somebody met the person, or tried to."""


def sealed_part(trajectory: Trajectory, before: date) -> Trajectory:
    """Return the trajectory as all its facts tell it, without those about contacts on the days before one."""
    return replace(trajectory, facts=tuple(_open(trajectory, before)))


def _open(trajectory: Trajectory, before: date) -> Iterator[Fact]:
    """Yield the facts that are told; what corrects a fact comes after it, so that it is known by then.

    A date that was corrected seals like the one that was recorded, so that no correction unseals anything.
    """
    held = {(fact.id, fact.part): fact for fact in facts_that_hold(trajectory.facts)}
    sealed = set[UUID]()
    for fact in trajectory.facts:
        if _is_sealed(fact, before, held, sealed):
            sealed.add(fact.id)
        else:
            yield fact


def _is_sealed(fact: Fact, before: date, held: Mapping[tuple[UUID, int], Fact], sealed: set[UUID]) -> bool:
    match fact.event:
        case Corrected(event=target) | DateCorrected(event=target) | Withdrawn(event=target):
            return target in sealed
    on = min(fact.occurred.on, held.get((fact.id, fact.part), fact).occurred.on)
    return type(fact.event) in CONTACTS and on < before
