"""The functions of the schema `vault`, one statement and so one transaction each, and what their errors mean.

Each statement first says which trajectories the policy allowed: row-level security shows no others. The function's
argument is what that saying returns, so that it comes first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from adapters.postgres.faults import BUSY, LOST, PAUSES
from adapters.vault.errors import not_logged, silent
from adapters.vault.rows import Filling, NewKey, Sealed, WrappedIndexKey, new_key_of, reading_row, sealed_of
from domain.vault import AccessNotLogged, Ages, Reading

T = TypeVar("T")

AHEAD, STALE, OTHER_ERASURE, FIELD_IS_TAKEN = "EX004", "EX010", "EX011", "EX012"

_ALLOWED = "(SELECT set_config('exitspor.trajectory', $2, true) AS trajectory) AS a"

_READ = f"SELECT r.* FROM {_ALLOWED}, LATERAL vault.read($1, a.trajectory::uuid, $3, $4) AS r"  # noqa: S608
_KEYS = "SELECT k.* FROM vault.data_keys($1, $2) AS k"
_WRITE = f"SELECT vault.write($1, $3) FROM {_ALLOWED}"  # noqa: S608
_ADD_NOTE = f"SELECT vault.add_note($1, $3) FROM {_ALLOWED}"  # noqa: S608
_FIND = "SELECT * FROM vault.find_cpr($1, $2, $3, $4)"
_INDEX_KEYS = "SELECT version, epoch, wrapped FROM vault.index_keys()"
_TAKE_INDEX_KEY = "SELECT vault.take_index_key($1, $2, $3)"
_BEGIN = "SELECT vault.begin_epochs($1, $2)"
_GIVE_UP = f"SELECT vault.give_up($1, a.trajectory::uuid, $3, $4) FROM {_ALLOWED}"  # noqa: S608
_RENEW = f"SELECT vault.renew($1, split_part(a.trajectory, ',', 1)::uuid, $3, $4, $5, $6) FROM {_ALLOWED}"  # noqa: S608
_TAKE_OUT = f"SELECT vault.take_out($1, split_part(a.trajectory, ',', 1)::uuid, $3, $4, $5, $6, $7) FROM {_ALLOWED}"  # noqa: S608
_AGES = (
    "SELECT h.* FROM (SELECT set_config('exitspor.trajectory', $1, true) AS trajectories) AS a,"
    " LATERAL vault.ages(string_to_array(nullif(a.trajectories, ''), ',')::uuid[]) AS h"
)
_ERASE = (
    f"SELECT e.final, e.items FROM {_ALLOWED},"  # noqa: S608
    " LATERAL vault.erase($1, a.trajectory::uuid, $3, $4, $5, $6) AS e"
)
_HOLDS = (
    "SELECT h.* FROM (SELECT set_config('exitspor.trajectory', $1, true) AS trajectories) AS a,"
    " LATERAL vault.holds(string_to_array(nullif(a.trajectories, ''), ',')::uuid[]) AS h"
)


class Stale(RuntimeError):  # noqa: N818
    """What was looked at has changed meanwhile: look again."""


class Calls:
    """The vault's functions over a pool of the application's role. Each may raise VaultSilent and AccessNotLogged."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def read(
        self, reading: Reading, trajectory: UUID, names: Sequence[str], notes_from: date | None
    ) -> list[Sealed]:
        """Return sealed fields and notes."""
        rows = await self._fetch(_READ, reading_row(reading), str(trajectory), names, notes_from)
        return [sealed_of(row) for row in rows]

    async def data_keys(self, trajectory: UUID, compartments: Sequence[str]) -> list[NewKey]:
        """Return the wrapped data keys that some compartments have."""
        return [new_key_of(row) for row in await self._fetch(_KEYS, trajectory, compartments)]

    async def write(self, reading: Reading, filling: Filling) -> None:
        """Put fields in. Raises Stale."""
        await self._fetch(_WRITE, reading_row(reading), str(filling.trajectory), filling)

    async def add_note(self, reading: Reading, filling: Filling) -> str:
        """Put a note in; return ``kept``, ``known`` or ``other``. Raises Stale."""
        [row] = await self._fetch(_ADD_NOTE, reading_row(reading), str(filling.trajectory), filling)
        return str(row[0])

    async def find(
        self, reading: Reading, criterion: bytes, versions: Sequence[int], sought: Sequence[bytes]
    ) -> tuple[UUID, ...]:
        """Return the trajectories under a number's fingerprints by all index keys there are. Raises Stale."""
        rows = await self._fetch(_FIND, reading_row(reading), criterion, versions, sought)
        return tuple(row[0] for row in rows)

    async def index_keys(self) -> list[WrappedIndexKey]:
        """Return the wrapped index keys, the newest last."""
        return [WrappedIndexKey(*row) for row in await self._fetch(_INDEX_KEYS)]

    async def take_index_key(self, key: WrappedIndexKey) -> None:
        """Take a new index key in, unless its epoch has one. Raises Stale."""
        await self._fetch(_TAKE_INDEX_KEY, *key)

    async def begin_epochs(self, epochs: Sequence[int], at: datetime) -> None:
        """Make epochs known."""
        await self._fetch(_BEGIN, epochs, at)

    async def give_up(self, reading: Reading, trajectory: UUID, key: NewKey) -> int:
        """Delete a data key and what is under it; return how many fields and notes that were. Raises Stale."""
        [row] = await self._fetch(_GIVE_UP, reading_row(reading), str(trajectory), key.compartment, key.wrapped)
        return int(row[0])

    async def renew(
        self,
        reading: Reading,
        trajectory: UUID,
        *,
        compartments: Sequence[str] = (),
        seen: Sequence[bytes] = (),
        changed: Sequence[str] = (),
        fillings: Sequence[Filling] = (),
        taking: UUID | None,
    ) -> None:
        """Replace whole compartments of a trajectory, that of the first filling. Raises Stale and ValueError.

        A `taking` is kept, and done once; with no compartments it is kept and nothing else is done.
        """
        allowed = ",".join(dict.fromkeys([str(trajectory), *(str(filling.trajectory) for filling in fillings)]))
        arguments = reading_row(reading), allowed, compartments, seen, changed, fillings
        if taking is not None:
            await self._fetch(_TAKE_OUT, *arguments, taking)
        elif compartments:
            await self._fetch(_RENEW, *arguments)

    async def erase(
        self,
        reading: Reading,
        trajectory: UUID,
        *,
        erasure: UUID,
        scope: str,
        compartments: Sequence[str],
        final: date,
    ) -> tuple[date, int]:
        """Erase compartments; return the final day and how many fields and notes went. Raises ValueError."""
        [row] = await self._fetch(_ERASE, reading_row(reading), str(trajectory), erasure, scope, compartments, final)
        return row["final"], row["items"]

    async def holds(self, trajectories: Sequence[UUID]) -> list[tuple[UUID, str]]:
        """Return which fields some trajectories hold."""
        rows = await self._fetch(_HOLDS, ",".join(map(str, trajectories)))
        return [(row["of_trajectory"], row["name"]) for row in rows]

    async def ages(self, trajectories: Sequence[UUID]) -> dict[UUID, Ages]:
        """Return how old what some trajectories hold is; those that hold nothing are not there."""
        rows = await self._fetch(_AGES, ",".join(map(str, trajectories)))
        return {row["of_trajectory"]: Ages(row["newest_note"], row["identity"]) for row in rows}

    async def _fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        return await persistently(lambda: self._pool.fetch(statement, *arguments))


async def persistently(attempt: Callable[[], Awaitable[T]], pauses: Sequence[float] = PAUSES) -> T:
    """Do what may be done twice without harm; again, after each pause, if the connection was lost meanwhile."""
    try:
        with translated():
            return await attempt()
    except BUSY:
        raise silent() from None
    except LOST:
        if not pauses:
            raise silent() from None
    await asyncio.sleep(pauses[0])
    return await persistently(attempt, pauses[1:])


@contextmanager
def translated() -> Iterator[None]:
    """Turn the server's refusals into the port's errors, without the values that a driver puts into its text."""
    try:
        yield
    except (*LOST, *BUSY):
        raise
    except (asyncpg.ForeignKeyViolationError, asyncpg.DeadlockDetectedError):
        raise Stale from None
    except asyncpg.PostgresError as error:
        if (meaning := _meaning(error)) is None:
            raise
        raise meaning from None


def _meaning(error: Any) -> Exception | None:
    """Return the port's error, None for one that names no value and may go on as it is."""
    if error.sqlstate == STALE:
        return Stale()
    if error.sqlstate == AHEAD:
        return AccessNotLogged(error.message)
    if error.sqlstate in (OTHER_ERASURE, FIELD_IS_TAKEN):
        return ValueError(error.message)
    if isinstance(error, asyncpg.UniqueViolationError) and error.table_name == "note":
        return ValueError("notatets id er brugt / the note's id is taken")
    if "vault.write_down" in (error.context or ""):
        return not_logged()
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | asyncpg.DataError):
        return ValueError(f"en værdi passer ikke i boksen / a value does not fit the vault ({type(error).__name__})")
    return None
