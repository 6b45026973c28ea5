"""A row of the table: a history that makes something due, and what then happens to it, stage by stage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.commands import Command
from domain.commands.corrections import CorrectDate, CorrectField, WithdrawFact
from domain.events import Event
from domain.events.reference import ReferenceEvent
from domain.reference.definitions import Timing
from domain.trajectory_codes import WithdrawReason
from tests.domain.given import Story, on
from tests.domain.samples import TRAJECTORY, command

Step = Command | Callable[[Story], Command]
"""A command, or one that needs to know what was told before."""

OVERDUE: Final = "nobody does anything"
DONE: Final = "done in time"
LATE: Final = "done late"
CANCELLED: Final = "cancelled"
CORRECTED: Final = "corrected"
SET_APART: Final = "timed by the municipality"
EVERY_KIND_HAS: Final = (OVERDUE, DONE, LATE, CANCELLED, CORRECTED, SET_APART)


@dataclass(frozen=True)
class Stage:
    """Steps after the history; what the clock tells of the kind up to the start of a day; and what is left due then.

    A line of `told` is: when the clock acted (Copenhagen), the event, the act, the item's day, and who was told.
    A line of `left` is: the due day, when that has passed (Copenhagen), and who answers for it.
    """

    until: str
    told: str
    left: str = ""
    steps: tuple[Step, ...] = ()
    timing: Timing | None = None


@dataclass(frozen=True)
class Row:
    """`without` says of a stage that the kind does not have why that is so.

    `stream` is that of the agenda, a trajectory's or a unit's duty's; `defined` is in the catalogue beside the rest.
    """

    kind: ItemKind
    history: tuple[Step, ...]
    stages: Mapping[str, Stage]
    without: Mapping[str, str] = field(default_factory=dict)
    stream: UUID = TRAJECTORY
    defined: tuple[ReferenceEvent, ...] = ()


def dated(event: type[Event], entered: str, happened: str) -> Callable[[Story], Command]:
    """Correct when the newest fact of a type happened."""

    def correction(story: Story) -> Command:
        fact = story.last_fact(TRAJECTORY, event)
        return command(CorrectDate, entered, stream=TRAJECTORY, event=fact.id, happened=on(happened))

    return correction


def set_right(event: type[Event], entered: str, name: str, value: Any) -> Callable[[Story], Command]:
    """Correct a field of the newest fact of a type."""

    def correction(story: Story) -> Command:
        fact = story.last_fact(TRAJECTORY, event)
        return command(CorrectField, entered, stream=TRAJECTORY, event=fact.id, field=name, value=value)

    return correction


def withdrawn(event: type[Event], entered: str, stream: UUID = TRAJECTORY) -> Callable[[Story], Command]:
    """Withdraw the newest fact of a type."""

    def withdrawal(story: Story) -> Command:
        fact = story.last_fact(stream, event)
        reason = WithdrawReason.VOIDED
        return command(WithdrawFact, entered, stream=stream, event=fact.id, reason=reason)

    return withdrawal
