"""`decide`: what a command makes happen, or why it is refused. Pure; time is the argument `now`.

Deciders are registered by command type. One about a single trajectory returns events for its stream; one that
concerns several streams says for each event where it belongs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from domain import refusals
from domain.base import Occurred
from domain.calendar import civil_date
from domain.commands import Command, TrajectoryCommand
from domain.events import Event
from domain.log import StreamKind
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory


@dataclass(frozen=True, slots=True)
class Raised:
    """An event that a command raises, and on which stream."""

    stream: UUID
    kind: StreamKind
    event: Event
    occurred: Occurred


Decision = Sequence[Raised] | Refusal
"""What a command raises (nothing: it is a no-op), or why it is refused."""

Outcome = Sequence[Event] | Refusal
States = Mapping[UUID, Trajectory]
C = TypeVar("C", bound=Command)
T = TypeVar("T", bound=TrajectoryCommand)

_ACROSS: dict[type[Command], Callable[[States, Command, datetime, Catalogue], Decision]] = {}
_STREAMS: dict[type[Command], Callable[[Command], Iterable[UUID]]] = {}


def decides_across(
    command_type: type[C], streams: Callable[[C], Iterable[UUID]]
) -> Callable[
    [Callable[[States, C, datetime, Catalogue], Decision]], Callable[[States, C, datetime, Catalogue], Decision]
]:
    """Register the decider of a command that names its streams itself; `states` holds each of them folded."""

    def register(
        function: Callable[[States, C, datetime, Catalogue], Decision],
    ) -> Callable[[States, C, datetime, Catalogue], Decision]:
        _ACROSS[command_type] = function  # type: ignore[assignment]
        _STREAMS[command_type] = streams  # type: ignore[assignment]
        return function

    return register


def decides(
    command_type: type[T], *, closed_too: bool = False
) -> Callable[
    [Callable[[Trajectory, T, datetime, Catalogue], Outcome]], Callable[[Trajectory, T, datetime, Catalogue], Outcome]
]:
    """Register the decider of a command about one trajectory, which must be open unless `closed_too`."""

    def register(
        function: Callable[[Trajectory, T, datetime, Catalogue], Outcome],
    ) -> Callable[[Trajectory, T, datetime, Catalogue], Outcome]:
        def across(states: States, command: T, now: datetime, catalogue: Catalogue) -> Decision:
            trajectory = states[command.trajectory]
            if trajectory.opened is None:
                return refusals.NO_SUCH_TRAJECTORY
            if trajectory.closing is not None and not closed_too:
                return refusals.TRAJECTORY_CLOSED
            outcome = function(trajectory, command, now, catalogue)
            if isinstance(outcome, Refusal):
                return outcome
            return [Raised(command.trajectory, "trajectory", event, command.occurred) for event in outcome]

        decides_across(command_type, lambda command: (command.trajectory,))(across)
        return function

    return register


def streams_of(command: Command) -> tuple[UUID, ...]:
    """Return the streams that a command must be decided with."""
    return tuple(dict.fromkeys(_STREAMS[type(command)](command)))


def lies_ahead(occurred: Occurred, now: datetime) -> bool:
    """Tell whether something is said to have happened later than now."""
    return occurred.on > civil_date(now) or (occurred.at is not None and occurred.at > now)


def decide(states: States, command: Command, now: datetime, catalogue: Catalogue) -> Decision:
    """Decide a command against its folded streams and the catalogue."""
    if lies_ahead(command.occurred, now):
        return refusals.IN_THE_FUTURE
    if not catalogue.knows_actor(command.actor):
        return refusals.UNKNOWN_ACTOR
    return _ACROSS[type(command)](states, command, now, catalogue)
