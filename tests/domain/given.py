"""Given / when / then: `given(*commands or facts).when(command).then(*events)` or `.refuses(code)`.

History is made by the same `decide` as in use: each given command must be accepted, so that no test starts
from a history that could not have happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import domain.rules  # noqa: F401
from domain.agenda import Agenda, agenda
from domain.base import Occurred
from domain.calendar import start_of_day
from domain.commands import Command
from domain.decide import Decision, Raised, decide, streams_of
from domain.events import Event
from domain.fact import Fact
from domain.log import event_id
from domain.reference.catalogue import Catalogue, evolve_catalogue
from domain.refusal import Refusal
from domain.trajectory.evolve import evolve
from domain.trajectory.state import Trajectory
from tests.domain.samples import CATALOGUE

MUNICIPALITY = "101"


def on(day: str | date) -> Occurred:
    """Return a fact's time known by its date only."""
    return Occurred(on=date.fromisoformat(day) if isinstance(day, str) else day)


def evening_of(occurred: Occurred) -> datetime:
    """Return an instant late on the day something occurred, when its entry is accepted."""
    return occurred.at or start_of_day(occurred.on) + timedelta(hours=20)


@dataclass
class Story:
    """Streams folded so far, the catalogue, and what the last command raised."""

    catalogue: Catalogue = CATALOGUE
    streams: dict[UUID, Trajectory] = field(default_factory=dict)
    position: int = 0
    decision: Decision = ()

    def state(self, stream: UUID) -> Trajectory:
        return self.streams.setdefault(stream, Trajectory(stream))

    def when(self, command: Command, now: datetime | None = None) -> "Story":
        """Decide a command, by default on the evening of the day it occurred, and take what it raised."""
        now = now or evening_of(command.occurred)
        states = {stream: self.state(stream) for stream in streams_of(command)}
        self.decision = decide(states, command, now, self.catalogue)
        if not isinstance(self.decision, Refusal):
            self._take(self.decision, command, now)
        return self

    def _take(self, raised: Sequence[Raised], command: Command, now: datetime) -> None:
        for ordinal, item in enumerate(raised):
            self.position += 1
            state = self.state(item.stream)
            fact = Fact(
                event_id(command.command_id, ordinal), item.stream, item.kind, item.event, item.occurred,
                now.astimezone(UTC), command.actor, self.position, state.version + 1,
            )  # fmt: skip
            self.streams[item.stream] = evolve(state, fact)
            self.catalogue = evolve_catalogue(self.catalogue, fact)

    @property
    def events(self) -> list[Event]:
        assert not isinstance(self.decision, Refusal), self.decision.en
        return [item.event for item in self.decision]

    def then(self, *events: Event) -> "Story":
        """The last command raised exactly these events, in order."""
        assert self.events == list(events)
        return self

    def then_types(self, *types: type[Event]) -> "Story":
        """The last command raised events of exactly these types, in order."""
        assert [type(event) for event in self.events] == list(types)
        return self

    def refuses(self, code: str) -> "Story":
        """The last command was refused with this code, in both languages."""
        assert isinstance(self.decision, Refusal), f"accepted: {self.decision}"
        assert self.decision.code == code
        assert self.decision.da
        assert self.decision.en
        return self

    def agenda(self, trajectory: UUID) -> Agenda:
        return agenda(self.state(trajectory), self.catalogue, self.position)

    def last_fact(self, stream: UUID, event_type: type[Event]) -> Fact:
        return [fact for fact in self.state(stream).facts if isinstance(fact.event, event_type)][-1]


def given(*commands: Command, catalogue: Catalogue = CATALOGUE) -> Story:
    """Begin with a history: each command must be accepted."""
    story = Story(catalogue=catalogue)
    for command in commands:
        story.when(command)
        assert not isinstance(story.decision, Refusal), story.decision
    return story


def new_id() -> UUID:
    return uuid4()
