"""A rotation's work, in batches: data keys wrapped anew, and the index of CPR numbers put under another index key.

What does not open is left as it is, and logged by its place: one damaged row holds up no other.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

import asyncpg
import structlog

from adapters.vault.calls import Calls, persistently
from adapters.vault.errors import KeyGone, NotGenuine
from adapters.vault.index_keys import IndexKey, IndexKeys
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.rows import Reindexed, WrappedIndexKey
from adapters.vault.sealing import wrapping_place

AT_ONCE = 16
"""So many data keys are rewrapped at the same time: a key server answers others meanwhile."""

_KEYS = "SELECT * FROM vault.keys_to_rewrap($1, $2, $3, $4)"
_REWRAP = "SELECT vault.rewrap($1)"
_ENTRIES = "SELECT * FROM vault.cpr_to_reindex($1, $2, $3)"
_REINDEX = "SELECT vault.reindex($1)"

T = TypeVar("T")

_log = structlog.get_logger()


class Batch(NamedTuple):
    """How many rows were done, and how many do not open."""

    done: int
    damaged: int


class Rewrapping:
    """Puts what is under epochs before one under a newer. Every call may raise what a provider does, and Stale."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyProvider, municipality: str, epoch: int, batch: int) -> None:
        self._pool = pool
        self._keys = keys
        self._municipality = municipality
        self._epoch = epoch
        self._batch = batch
        self._index_keys = IndexKeys(Calls(pool), keys, municipality)

    async def data_keys(self) -> AsyncIterator[Batch]:
        """Wrap all data keys anew, once through."""
        rows = await self._fetch(_KEYS, self._epoch, self._batch, None, None)
        while rows:
            new = [one for one in await self._rewrapped(rows) if one is not None]
            if new:
                await self._fetch(_REWRAP, new)
            yield Batch(len(new), len(rows) - len(new))
            last = rows[-1]
            rows = await self._fetch(_KEYS, self._epoch, self._batch, last["trajectory"], last["compartment"])

    async def index(self) -> AsyncIterator[Batch]:
        """Put all of the index under this rotation's index key, once through."""
        rows = await self._fetch(_ENTRIES, self._epoch, self._batch, None)
        if not rows:
            return
        newest = await self._index_keys.newest(self._epoch)
        former = await self._former()
        while rows:
            new = [one for row in rows if (one := _reindexed(row, former, newest)) is not None]
            if new:
                await self._fetch(_REINDEX, new)
            yield Batch(len(new), len(rows) - len(new))
            rows = await self._fetch(_ENTRIES, self._epoch, self._batch, rows[-1]["trajectory"])

    async def _rewrapped(self, rows: Sequence[asyncpg.Record]) -> list[tuple[object, ...] | None]:
        new: list[tuple[object, ...] | None] = []
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            new += await asyncio.gather(*(self._one(row) for row in some))
        return new

    async def _one(self, row: asyncpg.Record) -> tuple[object, ...] | None:
        try:
            return await rewrapped(self._keys, self._municipality, row)
        except (KeyGone, NotGenuine) as error:
            trajectory, compartment = str(row["trajectory"]), row["compartment"]
            _log.error(
                "vault key damaged", error=type(error).__name__, trajectory=trajectory, compartment=compartment
            )
            return None

    async def _former(self) -> dict[int, IndexKey]:
        """Return the index keys that open, by their versions."""
        rows = await Calls(self._pool).index_keys()
        opened = [await self._open(row) for row in rows]
        return {key.version: key for key in opened if key is not None}

    async def _open(self, row: WrappedIndexKey) -> IndexKey | None:
        try:
            return await self._index_keys.opened(row)
        except (KeyGone, NotGenuine) as error:
            _log.error("vault index key damaged", error=type(error).__name__)
            return None

    async def _fetch(self, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
        return await persistently(lambda: self._pool.fetch(statement, *arguments))


async def rewrapped(keys: KeyProvider, municipality: str, row: asyncpg.Record) -> tuple[object, ...]:
    """Return `vault.rewrapped` of a data key. Raises KeyGone and NotGenuine."""
    place = wrapping_place(municipality, row["trajectory"], row["compartment"], row["version"])
    key = await keys.unwrap(row["epoch"], row["wrapped"], place)
    wrapped = await keys.wrap(key, place)
    return row["trajectory"], row["compartment"], row["version"], row["wrapped"], wrapped.epoch, wrapped.key


def _reindexed(row: asyncpg.Record, former: dict[int, IndexKey], newest: IndexKey) -> Reindexed | None:
    trajectory: UUID = row["trajectory"]
    try:
        fingerprint = former[row["key_version"]].open(row["fingerprint"])
    except (KeyError, NotGenuine):
        _log.error("vault row damaged", trajectory=str(trajectory), compartment="index")
        return None
    return Reindexed(trajectory, row["fingerprint"], newest.version, newest.seal(fingerprint))
