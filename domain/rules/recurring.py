"""Recurring duties: when each falls due, whose it is, and what makes it done. Source: domain sections 7 to 9.

An occasion that passed undone stays due until the next one is done or has passed too: then the duty goes on, and what
was missed is history. What is no longer in force falls due no longer.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from domain import refusals
from domain.agenda import Obligation, Why, obliges_units
from domain.agenda_item import Act, ItemKind
from domain.base import CLOCK, SYSTEM, Occurred
from domain.calendar import end_of_day
from domain.commands.recurring import AcknowledgeDuty, CompleteOccasion, DutyCommand, PreparePaper
from domain.decide import Decision, Raised, States, decides_across
from domain.duties import Duty
from domain.events.clock import EscalationAcknowledged
from domain.events.recurring import OccasionDone, PaperPrepared
from domain.recurring.occasions import occasions
from domain.recurring.progress import progress_of
from domain.recurring.streams import duty_called, duty_of, duty_stream
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring
from domain.refusal import Refusal
from domain.rules.clock import NOTHING_TO_ACKNOWLEDGE
from domain.span import Due
from domain.timers import SECOND_LEVEL
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role

KIND_OF: Mapping[Duty, ItemKind] = MappingProxyType(
    {
        Duty.SUPERVISION: ItemKind.SUPERVISION,
        Duty.CASELOAD_REVIEW: ItemKind.CASELOAD_REVIEW,
        Duty.STATUS_REPORT: ItemKind.STATUS_REPORT,
        Duty.COMMITTEE: ItemKind.COMMITTEE,
    }
)
"""What a duty is as an item of an agenda. Retention is the program's own duty, and nobody's to do."""

NO_SUCH_DUTY = Refusal(
    "no-such-duty",
    "Enheden har ingen sådan fast opgave. Se exitspor reference list recurring.",
    "The unit has no such recurring duty. See exitspor reference list recurring.",
)
NO_SUCH_OCCASION = Refusal(
    "no-such-occasion",
    "Den faste opgave har ingen frist den dag. Se exitspor duty list.",
    "The recurring duty does not fall due on that day. See exitspor duty list.",
)
NOT_DUE_YET = Refusal(
    "not-due-yet",
    "Der er en tidligere frist, som ikke er udført endnu. Se exitspor duty list.",
    "An earlier day of the duty is still to be done. See exitspor duty list.",
)
NOT_YOUR_DUTY = Refusal(
    "not-your-duty",
    "Kun den, hvis opgave det er, eller en leder kan registrere den som udført.",
    "Only somebody whose duty it is, or a leader, can record it as done.",
)
NOT_THE_PROGRAM = Refusal(
    "not-the-program",
    "Papirer gøres klar af Exitspor selv.",
    "Papers are prepared by Exitspor itself.",
)


def occasions_due(duty: Recurring, stream: Trajectory, catalogue: Catalogue) -> Iterator[date]:
    """Yield the occasions that are somebody's to do now: the last that passed, if it is still missed, and the next.

    The clock notes each occasion that passes, in order, and none is done before those ahead of it: so none before the
    last one that passed or was done is open. Days that a duty has had only since it was changed are not among them.
    """
    progress, since = progress_of(stream), catalogue.duties_since[duty.code]
    passed = max((day for day in progress.passed if day >= since), default=None)
    settled = max((day for day in progress.passed | progress.done if day >= since), default=since)
    missed: list[date] = []
    for day in occasions(duty, settled):
        if day in progress.done:
            missed = []
        elif day == passed:
            missed = [day]
        else:
            missed.append(day)
            break
    yield from missed


def _due(day: date) -> Due:
    return Due(day, end_of_day(day))


@obliges_units
def duties_are_done(stream: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A duty is done by the day of its occasion, by those whose it is."""
    duty = duty_of(stream.id, catalogue)
    if duty is None or duty.duty not in KIND_OF:
        return
    for day in occasions_due(duty, stream, catalogue):
        since = Occurred(on=catalogue.duties_since[duty.code])
        why = Why(f"duty-{duty.duty}", Occurred(on=day), since=since)
        yield Obligation(KIND_OF[duty.duty], 0, _due(day), None, duty.role, centre_of(duty, catalogue), why)


@obliges_units
def leader_acknowledges_duty(stream: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An escalation of a duty awaits the leader, or the second level, from the day it was made."""
    duty = duty_of(stream.id, catalogue)
    if duty is None:
        return
    for escalation in stream.escalations:
        if not escalation.acknowledged:
            yield Obligation(
                kind=ItemKind.ESCALATION,
                subject=escalation.item.subject,
                due=_due(escalation.occurred.on),
                worker=None,
                role=SECOND_LEVEL if escalation.item.act is Act.ESCALATE_FURTHER else Role.LEADER,
                centre=centre_of(duty, catalogue),
                why=Why("escalated", escalation.occurred),
            )


def centre_of(duty: Recurring, catalogue: Catalogue) -> str:
    """Return the centre in whose queue a duty lies; empty for a programme's or the municipality's."""
    return duty.unit if duty.unit is not None and duty.unit in catalogue.centres else ""


def _refused(command: DutyCommand, occasion: date, catalogue: Catalogue) -> Refusal | None:
    duty = duty_called(command.duty, command.unit, catalogue)
    if duty is None:
        return NO_SUCH_DUTY
    return None if next(occasions(duty, occasion), None) == occasion else NO_SUCH_OCCASION


@decides_across(PreparePaper, lambda command: (duty_stream(command.duty, command.unit),))
def prepare_paper(states: States, command: PreparePaper, now: datetime, catalogue: Catalogue) -> Decision:
    stream = states[duty_stream(command.duty, command.unit)]
    if command.actor not in (CLOCK, SYSTEM):
        return NOT_THE_PROGRAM
    refusal = _refused(command, command.occasion, catalogue)
    if refusal is not None:
        return refusal
    if command.occasion in progress_of(stream).prepared:
        return []
    event = PaperPrepared(duty=command.duty, occasion=command.occasion)
    return [Raised(stream.id, "unit", event, command.occurred)]


@decides_across(CompleteOccasion, lambda command: (duty_stream(command.duty, command.unit),))
def complete_occasion(states: States, command: CompleteOccasion, now: datetime, catalogue: Catalogue) -> Decision:
    stream, duty = states[duty_stream(command.duty, command.unit)], duty_called(command.duty, command.unit, catalogue)
    refusal = _refused(command, command.occasion, catalogue)
    if refusal is not None:
        return refusal
    if duty is None or not any(catalogue.has_role(command.actor, role) for role in (duty.role, Role.LEADER)):
        return NOT_YOUR_DUTY
    if command.occasion > max(occasions_due(duty, stream, catalogue), default=command.occasion):
        return NOT_DUE_YET
    return done(duty, stream, command.occasion, command.occurred)


def done(duty: Recurring, stream: Trajectory, occasion: date, occurred: Occurred) -> list[Raised]:
    """Return what makes an occasion done; nothing if it is already."""
    if occasion in progress_of(stream).done:
        return []
    return [Raised(stream.id, "unit", OccasionDone(duty=duty.duty, occasion=occasion), occurred)]


@decides_across(AcknowledgeDuty, lambda command: (duty_stream(command.duty, command.unit),))
def acknowledge_duty(states: States, command: AcknowledgeDuty, now: datetime, catalogue: Catalogue) -> Decision:
    """A leader, or the second level, has seen every escalation of a duty up to now."""
    stream = states[duty_stream(command.duty, command.unit)]
    if not any(catalogue.has_role(command.actor, role) for role in (Role.LEADER, SECOND_LEVEL)):
        return refusals.NOT_A_LEADER
    waiting = [item for item in stream.escalations if not item.acknowledged]
    if not waiting:
        return NOTHING_TO_ACKNOWLEDGE
    events = (EscalationAcknowledged(item=item.item) for item in waiting)
    return [Raised(stream.id, "unit", event, command.occurred) for event in events]
