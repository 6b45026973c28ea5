"""An office that works into a log, and the rows that its boards then have."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg

from domain.base import SYSTEM, Occurred, stream_of
from domain.commands import Command
from domain.events import Event
from domain.events.reference import ReferenceEvent
from domain.fact import new_event
from domain.handler import Accepted, CommandHandler
from domain.log import Appended, CommandAppend, EventLog, NewEvent, StreamAppend, StreamKind
from domain.reference.definitions import Definition
from domain.refusal import Refusal
from projections.boards import BOARDS
from projections.engine.board import Board
from projections.engine.tables.store import TableBoards
from tests.domain.samples import DEFINITIONS

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
A_DAY = Occurred(on=date(2026, 1, 5))
Rows = dict[str, list[tuple[object, ...]]]


class Office:
    """Handles commands, and appends events that no command would raise."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.handler = CommandHandler(log)

    async def do(self, *commands: Command) -> None:
        """Handle commands, each of which must be accepted."""
        for command in commands:
            answer = await self.handler.handle(command, NOW)
            assert isinstance(answer, Accepted), answer

    async def attempt(self, command: Command) -> bool:
        """Handle a command; tell whether it was accepted."""
        return not isinstance(await self.handler.handle(command, NOW), Refusal)

    async def define(self, *events: ReferenceEvent) -> None:
        """Append reference events as they are."""
        for event in events:
            definition: Definition = event.definition
            await self.append(stream_of(event.type_name, definition.code), "reference", event)

    async def append(self, stream: UUID, kind: StreamKind, event: Event, occurred: Occurred = A_DAY) -> int:
        """Append an event to the end of a stream; return its position."""
        return await self.append_raw(stream, kind, new_event(event, occurred, command=uuid4(), ordinal=0))

    async def append_raw(self, stream: UUID, kind: StreamKind, event: NewEvent) -> int:
        """Append bytes to the end of a stream; return their position."""
        version = len(await self.log.load(stream))
        part = StreamAppend(stream, kind, version, (event,))
        (outcome,) = await self.log.append([CommandAppend(uuid4(), b"\0" * 32, SYSTEM, "101", (part,))])
        assert isinstance(outcome, Appended)
        return outcome.position


async def an_office(log: EventLog) -> Office:
    """Return an office whose catalogue is that of the samples."""
    office = Office(log)
    await office.define(*DEFINITIONS)
    return office


async def rows(pool: asyncpg.Pool | asyncpg.Connection, boards: Sequence[Board] = BOARDS) -> Rows:
    """Return the rows of boards, in an order of their own."""
    return {board.name: await live_rows(pool, board) for board in boards}


async def live_rows(pool: asyncpg.Pool | asyncpg.Connection, board: Board) -> list[tuple[object, ...]]:
    """Return the rows that pages read, in an order of their own."""
    return sorted((tuple(row) for row in await pool.fetch(f"SELECT * FROM {board.name}")), key=repr)


async def boards_anew(pool: asyncpg.Pool, boards: tuple[Board, ...] = BOARDS) -> None:
    """Forget every build, and begin the first of each board."""
    store = TableBoards(pool)
    await store.set_up(())
    for build in await store.builds():
        await pool.execute(f"DROP TABLE board.{build.board}_{build.number} CASCADE")
    await pool.execute("TRUNCATE board.build, board.shard, board.parked, board.runner")
    await store.set_up(boards)
