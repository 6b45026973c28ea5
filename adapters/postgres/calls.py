"""The calls of the log that many make at the same time, so that those of one moment are one statement."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg

from adapters.postgres.faults import persistently, translated
from adapters.postgres.rows import command_row, event_of, outcome_of
from adapters.postgres.statements import query
from adapters.postgres.together import Together
from domain.log import AppendOutcome, CommandAppend, InvalidAppend, RecordedEvent

MOST_BYTES, COMMAND_BYTES = 2**20, 4096
"""An append takes others with it up to 1 MiB; a command counts 4 KiB and its payloads."""

MOST_READS = 256
"""So many who read one thing each go together."""

APPEND, LOAD_EACH = query("append"), query("load_each")
HEAD, FIND_COMMANDS = query("head"), query("find_commands")


class Calls:
    """Appends, and the three reads that come with every command. Each may raise LogUnavailable."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._appends = Together(self._append_all, most=MOST_BYTES, apart=(InvalidAppend,))
        self._loads = Together(self._load_all, most=MOST_READS)
        self._heads = Together(self._head_for_all, most=MOST_READS)
        self._finds = Together(self._find_all, most=MOST_READS)

    async def append(self, commands: Sequence[CommandAppend]) -> tuple[AppendOutcome, ...]:
        """Append commands in order; raise InvalidAppend if these, and not those of others, make no sense."""
        return await self._appends.ask([command_row(command) for command in commands], _weight(commands))

    async def load(self, stream: UUID, after_version: int) -> tuple[RecordedEvent, ...]:
        """Return a stream's events above a version, in order."""
        return await self._loads.ask((stream, after_version))

    async def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return await self._heads.ask(None)

    async def find(self, command_id: UUID) -> asyncpg.Record | None:
        """Return the row of a command, None if there is none."""
        return await self._finds.ask(command_id)

    async def close(self) -> None:
        """Return when everything that was begun is answered."""
        for calls in (self._appends, self._loads, self._heads, self._finds):
            await calls.close()

    async def _append_all(self, calls: Sequence[list[Any]]) -> list[tuple[AppendOutcome, ...]]:
        rows = [row for call in calls for row in call]
        with translated():
            outcomes = map(outcome_of, await self._fetch(APPEND, rows))
            return [tuple(islice(outcomes, len(call))) for call in calls]

    async def _load_all(self, asked: Sequence[tuple[UUID, int]]) -> list[tuple[RecordedEvent, ...]]:
        """Load each stream once, from the lowest version that anybody asked for; versions have no gaps."""
        lowest: dict[UUID, int] = {}
        for stream, after in asked:
            lowest[stream] = min(after, lowest.get(stream, after))
        events: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
        for event in map(event_of, await self._fetch(LOAD_EACH, list(lowest), list(lowest.values()))):
            events[event.stream].append(event)
        return [tuple(events[stream][after - lowest[stream] :]) for stream, after in asked]

    async def _head_for_all(self, asked: Sequence[None]) -> list[int]:
        [row] = await self._fetch(HEAD)
        return [row[0]] * len(asked)

    async def _find_all(self, asked: Sequence[UUID]) -> list[asyncpg.Record | None]:
        found = {row["command_id"]: row for row in await self._fetch(FIND_COMMANDS, asked)}
        return [found.get(command_id) for command_id in asked]

    async def _fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        return await persistently(lambda: self._pool.fetch(statement, *arguments))


def _weight(commands: Sequence[CommandAppend]) -> int:
    """Return about how many bytes an append is."""
    events = (event for command in commands for part in command.streams for event in part.events)
    return COMMAND_BYTES * len(commands) + sum(len(event.payload or b"") for event in events)
