"""The `Notifier` in PostgreSQL: inbox, letters to be mailed, and the position, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from domain.notices.notice import Notice, Person, Queue
from workflows.notifier import OvertakenError, Told, Unread

_MOVE = "UPDATE notify.checkpoint SET position = $2, saved = now() WHERE position = $1 RETURNING true"
_NOTICES = """
INSERT INTO notify.notice
    (id, reference, event, position, worker, centre, role, what, kind, stream, stream_kind, due, made)
SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::uuid[], $11::text[], $12::date[], $13::timestamptz[]
)
ON CONFLICT (id) DO NOTHING
RETURNING id
"""
_LETTERS = """
INSERT INTO notify.letter (notice, worker, urgent, at)
SELECT letter.notice, letter.worker, letter.urgent, letter.at
FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[]) AS letter (notice, worker, urgent, at)
WHERE EXISTS (SELECT FROM notify.address WHERE address.worker = letter.worker)
"""
_UNREAD = """
INSERT INTO notify.unread (stream, position) SELECT * FROM unnest($1::uuid[], $2::bigint[])
ON CONFLICT (stream) DO NOTHING
"""
_BLANKED = "DELETE FROM notify.notice WHERE event = ANY ($1)"
_READ = "DELETE FROM notify.unread WHERE stream = ANY ($1)"


class PostgresNotifier:
    """A `Notifier` whose tables are those of migration 0012."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def position(self) -> int:
        position: int = await self._pool.fetchval("SELECT position FROM notify.checkpoint")
        return position

    async def unread(self) -> tuple[Unread, ...]:
        rows = await self._pool.fetch("SELECT stream, position FROM notify.unread ORDER BY position, stream")
        return tuple(Unread(row["stream"], row["position"]) for row in rows)

    async def tell(
        self,
        after: int,
        position: int,
        told: Sequence[Told],
        *,
        unread: Sequence[Unread] = (),
        read: Sequence[UUID] = (),
        blanked: Sequence[UUID] = (),
    ) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            # The update locks the row: whoever else tells the same waits here, and then finds another position.
            if not await connection.fetchval(_MOVE, after, position):
                raise OvertakenError
            await _lay_down(connection, told)
            await connection.execute(_BLANKED, list(blanked))
            await connection.execute(_READ, list(read))
            await connection.execute(_UNREAD, [one.stream for one in unread], [one.position for one in unread])

    async def forget(self, before: datetime) -> None:
        await self._pool.execute("DELETE FROM notify.notice WHERE made < $1", before)
        await self._pool.execute("DELETE FROM notify.mail WHERE made < $1", before)

    async def begin_at(self, position: int) -> None:
        """Tell nobody of anything up to a position, where the log is known to hold a past that was made up."""
        await self._pool.execute(
            "UPDATE notify.checkpoint SET position = greatest(position, $1), saved = now()", position
        )


async def _lay_down(connection: asyncpg.Connection, told: Sequence[Told]) -> None:
    if not told:
        return
    columns = zip(*(_row(one.notice) for one in told), strict=True)
    fresh = {row["id"] for row in await connection.fetch(_NOTICES, *map(list, columns))}
    letters = [
        (one.notice.id, letter.worker, one.notice.urgent, letter.at)
        for one in told
        if one.notice.id in fresh
        for letter in one.letters
    ]
    if letters:
        await connection.execute(_LETTERS, *map(list, zip(*letters, strict=True)))


def _row(notice: Notice) -> tuple[object, ...]:
    worker, queue = _address(notice)
    return (
        notice.id,
        notice.reference,
        notice.event,
        notice.position,
        worker,
        queue.centre or "",
        queue.role or "",
        notice.what,
        notice.kind,
        notice.stream,
        notice.stream_kind,
        notice.due,
        notice.made,
    )


def _address(notice: Notice) -> tuple[str | None, Queue]:
    match notice.to:
        case Person(code):
            return code, Queue(None, None)
        case Queue():
            return None, notice.to
