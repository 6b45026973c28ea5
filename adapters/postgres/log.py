"""The event log in PostgreSQL. Positions, versions, hashes and refusals are the work of `log.append` (SQL)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from adapters.postgres.bell import Bell
from adapters.postgres.faults import persistently, translated
from adapters.postgres.pool import open_pool
from adapters.postgres.rows import command_row, event_of, outcome_of
from adapters.postgres.statements import query
from domain.log import (
    Appended,
    AppendOutcome,
    Beginning,
    CommandAppend,
    ContentMismatch,
    InvalidAppend,
    LogUnavailable,
    Page,
    RecordedEvent,
    ReturnCodeClaim,
    StreamKind,
)

LAST_POSITION = 2**63 - 1
LOOK_SECONDS = 1.0
"""How often one who waits looks at the head, should the bell be silent."""

APPEND, READ, READ_KINDS, LOAD = query("append"), query("read"), query("read_kinds"), query("load")
STREAMS, HEAD, FIND_COMMAND = query("streams"), query("head"), query("find_command")
LOAD_MANY, BEGINNINGS = query("load_many"), query("beginnings")
FIND_CODE, ERASE_CODE, CLAIM_CODE = (
    query("find_return_code"),
    query("erase_return_code"),
    query("claim_return_code"),
)


class PostgresEventLog:
    """An `EventLog` over a pool of the application's role. Every call may raise LogUnavailable.

    Everything is sent again when a connection is lost: reading does no harm, and an append is known by its
    command ids. So a lost answer of a stored append comes back as a resend (`first_time` false).
    """

    def __init__(self, pool: asyncpg.Pool, bell: Bell) -> None:
        self.pool = pool
        self._bell = bell

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        """Append commands in order; with a `claim`, exactly one, whose first storing carries it out.

        Raises InvalidAppend, or ReturnCodeTaken; then nothing at all is stored.
        """
        if claim is not None and len(commands) != 1:
            raise InvalidAppend("a return code is claimed by exactly one command")
        if not commands:
            return ()
        rows = [command_row(command) for command in commands]
        with translated():
            return await persistently(lambda: self._append(rows, claim))

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        """Return the first result of a command id, if it was ever stored."""
        row = await persistently(lambda: self.pool.fetchrow(FIND_COMMAND, command_id))
        if row is None:
            return None
        if row["content"] != content:
            return ContentMismatch(command_id)
        versions = dict(zip(row["streams"], row["versions"], strict=True))
        return Appended(command_id, row["position"], versions, first_time=False)

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        """Return a stream's events above a version, in order, with position `up_to` or lower if it is given."""
        rows = await persistently(lambda: self.pool.fetch(LOAD, stream, after_version, _end(up_to)))
        return tuple(map(event_of, rows))

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        """Return all events of several streams: by stream, in the order of their ids, and there by version."""
        rows = await persistently(lambda: self.pool.fetch(LOAD_MANY, streams, _end(up_to)))
        return tuple(map(event_of, rows))

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        """Return at most `limit` events (1 or more) with a position above `after`."""
        if limit < 1:
            raise ValueError("limit must be 1 or higher")
        arguments: tuple[Any, ...] = (READ, after, _end(up_to), limit)
        if kinds is not None:
            arguments = (READ_KINDS, after, _end(up_to), limit, sorted(set(kinds)))
        rows = await persistently(lambda: self.pool.fetch(*arguments))
        events = tuple(event_of(row[1:]) for row in rows if row["position"] is not None)
        if len(events) == limit:
            return Page(events, events[-1].position)
        return Page(events, max(after, min(rows[0]["head"], _end(up_to))))

    async def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return int(await persistently(lambda: self.pool.fetchval(HEAD)))

    async def streams(self, kind: StreamKind, *, up_to: int | None = None) -> tuple[UUID, ...]:
        """Return the streams of a kind, in the order of their first event."""
        rows = await persistently(lambda: self.pool.fetch(STREAMS, kind, _end(up_to)))
        return tuple(row["stream"] for row in rows)

    async def beginnings(
        self, kinds: Sequence[StreamKind], *, after: int, up_to: int, limit: int
    ) -> tuple[Beginning, ...]:
        """Return at most `limit` streams of some kinds that began above `after` and at `up_to` or lower, in order."""
        rows = await persistently(lambda: self.pool.fetch(BEGINNINGS, sorted(set(kinds)), after, up_to, limit))
        return tuple(map(Beginning._make, rows))

    async def wait(self, after: int, *, seconds: float) -> None:
        """Return when the head is above `after`, at the latest after `seconds`; also while the log is away.

        The ring is asked for before the head is: an append between the two is then not slept through.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (remaining := deadline - loop.time()) > 0:
            ring = self._bell.next_ring()
            if await self._moved_above(after):
                return
            await _first_of(ring, min(remaining, LOOK_SECONDS))

    async def find_return_code(self, fingerprint: bytes) -> UUID | None:
        """Return the trajectory that a return code opens, None if there is no such code."""
        found: UUID | None = await persistently(lambda: self.pool.fetchval(FIND_CODE, fingerprint))
        return found

    async def _append(self, rows: list[Any], claim: ReturnCodeClaim | None) -> tuple[AppendOutcome, ...]:
        async with self.pool.acquire() as connection:
            if claim is None:
                return tuple(map(outcome_of, await connection.fetch(APPEND, rows)))
            async with connection.transaction(isolation="read_committed"):
                outcome = outcome_of(await connection.fetchrow(APPEND, rows))
                if isinstance(outcome, Appended) and outcome.first_time:
                    await _carry_out(connection, claim)
                return (outcome,)

    async def _moved_above(self, after: int) -> bool:
        try:
            return await self.head() > after
        except LogUnavailable:
            return False


@asynccontextmanager
async def open_log(dsn: str) -> AsyncIterator[PostgresEventLog]:
    """Give the log of a database to a block, and close its connections after it."""
    bell = Bell(dsn)
    async with await open_pool(dsn) as pool:
        try:
            yield PostgresEventLog(pool, bell)
        finally:
            await bell.close()


def _end(up_to: int | None) -> int:
    return LAST_POSITION if up_to is None else up_to


async def _first_of(ring: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await ring.wait()
    except TimeoutError:
        return


async def _carry_out(connection: Any, claim: ReturnCodeClaim) -> None:
    await connection.execute(ERASE_CODE, claim.trajectory)
    if claim.fingerprint is not None:
        await connection.execute(CLAIM_CODE, claim.fingerprint, claim.trajectory)
