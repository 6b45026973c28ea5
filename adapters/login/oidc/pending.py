"""Log-ins that have begun and not come back: what has to come back, kept for ten minutes and used once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.login.rows import Rows
from adapters.login.tokens import hash_of, new_id

LASTS = timedelta(minutes=10)

_BEGIN = """
INSERT INTO login.pending (id_hash, municipality, state, nonce, verifier, target, session, made)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_FORGET = "DELETE FROM login.pending WHERE made <= $1"
_TAKE = """
DELETE FROM login.pending WHERE id_hash = $1
RETURNING state, nonce, verifier, target, session, made
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that has begun. `session` is the hash of the session whose worker proves anew who they are."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    target: str
    session: bytes | None
    made: datetime


class Pending:
    """The log-ins of a municipality that are under way. Each belongs to the browser that holds its id."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def begin(self, target: str, session_id: str | None, now: datetime) -> tuple[str, Begun]:
        """Return the id for the browser, and what is to come back."""
        id, session = new_id(), None if session_id is None else hash_of(session_id)
        begun = Begun(new_id(), new_id(), new_id(), target, session, now)
        async with self._rows.transaction() as rows:
            await rows.execute(_FORGET, now - LASTS)
            await rows.execute(
                _BEGIN,
                hash_of(id),
                self._rows.municipality,
                begun.state,
                begun.nonce,
                begun.verifier,
                target,
                session,
                now,
            )
        return id, begun

    async def take(self, id: str, now: datetime) -> Begun | None:
        """Return what was begun, once; None for what is unknown, used or too old."""
        async with self._rows.transaction() as rows:
            row = await rows.fetchrow(_TAKE, hash_of(id))
        if row is None or row["made"] <= now - LASTS:
            return None
        return Begun(**row)
