"""Local accounts, for an installation without an OIDC issuer: a staff code, and a password kept as argon2id.

Nobody is ever given a password: whoever may begin, or begin anew, gets a one-time code and chooses one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from adapters.login.passwords import is_right, kept_of
from adapters.login.rows import Rows
from adapters.login.tokens import hash_of, new_code, typed

CODE_LASTS = timedelta(hours=24)

_ANY = "SELECT EXISTS (SELECT FROM login.account)"
_PASSWORD = "SELECT password FROM login.account WHERE staff = $1 AND active"  # noqa: S105
_ALL = "SELECT staff, active, password IS NOT NULL AS begun, changed FROM login.account ORDER BY staff"
_GIVE_CODE = """
INSERT INTO login.account (municipality, staff, code_hash, code_until, made, changed) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (municipality, staff)
DO UPDATE SET password = NULL, active = true, code_hash = excluded.code_hash, code_until = excluded.code_until,
changed = excluded.changed
"""
_USE_CODE = """
UPDATE login.account SET password = $3, code_hash = NULL, code_until = NULL, changed = $4
WHERE staff = $1 AND code_hash = $2 AND code_until > $4 AND active RETURNING true
"""
_MAY_USE_CODE = """
SELECT EXISTS (SELECT FROM login.account WHERE staff = $1 AND code_hash = $2 AND code_until > $3 AND active)
"""
_BEGIN = """
INSERT INTO login.account (municipality, staff, password, made, changed) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT DO NOTHING
"""
_DISABLE = """
UPDATE login.account SET active = false, password = NULL, code_hash = NULL, code_until = NULL, changed = $2
WHERE staff = $1 AND active RETURNING true
"""
_PRINTED = """
INSERT INTO login.first_run (municipality, code_hash) VALUES ($1, $2)
ON CONFLICT (municipality) DO UPDATE SET code_hash = excluded.code_hash
"""
_DEMO = """
INSERT INTO login.first_run (municipality, demo) VALUES ($1, true)
ON CONFLICT (municipality) DO UPDATE SET demo = true
"""
_IS_DEMO = "SELECT coalesce((SELECT demo FROM login.first_run), false)"
_IS_PRINTED = "SELECT EXISTS (SELECT FROM login.first_run WHERE code_hash = $1)"
_USE_PRINTED = "UPDATE login.first_run SET code_hash = NULL WHERE code_hash = $1 RETURNING true"
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('exitspor.first_run', 0))"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed. It has `begun` when its worker has chosen a password."""

    staff: str
    active: bool
    begun: bool
    changed: datetime


class Accounts:
    """The accounts of a municipality."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def any(self) -> bool:
        """Tell whether there is an account."""
        async with self._rows.transaction() as rows:
            return bool(await rows.fetchval(_ANY))

    async def all(self) -> tuple[Account, ...]:
        """Return every account, by staff code."""
        async with self._rows.transaction() as rows:
            return tuple(Account(**row) for row in await rows.fetch(_ALL))

    async def proves(self, staff: str, password: str) -> bool:
        """Tell whether a password is a worker's, with equal work whatever is wrong."""
        async with self._rows.transaction() as rows:
            kept = await rows.fetchval(_PASSWORD, staff)
        return await is_right(kept, password)

    async def give_code(self, staff: str, now: datetime) -> str:
        """Make or reset an account; return the one-time code by which its worker chooses a password in 24 hours."""
        code = new_code()
        async with self._rows.transaction() as rows:
            await rows.execute(_GIVE_CODE, self._rows.municipality, staff, hash_of(code), now + CODE_LASTS, now)
        return code

    async def use_code(self, staff: str, code: str, password: str, now: datetime) -> bool:
        """Set the password of an account by its one-time code; tell whether the code was right.

        A wrong one costs no work: it has too many random bits for anybody to learn something by the time it takes.
        """
        async with self._rows.transaction() as rows:
            if not await rows.fetchval(_MAY_USE_CODE, staff, hash_of(typed(code)), now):
                return False
        kept = await kept_of(password)
        async with self._rows.transaction() as rows:
            return bool(await rows.fetchval(_USE_CODE, staff, hash_of(typed(code)), kept, now))

    async def disable(self, staff: str, now: datetime) -> bool:
        """Close an account; its password is forgotten. Tell whether there was one that was open."""
        async with self._rows.transaction() as rows:
            return bool(await rows.fetchval(_DISABLE, staff, now))

    async def print_code(self) -> str | None:
        """Return a new code for the first set-up, None where there is an account already. The former one is dead."""
        code = new_code()
        async with self._rows.transaction() as rows:
            if await _exclusively(rows):
                return None
            await rows.execute(_PRINTED, self._rows.municipality, hash_of(code))
        return code

    async def begin(self, code: str, staff: Iterable[str], password: str, now: datetime) -> bool:
        """Make the first accounts by the code that was printed, all with one password; tell whether it was right."""
        kept = await kept_of(password)
        async with self._rows.transaction() as rows:
            if await _exclusively(rows) or not await rows.fetchval(_USE_PRINTED, hash_of(typed(code))):
                return False
            begun: list[tuple[Any, ...]] = [(self._rows.municipality, one, kept, now) for one in staff]
            await rows.executemany(_BEGIN, begun)
        return True

    async def may_begin(self, code: str) -> bool:
        """Tell whether a code is the one that was printed."""
        async with self._rows.transaction() as rows:
            return bool(await rows.fetchval(_IS_PRINTED, hash_of(typed(code))))

    async def mark_demo(self) -> None:
        """Note that this municipality is made up."""
        async with self._rows.transaction() as rows:
            await rows.execute(_DEMO, self._rows.municipality)

    async def is_demo(self) -> bool:
        async with self._rows.transaction() as rows:
            return bool(await rows.fetchval(_IS_DEMO))


async def _exclusively(rows: asyncpg.Connection) -> bool:
    """Take the lock of the first set-up, of which there is one; tell whether it is over."""
    await rows.execute(_ALONE)
    return bool(await rows.fetchval(_ANY))
