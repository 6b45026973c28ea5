"""The command handler: load, decide, append. The one asynchronous thing in the domain, over its ports."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import domain.rules  # noqa: F401  (registers every rule)
from domain import refusals
from domain.commands import Command
from domain.decide import Raised, decide, streams_of
from domain.fact import fact_of, new_event
from domain.log import (
    Appended,
    CommandAppend,
    ContentMismatch,
    EventLog,
    NewEvent,
    ReturnCodeClaim,
    StreamAppend,
    StreamKind,
    VersionConflict,
)
from domain.reference.catalogue import Catalogue, fold_catalogue
from domain.refusal import Refusal
from domain.trajectory.evolve import fold
from domain.trajectory.state import Trajectory

MOST_TRIES = 25
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command holds, up to `position`. `events` are the ids raised by this very call; none for a resend."""

    position: int
    events: tuple[UUID, ...] = ()


class CatalogueReader:
    """Keeps the catalogue folded up to a position of the log, reading only what is new."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogue = Catalogue()
        self._end = 0
        self._one_at_a_time = asyncio.Lock()

    async def newest(self) -> Catalogue:
        """Return the catalogue at the head of the log."""
        return await self.up_to(await self._log.head())

    async def up_to(self, position: int) -> Catalogue:
        """Return the catalogue folded at least up to a position."""
        async with self._one_at_a_time:
            while self._end < position:
                page = await self._log.read(self._end, limit=PAGE, up_to=position, kinds=("reference",))
                self._catalogue = fold_catalogue(map(fact_of, page.events), self._catalogue)
                self._end = page.end
            return self._catalogue


class CommandHandler:
    """Handles commands against a log. Safe to call from many tasks; lost races are tried again."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._catalogue = CatalogueReader(log)

    async def catalogue(self) -> Catalogue:
        """Return the catalogue at the head of the log."""
        return await self._catalogue.newest()

    async def trajectory(self, stream: UUID) -> Trajectory:
        """Return a stream folded to its newest event."""
        return fold(stream, map(fact_of, await self._log.load(stream)))

    async def handle(
        self, command: Command, now: datetime, *, claim: ReturnCodeClaim | None = None
    ) -> Accepted | Refusal:
        """Handle a command: what was accepted before is answered again, whatever has happened since."""
        content = command.content()
        first = await self._first_answer(command, content)
        if first is not None:
            return first
        answer = await self._decided(command, content, now, claim)
        if isinstance(answer, Accepted) and answer.events:
            return answer
        # The same command may have been accepted between the look-up and the loading (a click that was doubled, a
        # retry while the first was under way): the rules then judged a state in which it had happened already.
        return await self._first_answer(command, content) or answer

    async def _first_answer(self, command: Command, content: bytes) -> Accepted | Refusal | None:
        first = await self._log.find_command(command.command_id, content)
        return None if first is None else _answer(first)

    async def _decided(
        self, command: Command, content: bytes, now: datetime, claim: ReturnCodeClaim | None
    ) -> Accepted | Refusal:
        for _ in range(MOST_TRIES):
            answer = await self._attempt(command, content, now, claim)
            if answer is not None:
                return answer
        return refusals.TOO_BUSY

    async def _attempt(
        self, command: Command, content: bytes, now: datetime, claim: ReturnCodeClaim | None
    ) -> Accepted | Refusal | None:
        catalogue = await self._catalogue.newest()
        states = {stream: await self.trajectory(stream) for stream in streams_of(command)}
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
