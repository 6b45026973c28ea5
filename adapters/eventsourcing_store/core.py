"""The asynchronous core of the facade: the library's stored events as rows of a log, by asyncpg."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import (
    IntegrityError,
    Notification,
    ProgrammingError,
    StoredEvent,
    Tracking,
)

from adapters.eventsourcing_store.schema import ACTOR, MUNICIPALITY, in_schema
from adapters.postgres.faults import persistently
from adapters.postgres.rows import command_row, outcome_of
from adapters.postgres.statements import query
from domain.base import Occurred
from domain.log import Appended, CommandAppend, NewEvent, StreamAppend, event_id

LARGEST = 2**63 - 1
SELECT_EVENTS = """
SELECT stream, version, type, payload FROM log.event
WHERE stream = $1 AND version > $2 AND version <= $3 ORDER BY version {order} LIMIT $4
"""
SELECT_NOTIFICATIONS = """
SELECT position, stream, version, type, payload FROM log.event
WHERE position >= $1 AND position <= $2 AND ($3::text[] IS NULL OR type = ANY($3)) ORDER BY position LIMIT $4
"""
MAX_ID = "SELECT max(position) FROM log.event"
MAX_TRACKING = "SELECT notification_id FROM log.tracking WHERE application_name = $1"
TRACK = """
INSERT INTO log.tracking (application_name, notification_id) VALUES ($1, $2)
ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id
WHERE log.tracking.notification_id < excluded.notification_id
RETURNING notification_id
"""


class StoreCore:
    """One schema of the library. Every call is one transaction."""

    def __init__(self, pool: asyncpg.Pool, schema: str) -> None:
        self.schema = schema
        self._pool = pool
        self._append = in_schema(query("append"), schema)

    async def insert(self, events: Sequence[StoredEvent], tracking: Tracking | None) -> list[int]:
        """Store events and how far one has come, all or nothing; return the events' positions.

        A lost connection is met by sending the same command ids again. Raises IntegrityError for a version
        that is already there, and for a tracking that is not above the one before.
        """
        commands = list(_commands_of(events, uuid4()))
        rows = [command_row(command) for command in commands]
        last = await persistently(lambda: self._insert(rows, tracking))
        return list(range(last - len(events) + 1, last + 1))

    async def select(
        self, originator: UUID, gt: int | None, lte: int | None, *, desc: bool, limit: int | None
    ) -> list[StoredEvent]:
        """Return an originator's events with versions in (gt, lte]."""
        sql = SELECT_EVENTS.format(order="DESC" if desc else "ASC")
        lowest = -LARGEST if gt is None else gt
        rows = await self._fetch(sql, originator, lowest, LARGEST if lte is None else lte, limit)
        return [StoredEvent(row["stream"], row["version"], row["type"], row["payload"]) for row in rows]

    async def notifications(
        self, first: int, last: int | None, topics: Sequence[str], limit: int
    ) -> list[Notification]:
        """Return events with positions in [first, last], of some topics or of all, in order."""
        stop = LARGEST if last is None else last
        rows = await self._fetch(SELECT_NOTIFICATIONS, first, stop, list(topics) or None, limit)
        return [
            Notification(row["stream"], row["version"], row["type"], row["payload"], row["position"]) for row in rows
        ]

    async def max_id(self) -> int | None:
        """Return the position of the newest event, None if there is none."""
        rows = await self._fetch(MAX_ID)
        newest: int | None = rows[0][0]
        return newest

    async def max_tracking(self, application: str) -> int | None:
        """Return how far an application's notifications were processed, None if none was."""
        rows = await self._fetch(MAX_TRACKING, application)
        return rows[0][0] if rows else None

    async def _fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        statement = in_schema(sql, self.schema)
        return await persistently(lambda: self._pool.fetch(statement, *arguments))

    async def _insert(self, rows: list[Any], tracking: Tracking | None) -> int:
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            outcomes = [outcome_of(row) for row in await connection.fetch(self._append, rows)] if rows else []
            known = any(isinstance(outcome, Appended) and not outcome.first_time for outcome in outcomes)
            if tracking is not None and not known:
                await self._track(connection, tracking)
            return max((outcome.position for outcome in outcomes if isinstance(outcome, Appended)), default=0)

    async def _track(self, connection: Any, tracking: Tracking) -> None:
        statement = in_schema(TRACK, self.schema)
        if await connection.fetchval(statement, tracking.application_name, tracking.notification_id) is None:
            raise IntegrityError(f"{tracking.notification_id} is not above what was tracked before")


def _commands_of(events: Sequence[StoredEvent], call: UUID) -> Iterator[CommandAppend]:
    """Yield a command for each run of one originator's consecutive versions, in the order of the events."""
    for ordinal, (originator, run) in enumerate(_runs(events)):
        command_id = event_id(call, ordinal)
        part = StreamAppend(
            originator, "reference", run[0].originator_version - 1, tuple(_new_events(run, command_id))
        )
        content = sha256(command_id.bytes).digest()
        yield CommandAppend(command_id, content, ACTOR, MUNICIPALITY, (part,))


def _runs(events: Sequence[StoredEvent]) -> Iterator[tuple[UUID, list[StoredEvent]]]:
    numbered = enumerate(events)
    for (originator, _), run in groupby(
        numbered, lambda pair: (pair[1].originator_id, pair[1].originator_version - pair[0])
    ):
        if not isinstance(originator, UUID):
            raise ProgrammingError("this store takes UUIDs as originator ids")
        yield originator, [event for _, event in run]


def _new_events(run: Sequence[StoredEvent], command_id: UUID) -> Iterator[NewEvent]:
    now = Occurred.at_instant(datetime.now(UTC))
    for ordinal, event in enumerate(run):
        yield NewEvent(event_id(command_id, ordinal), event.topic, 1, now, event.state)
