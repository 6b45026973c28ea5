"""What happens at the centre as a whole: supervision, duplicates, leave, somebody who quits, rules that change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.commands.course import CloseTrajectory
from domain.commands.recurring import AcknowledgeDuty, CompleteOccasion
from domain.commands.reference import Define
from domain.commands.supervision import HoldSupervision
from domain.duties import Duty
from domain.help_codes import SessionKind
from domain.recurring.streams import duty_stream
from domain.reference.definitions import Timing
from domain.span import Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason
from tests.workflows.two_years.desk import Commands, said
from tests.workflows.two_years.dice import Dice
from tests.workflows.two_years.plots import Plot
from tests.workflows.two_years.staffing import (
    DEPUTY,
    DEPUTYS_DEPUTY,
    FALLS_ILL,
    LEADER,
    NEWER_PLAN,
    ON_LEAVE,
    QUITS,
    SUPERVISOR,
    TAKES_OVER,
    UNIT,
)
from tests.workflows.two_years.watch import Watch

WEDNESDAY = 2
MONTH_DAYS = 7


@dataclass(frozen=True, slots=True)
class Morning:
    """One day at the centre. `part` is how much of the time is over, in per cent; each comes on one day only."""

    day: date
    part: int | None
    plots: tuple[Plot, ...]
    watch: Watch
    dice: Dice

    def trajectories(self) -> list[Trajectory]:
        known = (self.watch.states.get(plot.about) for plot in self.plots)
        return [state for state in known if state is not None and state.is_open]


Event = Callable[[Morning], Commands]


def supervises(morning: Morning) -> Commands:
    """Every Wednesday, seldom not; in the first week of a month every course is reviewed."""
    named = tuple(state.id for state in morning.trajectories() if state.course is not None)
    if morning.day.weekday() == WEDNESDAY and named and morning.dice.chance(85):
        kind = SessionKind.FULL_REVIEW if morning.day.day <= MONTH_DAYS else SessionKind.WEEKLY
        yield said(
            HoldSupervision,
            morning.day,
            SUPERVISOR,
            stream=morning.dice.id(),
            centre=UNIT,
            kind=kind,
            trajectories=named,
        )


def closes_duplicates(morning: Morning) -> Commands:
    """A trajectory that turns out to be another's duplicate is closed, and the other says so."""
    ends = {
        plot.about for plot in morning.plots if plot.ends is CloseReason.DUPLICATE and plot.ends_on <= morning.day
    }
    open_ones = morning.trajectories()
    for state in open_ones:
        others = [other.id for other in open_ones if other.programme == state.programme and other.id not in ends]
        if state.id in ends and others and morning.dice.chance(30):
            other: UUID = morning.dice.pick(others)
            yield said(
                CloseTrajectory,
                morning.day,
                LEADER,
                trajectory=state.id,
                reason=CloseReason.DUPLICATE,
                duplicate_of=other,
            )
            return


def takes_leave(morning: Morning) -> Commands:
    """One worker on leave, then the deputy too, whose own deputy answers for both; then both are back."""
    leave = {20: (ON_LEAVE, DEPUTY), 22: (DEPUTY, DEPUTYS_DEPUTY), 24: (DEPUTY, None), 26: (ON_LEAVE, None),
             70: (ON_LEAVE, DEPUTY)}  # fmt: skip
    if morning.part in leave:
        worker, deputy = leave[morning.part]
        yield said(TakeLeave, morning.day, LEADER, worker=worker, deputy=deputy)


def quits(morning: Morning) -> Commands:
    """A worker quits: everything the worker carries, or was offered, goes on in one step."""
    if morning.part == 55:
        concerned = [state.id for state in morning.trajectories() if QUITS in (state.worker, _offered_to(state))]
        yield said(
            MoveCaseload,
            morning.day,
            LEADER,
            worker=QUITS,
            to=TAKES_OVER,
            trajectories=tuple(concerned),
            leaves=True,
        )


def falls_ill(morning: Morning) -> Commands:
    """A worker falls ill for long: what the worker carries lies in the queue until the leader has assigned it."""
    if morning.part == 62:
        concerned = tuple(state.id for state in morning.trajectories() if state.worker == FALLS_ILL)
        yield said(MoveCaseload, morning.day, LEADER, worker=FALLS_ILL, trajectories=concerned)


def _offered_to(state: Trajectory) -> str | None:
    return None if state.hand_over is None else state.hand_over.to


def changes_rules(morning: Morning) -> Commands:
    """A plan gets a newer version, and the municipality times measurements in its own way."""
    if morning.part == 35:
        yield said(Define, morning.day, LEADER, definition=NEWER_PLAN)
    if morning.part == 45:
        timing = Timing(code=ItemKind.MEASUREMENT, due=Span(days=21))
        yield said(Define, morning.day, LEADER, definition=timing)


def does_duties(morning: Morning) -> Commands:
    """The leader has the status report and the committee's meeting done in time or late, and sees what was missed."""
    for duty in morning.watch.catalogue.recurring.values():
        agenda = morning.watch.agendas[duty_stream(duty.duty, duty.unit)]
        about: dict[str, Any] = {"duty": duty.duty, "unit": duty.unit}
        for due in agenda.obligations:
            if due.kind is ItemKind.ESCALATION and morning.dice.chance(15):
                yield said(AcknowledgeDuty, morning.day, LEADER, **about)
            elif duty.duty in BY_THE_LEADER and due.due.on <= morning.day and morning.dice.chance(8):
                yield said(CompleteOccasion, morning.day, LEADER, occasion=due.due.on, **about)


BY_THE_LEADER = (Duty.STATUS_REPORT, Duty.COMMITTEE)

EVENTS: tuple[Event, ...] = (takes_leave, quits, falls_ill, changes_rules, does_duties, supervises, closes_duplicates)
