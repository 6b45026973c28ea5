"""What commands would bring about if they were given now. They are decided and folded, and nothing is appended.

Source: design section 4: what moves is shown before it is saved.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from domain.commands import Command
from domain.comparison import Comparison
from domain.decide import Raised, decide, streams_of
from domain.evolution import UnknownEventTypeError
from domain.fact import Fact, facts_in
from domain.log import EventLog, RecordedEvent, event_id
from domain.preview import Preview
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue, evolve_catalogue
from domain.refusal import Refusal
from domain.trajectory.evolve import evolve, fold
from domain.trajectory.state import Trajectory

AT_ONCE = 200
"""How many streams are loaded and compared before others get their turn."""

Progress = Callable[[int, int], None]
"""Is told how many streams are compared, of how many."""


def no_progress(done: int, of: int) -> None:
    """Tell nobody."""


class Supposing:
    """Takes commands one after the other, each as if those before it had been stored. For one task.

    `position` is the head of the log that the catalogue and everything else is read up to, at least.
    """

    def __init__(
        self,
        log: EventLog,
        catalogue: Catalogue,
        states: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, Trajectory]]],
        position: int,
    ) -> None:
        self._log = log
        self._states = states
        self._head = self._position = position
        self._former = catalogue
        self.catalogue = catalogue
        """The catalogue as it would be by now."""
        self._before: dict[UUID, Trajectory] = {}
        self._after: dict[UUID, Trajectory] = {}

    async def suppose(self, command: Command, now: datetime) -> Sequence[Raised] | Refusal:
        """Return what a command would raise, and hold it for true from here on; or why it would be refused."""
        new = await self._states([stream for stream in streams_of(command) if stream not in self._before])
        self._before |= new
        self._after |= new
        decision = decide(self._after, command, now, self.catalogue)
        if not isinstance(decision, Refusal):
            self._hold(decision, command, now)
        return decision

    async def preview(self, progress: Progress = no_progress) -> Preview:
        """Return what all that was supposed would move.

        Where the catalogue changes or a worker gets more to carry, every trajectory and every duty is looked at.
        """
        comparison = Comparison(self._former, self.catalogue)
        for stream, state in self._after.items():
            comparison.add(self._before[stream], state)
        if comparison.changes_catalogue or self._gives_work():
            await self._compare_others(comparison, progress)
        return comparison.preview()

    def _hold(self, decision: Sequence[Raised], command: Command, now: datetime) -> None:
        for ordinal, raised in enumerate(decision):
            self._position += 1
            state = self._after[raised.stream]
            fact = Fact(
                id=event_id(command.command_id, ordinal),
                stream=raised.stream,
                kind=raised.kind,
                event=raised.event,
                occurred=raised.occurred,
                recorded=now,
                actor=command.actor,
                position=self._position,
                version=state.version + 1,
            )
            self._after[raised.stream] = evolve(state, fact)
            self.catalogue = evolve_catalogue(self.catalogue, fact)

    def _gives_work(self) -> bool:
        pairs = ((self._before[stream], state) for stream, state in self._after.items())
        return any(after.worker is not None and after.worker != before.worker for before, after in pairs)

    async def _compare_others(self, comparison: Comparison, progress: Progress) -> None:
        every = (*await self._log.streams("trajectory", up_to=self._head), *self._duties())
        others = [stream for stream in dict.fromkeys(every) if stream not in self._after]
        for start in range(0, len(others), AT_ONCE):
            progress(start, len(others))
            some = others[start : start + AT_ONCE]
            events = await self._log.load_many(some, up_to=self._head)
            told = {stream: tuple(events) for stream, events in groupby(events, key=lambda event: event.stream)}
            for stream in some:
                _add(comparison, stream, told.get(stream, ()))
        progress(len(others), len(others))

    def _duties(self) -> list[UUID]:
        """Return the streams of recurring duties, of which a new one has no event yet."""
        defined = (*self._former.recurring.values(), *self.catalogue.recurring.values())
        return [duty_stream(duty.duty, duty.unit) for duty in defined]


def _add(comparison: Comparison, stream: UUID, events: Sequence[RecordedEvent]) -> None:
    try:
        state = fold(stream, facts_in(events))
    except UnknownEventTypeError:
        comparison.add_unreadable()
    else:
        comparison.add(state, state)
