"""The outbox in PostgreSQL: letters that are due become mails, and a mail is sent, tried again, or parked.

A mail is leased before it is sent: if its sender dies, another sends it once the lease has run out. So it may be sent
twice, with one Message-ID, if the sender dies after the server has taken it; it is never lost.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID, uuid5

import asyncpg

LEASE = timedelta(minutes=5)
"""How long a sender has for one mail; far more than it takes."""

TOO_OLD = timedelta(days=7)
"""Nobody is mailed about what is older, where no mail was sent for as long; the inbox has it."""

MOST_LETTERS = 5_000

_TOO_OLD = "DELETE FROM notify.letter WHERE mail IS NULL AND at < $1"
_DUE = """
SELECT notice, worker, urgent, at FROM notify.letter WHERE mail IS NULL AND at <= $1
ORDER BY worker, at, notice LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_MAIL = "INSERT INTO notify.mail (id, worker, urgent, made, next_try) VALUES ($1, $2, $3, $4, $4)"
_PUT_IN = "UPDATE notify.letter SET mail = $1 WHERE worker = $2 AND notice = ANY ($3::uuid[])"
_PUT_OFF = "UPDATE notify.letter SET at = $1 WHERE worker = $2 AND notice = ANY ($3::uuid[])"
_DROP = "DELETE FROM notify.letter WHERE worker = $1 AND notice = ANY ($2::uuid[])"

_LEASED = """
UPDATE notify.mail SET next_try = $1::timestamptz + $2::interval, attempts = attempts + 1
WHERE id = (
    SELECT id FROM notify.mail WHERE state = 'waiting' AND next_try <= $1
    ORDER BY urgent DESC, next_try, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, worker, urgent, made, attempts
"""
_REFERENCES = """
SELECT reference FROM notify.letter JOIN notify.notice ON notice.id = letter.notice
WHERE letter.mail = $1 ORDER BY notice.made, notice.id
"""
_ADDRESS = "SELECT address FROM notify.address WHERE worker = $1"
_SENT = "UPDATE notify.mail SET state = 'sent', trouble = NULL, ended = $2 WHERE id = $1 AND state = 'waiting'"
_PARKED = "UPDATE notify.mail SET state = 'parked', trouble = $3, ended = $2 WHERE id = $1 AND state = 'waiting'"
_LATER = "UPDATE notify.mail SET next_try = $2, trouble = $3 WHERE id = $1 AND state = 'waiting'"
_UNTRIED = "UPDATE notify.mail SET next_try = $2, attempts = attempts - 1 WHERE id = $1 AND state = 'waiting'"
_STATE = """
SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'sent') AS sent,
       count(*) FILTER (WHERE state = 'parked') AS parked,
       count(*) FILTER (WHERE state = 'waiting' AND trouble IS NOT NULL) AS in_trouble
FROM notify.mail
"""
_PARKED_ONES = """
SELECT id, worker, made, attempts, trouble FROM notify.mail WHERE state = 'parked' ORDER BY made, id LIMIT 100
"""
_AGAIN = """
UPDATE notify.mail SET state = 'waiting', next_try = $1, made = $1, attempts = 0, ended = NULL WHERE state = 'parked'
RETURNING id
"""


class Due(NamedTuple):
    """The letters to one worker that are due now."""

    worker: str
    urgent: bool
    notices: tuple[UUID, ...]


class Mail(NamedTuple):
    """A mail that is leased to a sender; `attempts` counts this one. `address` is None for who has none any more."""

    id: UUID
    worker: str
    urgent: bool
    made: datetime
    attempts: int
    address: str | None
    references: tuple[str, ...]


class ParkedMail(NamedTuple):
    """A mail that was given up: `trouble` is a class of error or a reply's code."""

    id: UUID
    worker: str
    made: datetime
    attempts: int
    trouble: str


class MailCounts(NamedTuple):
    """How many mails wait (of these in trouble: tried in vain), were sent, and were given up."""

    waiting: int
    in_trouble: int
    sent: int
    parked: int


Leaves = Callable[[Due], datetime | None]
"""When a mail of letters that are due may leave: now or earlier, later, or (None) never."""


class Outbox:
    """What a sender of mail does with the tables of migration 0012. Safe to use from many processes."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def gather(self, now: datetime, leaves: Leaves) -> None:
        """Make one mail of each worker's letters that are due; put off those of which `leaves` says so."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_TOO_OLD, now - TOO_OLD)
            rows = await connection.fetch(_DUE, now, MOST_LETTERS)
            for worker, letters in groupby(rows, key=lambda row: row["worker"]):
                await _gather(connection, _due(worker, tuple(letters)), now, leaves)

    async def lease(self, now: datetime) -> Mail | None:
        """Take the next mail to be sent, urgent ones first; None if there is none."""
        row = await self._pool.fetchrow(_LEASED, now, LEASE)
        if row is None:
            return None
        references = await self._pool.fetch(_REFERENCES, row["id"])
        address = await self._pool.fetchval(_ADDRESS, row["worker"])
        return Mail(**row, address=address, references=tuple(one["reference"] for one in references))

    async def sent(self, mail: Mail, now: datetime) -> None:
        """Note that the server has taken a mail."""
        await self._pool.execute(_SENT, mail.id, now)

    async def park(self, mail: Mail, now: datetime, trouble: str) -> None:
        """Give a mail up, until a person has it tried again."""
        await self._pool.execute(_PARKED, mail.id, now, trouble)

    async def try_at(self, mail: Mail, at: datetime, trouble: str) -> None:
        """Have a mail tried again."""
        await self._pool.execute(_LATER, mail.id, at, trouble)

    async def put_off(self, mail: Mail, at: datetime) -> None:
        """Have a mail that was not tried wait."""
        await self._pool.execute(_UNTRIED, mail.id, at)

    async def drop(self, mail: Mail) -> None:
        """Delete a mail that nobody is to get; its notices stay in the inbox."""
        await self._pool.execute("DELETE FROM notify.mail WHERE id = $1", mail.id)

    async def counts(self) -> MailCounts:
        """Count the mails."""
        row = await self._pool.fetchrow(_STATE)
        return MailCounts(**row)

    async def parked(self) -> tuple[ParkedMail, ...]:
        """Return the mails that were given up, the oldest hundred."""
        return tuple(ParkedMail(**row) for row in await self._pool.fetch(_PARKED_ONES))

    async def try_parked_again(self, now: datetime) -> int:
        """Have the mails that were given up tried again; return how many."""
        return len(await self._pool.fetch(_AGAIN, now))


def _due(worker: str, letters: Sequence[asyncpg.Record]) -> Due:
    return Due(worker, any(row["urgent"] for row in letters), tuple(row["notice"] for row in letters))


async def _gather(connection: asyncpg.Connection, due: Due, now: datetime, leaves: Leaves) -> None:
    at = leaves(due)
    if at is None:
        await connection.execute(_DROP, due.worker, due.notices)
    elif at > now:
        await connection.execute(_PUT_OFF, at, due.worker, due.notices)
    else:
        mail = uuid5(due.notices[0], f"mail:{due.worker}")
        await connection.execute(_MAIL, mail, due.worker, due.urgent, now)
        await connection.execute(_PUT_IN, mail, due.worker, due.notices)
