"""Sessions: who is logged in, since when, and until when. Only the SHA-256 of a session's id is ever kept."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from adapters.login.rows import Rows
from adapters.login.tokens import hash_of, new_id
from domain.trajectory_codes import Role

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
"""A session that is in use is written so often at most. It may end this much earlier than the idle limit says."""

Means = Literal["local", "oidc"]

_COLUMNS = "handle, staff, claimed, means, opened, seen, stepped_up"
_OPEN = """
INSERT INTO login.session (id_hash, handle, municipality, staff, claimed, means, opened, seen)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
"""
_LOOK = f"SELECT {_COLUMNS} FROM login.session WHERE id_hash = $1 AND seen > $2 AND opened > $3"  # noqa: S608
_SEEN = "UPDATE login.session SET seen = $2 WHERE id_hash = $1"
_ROTATE = """
UPDATE login.session SET id_hash = $2, seen = $3, stepped_up = $3
WHERE id_hash = $1 AND seen > $4 AND opened > $5 RETURNING true
"""
_OF = f"SELECT {_COLUMNS} FROM login.session WHERE staff = $1 AND seen > $2 AND opened > $3 ORDER BY opened"  # noqa: S608
_FORGET = "DELETE FROM login.session WHERE seen <= $1 OR opened <= $2"
_END = "DELETE FROM login.session WHERE id_hash = $1"
_END_ONE = "DELETE FROM login.session WHERE staff = $1 AND handle = $2"
_END_ALL = "DELETE FROM login.session WHERE staff = $1 RETURNING handle"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is open. `claimed` are the roles that the log-in named, None for all of the worker's.

    `handle` names it to its owner and opens nothing; `stepped_up` is when the worker last proved anew who they are.
    """

    handle: UUID
    staff: str
    claimed: Set[Role] | None
    means: Means
    opened: datetime
    seen: datetime
    stepped_up: datetime | None


class Sessions:
    """The sessions of a municipality. An id is known to its browser alone."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def open(self, staff: str, now: datetime, *, means: Means, claimed: Set[Role] | None = None) -> str:
        """Open a session for somebody who has proved who they are; return its new id."""
        id, roles = new_id(), None if claimed is None else sorted(claimed)
        async with self._rows.transaction() as rows:
            await rows.execute(_OPEN, hash_of(id), uuid4(), self._rows.municipality, staff, roles, means, now)
        return id

    async def look(self, id: str, now: datetime) -> Session | None:
        """Return an open session, which is in use from now; None for one that has ended or never was."""
        async with self._rows.transaction() as rows:
            row = await rows.fetchrow(_LOOK, hash_of(id), now - IDLE, now - LONGEST)
            if row is not None and now - row["seen"] >= SEEN_EVERY:
                await rows.execute(_SEEN, hash_of(id), now)
        return None if row is None else _session(row)

    async def step_up(self, id: str, now: datetime) -> str | None:
        """Note that its worker has proved anew who they are; return its new id. The old one opens nothing."""
        new = new_id()
        async with self._rows.transaction() as rows:
            done = await rows.fetchval(_ROTATE, hash_of(id), hash_of(new), now, now - IDLE, now - LONGEST)
        return new if done else None

    async def of(self, staff: str, now: datetime) -> tuple[Session, ...]:
        """Return a worker's open sessions, the oldest first."""
        async with self._rows.transaction() as rows:
            return tuple(map(_session, await rows.fetch(_OF, staff, now - IDLE, now - LONGEST)))

    async def forget(self, now: datetime) -> None:
        """Delete the rows of sessions that have ended by themselves."""
        async with self._rows.transaction() as rows:
            await rows.execute(_FORGET, now - IDLE, now - LONGEST)

    async def end(self, id: str) -> None:
        async with self._rows.transaction() as rows:
            await rows.execute(_END, hash_of(id))

    async def end_one(self, staff: str, handle: UUID) -> None:
        """End one of a worker's sessions; another's is left alone."""
        async with self._rows.transaction() as rows:
            await rows.execute(_END_ONE, staff, handle)

    async def end_all(self, staff: str) -> int:
        """End all of a worker's sessions; return how many there were."""
        async with self._rows.transaction() as rows:
            return len(await rows.fetch(_END_ALL, staff))


def _session(row: Any) -> Session:
    claimed = None if row["claimed"] is None else frozenset(role for role in Role if role in row["claimed"])
    return Session(**{**row, "claimed": claimed})
