"""The command handler: load, decide, append. The one asynchronous thing in the domain, over its ports."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import domain.rules  # noqa: F401  (registers every rule)
from domain import refusals
from domain.catalogue_reader import CatalogueReader
from domain.commands import Command
from domain.decide import Raised, decide, streams_of
from domain.evolution import UnknownEventTypeError
from domain.fact import facts_in, new_event
from domain.log import (
    Appended,
    CommandAppend,
    ContentMismatch,
    EventLog,
    InvalidAppend,
    NewEvent,
    RecordedEvent,
    ReturnCodeClaim,
    StreamAppend,
    StreamKind,
    VersionConflict,
)
from domain.preview import Preview
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.remembered import Remembered
from domain.supposing import Progress, Supposing, no_progress
from domain.trajectory.evolve import evolve, fold
from domain.trajectory.state import Trajectory

MOST_TRIES = 25

FEW = 4
"""Up to so many streams are loaded one by one, and only what is new of each; more are loaded whole, at one go."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command holds, up to `position`. `events` are the ids raised by this very call; none for a resend."""

    position: int
    events: tuple[UUID, ...] = ()


class CommandHandler:
    """Handles commands against a log. Safe to call from many tasks; lost races are tried again.

    It remembers the streams used last, and loads what is newer than that before it decides anything.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogue = CatalogueReader(log)
        self._remembered = Remembered()

    async def catalogue(self) -> Catalogue:
        """Return the catalogue at the head of the log."""
        return await self._catalogue.newest()

    async def trajectory(self, stream: UUID) -> Trajectory:
        """Return a stream folded to its newest event."""
        return fold(stream, facts_in(await self._log.load(stream)))

    async def handle(
        self, command: Command, now: datetime, *, claim: ReturnCodeClaim | None = None
    ) -> Accepted | Refusal:
        """Handle a command: what was accepted before is answered again, whatever has happened since."""
        # Nobody looks first whether the command was accepted before, for its first answer is given all the same:
        # - Where the rules let it raise events, the log looks the command id up before it looks at versions, and
        #   answers a resend with the first result and another content with a mismatch, storing nothing.
        # - Where they do not (refused, nothing to do, lost every race, not to be read), or the log finds what they
        #   raised invalid, the command is looked up afterwards: the rules may have judged a state in which it had
        #   happened already, be it long ago or between the loading and now.
        # A claim is judged by the log before the command is, so there the command is looked up first.
        content = command.content()
        first = None if claim is None else await self._first_answer(command, content)
        if first is not None:
            return first
        try:
            answer = await self._decided(command, content, now, claim)
        except InvalidAppend:
            first = await self._first_answer(command, content)
            if first is None:
                raise
            return first
        if isinstance(answer, Accepted) and answer.events:
            return answer
        return await self._first_answer(command, content) or answer

    async def preview(
        self, command: Command, now: datetime, *, progress: Progress = no_progress
    ) -> Preview | Refusal:
        """Return what a command would move if it were handled now, or its refusal. Nothing is appended.

        A command that was accepted before would append nothing again, and moves nothing.
        """
        first = await self._first_answer(command, command.content())
        if first is not None:
            return Preview() if isinstance(first, Accepted) else first
        try:
            supposing = await self.supposing()
            decision = await supposing.suppose(command, now)
        except UnknownEventTypeError:
            return refusals.WRITTEN_BY_A_NEWER_PROGRAM
        return decision if isinstance(decision, Refusal) else await supposing.preview(progress)

    async def answered(self, command: Command) -> Accepted | Refusal | None:
        """Return what a command that was accepted before is answered again; None for a new one."""
        return await self._first_answer(command, command.content())

    async def supposing(self) -> Supposing:
        """Return what several commands can be tried out in, one after the other. Raises UnknownEventTypeError."""
        position = await self._log.head()
        return Supposing(self._log, await self._catalogue.newest(), self._states, position)

    async def _first_answer(self, command: Command, content: bytes) -> Accepted | Refusal | None:
        first = await self._log.find_command(command.command_id, content)
        return None if first is None else _answer(first)

    async def _decided(
        self, command: Command, content: bytes, now: datetime, claim: ReturnCodeClaim | None
    ) -> Accepted | Refusal:
        for _ in range(MOST_TRIES):
            try:
                answer = await self._attempt(command, content, now, claim)
            except UnknownEventTypeError:
                return refusals.WRITTEN_BY_A_NEWER_PROGRAM
            if answer is not None:
                return answer
        return refusals.TOO_BUSY

    async def _attempt(
        self, command: Command, content: bytes, now: datetime, claim: ReturnCodeClaim | None
    ) -> Accepted | Refusal | None:
        catalogue = await self._catalogue.newest()
        states = await self._states(streams_of(command))
        decision = decide(states, command, now, catalogue)
        if isinstance(decision, Refusal):
            return decision
        if not decision:
            return Accepted(max((state.position for state in states.values()), default=0))
        versions = {stream: state.version for stream, state in states.items()}
        append = _append_of(command, content, decision, versions)
        (outcome,) = await self._log.append((append,), claim=claim)
        if isinstance(outcome, VersionConflict):
            return None
        return _answer(outcome, append)

    async def _states(self, streams: Sequence[UUID]) -> dict[UUID, Trajectory]:
        if len(streams) <= FEW:
            return {stream: await self._newest(stream) for stream in streams}
        order = self._catalogue.newest_order
        events = await self._log.load_many(streams)
        told = {stream: tuple(events) for stream, events in groupby(events, key=lambda event: event.stream)}
        return {stream: self._evolved(stream, told.get(stream, ()), order) for stream in streams}

    def _evolved(self, stream: UUID, events: Iterable[RecordedEvent], order: int) -> Trajectory:
        known = self._remembered.get(stream, order)
        state = evolve(known, *facts_in(event for event in events if event.version > known.version))
        self._remembered.keep(state, order)
        return state

    async def _newest(self, stream: UUID) -> Trajectory:
        order = self._catalogue.newest_order
        known = self._remembered.get(stream, order)
        return self._evolved(stream, await self._log.load(stream, after_version=known.version), order)


def _answer(outcome: Appended | ContentMismatch, append: CommandAppend | None = None) -> Accepted | Refusal:
    if isinstance(outcome, ContentMismatch):
        return refusals.COMMAND_ID_REUSED
    if append is None or not outcome.first_time:
        return Accepted(outcome.position)
    return Accepted(outcome.position, tuple(event.id for stream in append.streams for event in stream.events))


def _append_of(
    command: Command, content: bytes, decision: Sequence[Raised], versions: dict[UUID, int]
) -> CommandAppend:
    return CommandAppend(
        command_id=command.command_id,
        content=content,
        actor=command.actor,
        municipality=command.municipality,
        causation=command.causation,
        streams=tuple(_streams(command, decision, versions)),
    )


def _streams(command: Command, decision: Sequence[Raised], versions: dict[UUID, int]) -> Iterable[StreamAppend]:
    grouped: dict[UUID, list[NewEvent]] = defaultdict(list)
    kinds: dict[UUID, StreamKind] = {}
    for ordinal, raised in enumerate(decision):
        kinds[raised.stream] = raised.kind
        grouped[raised.stream].append(
            new_event(raised.event, raised.occurred, command=command.command_id, ordinal=ordinal)
        )
    for stream, events in grouped.items():
        yield StreamAppend(stream, kinds[stream], versions[stream], tuple(events))
