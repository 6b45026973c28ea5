"""The event log in PostgreSQL. Positions, versions, hashes and refusals are the work of `log.append` (SQL)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any
from uuid import UUID

import asyncpg

from adapters.access_log.postgres import RECORD, unwritable_told
from adapters.postgres.bell import Bell
from adapters.postgres.calls import APPEND, Calls
from adapters.postgres.faults import persistently, translated
from adapters.postgres.pool import CONNECT_SECONDS, SETTINGS, closed_after, open_pool
from adapters.postgres.rows import command_row, event_of, events_of, outcome_of
from adapters.postgres.statements import query
from domain.access.codes import AccessOutcome
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
from domain.vault import Reading

May = Callable[[UUID], Awaitable[bool]]

LAST_POSITION = 2**63 - 1
OWN_POOL = 6
LOOK_SECONDS = 1.0
"""How often one who waits looks at the head, should the bell be silent."""

READ, READ_KINDS, LOAD, LOAD_MANY = query("read"), query("read_kinds"), query("load"), query("load_many")
STREAMS, BEGINNINGS = query("streams"), query("beginnings")
CLAIM_CODE, CODE_OPENS, OPEN_BY_CODE = (
    query("claim_return_code"),
    query("return_code_opens"),
    query("open_by_code"),
)


class PostgresEventLog:
    """An `EventLog` over a pool of the application's role. Every call may raise LogUnavailable.

    Everything is sent again when a connection is lost: reading does no harm, and an append is known by its
    command ids. So a lost answer of a stored append comes back as a resend (`first_time` false).
    """

    def __init__(self, pool: asyncpg.Pool, own_pool: asyncpg.Pool, bell: Bell) -> None:
        self.pool = pool
        self._own_pool = own_pool
        self._calls = Calls(own_pool)
        self._bell = bell

    async def close(self) -> None:
        """Return when everything that was begun is answered."""
        await self._calls.close()

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
        if claim is None:
            return await self._calls.append(commands)
        row = command_row(commands[0])
        with translated():
            return await persistently(lambda: self._append_claiming(row, claim))

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        """Return the first result of a command id, if it was ever stored."""
        row = await self._calls.find(command_id)
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
        if up_to is None:
            return await self._calls.load(stream, after_version)
        rows = await self._fetch(LOAD, stream, after_version, up_to)
        return tuple(map(event_of, rows))

    async def load_many(self, streams: Sequence[UUID], *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        """Return all events of several streams: by stream, in the order of their ids, and there by version."""
        rows = await self._fetch(LOAD_MANY, streams, _end(up_to))
        return tuple(chain.from_iterable(map(events_of, rows)))

    async def read(
        self, after: int, *, limit: int, up_to: int | None = None, kinds: Sequence[StreamKind] | None = None
    ) -> Page:
        """Return at most `limit` events (1 or more) with a position above `after`."""
        if limit < 1:
            raise ValueError("limit must be 1 or higher")
        arguments: tuple[Any, ...] = (READ, after, _end(up_to), limit)
        if kinds is not None:
            arguments = (READ_KINDS, after, _end(up_to), limit, sorted(set(kinds)))
        rows = await self._fetch(*arguments)
        events = tuple(event_of(row[1:]) for row in rows if row["position"] is not None)
        if len(events) == limit:
            return Page(events, events[-1].position)
        return Page(events, max(after, min(rows[0]["head"], _end(up_to))))

    async def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return await self._calls.head()

    async def streams(self, kind: StreamKind, *, up_to: int | None = None) -> tuple[UUID, ...]:
        """Return the streams of a kind, in the order of their first event."""
        rows = await self._fetch(STREAMS, kind, _end(up_to))
        return tuple(row["stream"] for row in rows)

    async def beginnings(
        self, kinds: Sequence[StreamKind], *, after: int, up_to: int, limit: int
    ) -> tuple[Beginning, ...]:
        """Return at most `limit` streams of some kinds that began above `after` and at `up_to` or lower, in order."""
        rows = await self._fetch(BEGINNINGS, sorted(set(kinds)), after, up_to, limit)
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

    async def return_code_opens(self, fingerprint: bytes, trajectory: UUID) -> bool:
        """Tell whether a return code opens a trajectory."""
        [row] = await self._fetch(CODE_OPENS, fingerprint, trajectory)
        return bool(row[0])

    async def open_by_code(
        self, fingerprint: bytes | None, criterion: bytes, reading: Reading, may: May
    ) -> UUID | None:
        """Return the trajectory that a return code opens and that somebody `may` open; None for any other code.

        The try is written down as it went. With no fingerprint nothing is looked up. Raises AccessNotLogged.
        """
        found: UUID | None = None
        if fingerprint is not None:
            [row] = await self._fetch(OPEN_BY_CODE, fingerprint)
            found = row[0]
        opens = found is not None and await may(found)
        outcome = AccessOutcome.ALLOWED if opens else AccessOutcome.REFUSED
        asked = (reading.at, reading.actor, str(reading.action), str(reading.purpose))
        with unwritable_told():
            await self._fetch(RECORD, *asked, str(outcome), found, [], criterion)
        return found if opens else None

    async def _append_claiming(self, row: Any, claim: ReturnCodeClaim) -> tuple[AppendOutcome, ...]:
        async with self.pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            outcome = outcome_of(await connection.fetchrow(APPEND, [row]))
            if isinstance(outcome, Appended) and outcome.first_time:
                await _carry_out(connection, claim)
            return (outcome,)

    async def _fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        return await persistently(lambda: self._own_pool.fetch(statement, *arguments))

    async def _moved_above(self, after: int) -> bool:
        try:
            return await self.head() > after
        except LogUnavailable:
            return False


@asynccontextmanager
async def open_log(dsn: str) -> AsyncIterator[PostgresEventLog]:
    """Give the log of a database to a block, and close its connections after it."""
    bell = Bell(dsn)
    async with closed_after(await open_pool(dsn)) as pool, closed_after(await _open_own_pool(dsn)) as own_pool:
        log = PostgresEventLog(pool, own_pool, bell)
        try:
            yield log
        finally:
            await bell.close()
            await log.close()


async def _open_own_pool(dsn: str) -> asyncpg.Pool:
    """Return the pool of the log's own statements: they leave nothing to be reset, which would cost as much again."""
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=OWN_POOL, timeout=CONNECT_SECONDS, server_settings=SETTINGS, reset=_nothing
    )


async def _nothing(connection: asyncpg.Connection) -> None:
    """Reset nothing."""


def _end(up_to: int | None) -> int:
    return LAST_POSITION if up_to is None else up_to


async def _first_of(ring: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await ring.wait()
    except TimeoutError:
        return


async def _carry_out(connection: Any, claim: ReturnCodeClaim) -> None:
    await connection.execute(CLAIM_CODE, claim.trajectory, claim.fingerprint)
