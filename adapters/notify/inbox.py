"""What pages and the command line ask of the inbox, and what a worker has seen of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.agenda_item import ItemKind
from domain.notices.codes import NoticeKind
from domain.notices.notice import Person, Queue, Recipient
from domain.notices.queues import Sight
from domain.notices.reference import reference_in
from domain.trajectory_codes import Role
from projections.engine.codes import code_of

_FIELDS = (
    "notice.id, reference, notice.worker, centre, role, what, kind, stream, stream_kind, due, made, seen.at AS seen"
)
_SEEN_BY_SOMEBODY = """
FROM notify.notice LEFT JOIN notify.seen ON seen.notice = notice.id AND seen.worker = $1
WHERE (
    notice.worker = ANY ($2::text[])
    OR (notice.worker IS NULL AND (centre, role) IN (SELECT * FROM unnest($3::text[], $4::text[])))
)
"""
_OPEN = f"SELECT {_FIELDS} {_SEEN_BY_SOMEBODY} AND ($5 OR seen.at IS NULL) ORDER BY made DESC, notice.id LIMIT $6"
_COUNT = f"SELECT count(*) {_SEEN_BY_SOMEBODY} AND seen.at IS NULL"
_MARK = f"""
INSERT INTO notify.seen (notice, worker, at)
SELECT notice.id, $1, $5 {_SEEN_BY_SOMEBODY} AND seen.at IS NULL AND notice.id = ANY ($6::uuid[])
ON CONFLICT DO NOTHING
RETURNING notice
"""
_FIND = f"""
SELECT {_FIELDS} FROM notify.notice LEFT JOIN notify.seen ON seen.notice = notice.id AND seen.worker = notice.worker
WHERE reference = $1 ORDER BY made, notice.id LIMIT 1
"""  # noqa: S608


class Entry(NamedTuple):
    """A notice in the inbox. `seen` is when the worker who looks saw it, None if not yet."""

    id: UUID
    reference: str
    to: Recipient
    what: NoticeKind
    kind: ItemKind | None
    stream: UUID
    stream_kind: str
    due: date | None
    made: datetime
    seen: datetime | None


async def inbox(
    pool: asyncpg.Pool, worker: str, sight: Sight, *, seen_too: bool = False, limit: int = 500
) -> tuple[Entry, ...]:
    """Return what a worker sees and has not seen yet, the newest first; with `seen_too` everything."""
    return tuple(map(_entry, await pool.fetch(_OPEN, worker, *_arrays(sight), seen_too, limit)))


async def unseen(pool: asyncpg.Pool, worker: str, sight: Sight) -> int:
    """Return how many notices a worker sees and has not seen yet."""
    count: int = await pool.fetchval(_COUNT, worker, *_arrays(sight))
    return count


async def mark_seen(pool: asyncpg.Pool, worker: str, sight: Sight, notices: Collection[UUID], now: datetime) -> int:
    """Note that a worker has seen notices, of those in the worker's sight; return how many were not seen before."""
    return len(await pool.fetch(_MARK, worker, *_arrays(sight), now, list(notices)))


async def find(pool: asyncpg.Pool, typed: str) -> Entry | None:
    """Return the notice of a reference, however it was typed; `seen` is when the one who was told saw it."""
    reference = reference_in(typed)
    row = None if reference is None else await pool.fetchrow(_FIND, reference)
    return None if row is None else _entry(row)


def _arrays(sight: Sight) -> tuple[list[str], list[str], list[str]]:
    queues = list(sight.queues)
    return (
        list(sight.people),
        [queue.centre or "" for queue in queues],
        [queue.role or "" for queue in queues],
    )


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        id=row["id"],
        reference=row["reference"],
        to=_recipient(row),
        what=code_of(NoticeKind, row["what"]),
        kind=None if row["kind"] is None else code_of(ItemKind, row["kind"]),
        stream=row["stream"],
        stream_kind=row["stream_kind"],
        due=row["due"],
        made=row["made"],
        seen=row["seen"],
    )


def _recipient(row: asyncpg.Record) -> Recipient:
    if row["worker"] is not None:
        return Person(row["worker"])
    return Queue(row["centre"] or None, code_of(Role, row["role"]) if row["role"] else None)
