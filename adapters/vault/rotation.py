"""Changing the key-encryption key while everybody works, and destroying old ones once no backup needs them.

A rotation may be killed anywhere and begun again: what is not rewrapped is found by its epoch.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import asyncpg

from adapters.vault.calls import persistently
from adapters.vault.errors import KeyGone, KeysUnavailable, NotGenuine
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.sealing import wrapping_place
from domain.calendar import civil_date

BATCH = 200
LAST_EPOCH = 2**63 - 1
AT_ONCE = 16
"""So many data keys are rewrapped at the same time: a key server answers others meanwhile."""

Progress = Callable[[int, int], None]
"""Told how many data keys of how many are under the new epoch."""

_EPOCHS = "SELECT * FROM vault.epochs()"
_BEGIN = "SELECT vault.begin_epoch($1, $2)"
_BATCH = "SELECT * FROM vault.keys_to_rewrap($1, $2)"
_REWRAP = "SELECT vault.rewrap($1)"
_RETIRE = "SELECT * FROM vault.retire_epochs($1, $2, $3)"
_DUE = "SELECT * FROM vault.due_epochs($1)"
_DESTROYED = "SELECT vault.note_destroyed($1, $2)"


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch as the database knows it; `erased` is when something under it was first erased."""

    epoch: int
    begun: datetime
    erased: datetime | None
    retired: datetime | None
    destroy_after: date | None
    destroyed: datetime | None
    data_keys: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """A rotation that is through: the epoch that wraps now, and how many data keys were put under it."""

    epoch: int
    data_keys: int


async def epochs(pool: asyncpg.Pool) -> tuple[Epoch, ...]:
    """Return the epochs that were ever used, in order."""
    return tuple(Epoch(**row) for row in await _fetch(pool, _EPOCHS))


async def refuse_other_keys(pool: asyncpg.Pool, keys: KeyProvider, municipality: str) -> None:
    """Raise KeysUnavailable where the keys are not those that the data were wrapped under, told by one of them."""
    for row in await _fetch(pool, _BATCH, LAST_EPOCH, 1):
        try:
            await _rewrapped(keys, municipality, row)
        except (KeyGone, NotGenuine):
            raise KeysUnavailable(
                "Boksens nøgler er ikke dem, som data er låst med. Hent de rigtige fra sikkerhedskopien.",
                "The vault's keys are not those that the data are locked with. Restore the right ones from backup.",
            ) from None


async def rotation_is_due(pool: asyncpg.Pool) -> bool:
    """Tell whether something was erased under an epoch that is not retired."""
    return any(epoch.erased and not epoch.retired for epoch in await epochs(pool))


async def rotate(
    pool: asyncpg.Pool,
    keys: KeyProvider,
    municipality: str,
    now: datetime,
    *,
    backup_days: int,
    batch: int = BATCH,
    progress: Progress = lambda done, total: None,
) -> Rotated:
    """Put every data key under a new epoch, and retire those before it. May be run again wherever it was killed.

    Raises OperatorsKeys where the operator must name the new epoch first.
    """
    epoch = await _epoch_to_rotate_to(pool, keys)
    await _fetch(pool, _BEGIN, epoch, now)
    total = sum(known.data_keys for known in await epochs(pool) if known.epoch < epoch)
    destroy_after = civil_date(now) + timedelta(days=backup_days)
    done, in_use = 0, True
    progress(0, total)
    while in_use:
        while rewrapped := await _rewrap_batch(pool, keys, municipality, epoch, batch):
            done += rewrapped
            progress(min(done, total), total)
        in_use = bool(await _fetch(pool, _RETIRE, epoch, now, destroy_after))
    progress(total, total)
    return Rotated(epoch, done)


async def destroy_due(pool: asyncpg.Pool, keys: KeyProvider, now: datetime) -> tuple[int, ...]:
    """Destroy the keys of retired epochs whose backups have run out; return the epochs.

    The key goes first, and the note of it after: killed between the two, the next run finds a key that is gone.
    Raises OperatorsKeys where the operator must remove them.
    """
    due = [row[0] for row in await _fetch(pool, _DUE, civil_date(now))]
    for epoch in due:
        await keys.destroy(epoch)
        await _fetch(pool, _DESTROYED, epoch, now)
    return tuple(due)


async def _epoch_to_rotate_to(pool: asyncpg.Pool, keys: KeyProvider) -> int:
    """Return the epoch of a rotation that was killed or that the operator prepared, else a new one."""
    known = await epochs(pool)
    current = await keys.current()
    newest = max((epoch.epoch for epoch in known), default=0)
    unfinished = any(epoch.epoch < current and not epoch.retired for epoch in known)
    if current > newest or unfinished:
        return current
    return await keys.new_epoch()


async def _rewrap_batch(pool: asyncpg.Pool, keys: KeyProvider, municipality: str, epoch: int, batch: int) -> int:
    """Rewrap so many data keys; return how many there were to rewrap."""
    rows = await _fetch(pool, _BATCH, epoch, batch)
    new: list[object] = []
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        new += await asyncio.gather(*(_rewrapped(keys, municipality, row) for row in some))
    if new:
        await _fetch(pool, _REWRAP, new)
    return len(rows)


async def _rewrapped(keys: KeyProvider, municipality: str, row: asyncpg.Record) -> tuple[object, ...]:
    place = wrapping_place(municipality, row["trajectory"], row["compartment"], row["version"])
    key = await keys.unwrap(row["epoch"], row["wrapped"], place)
    wrapped = await keys.wrap(key, place)
    return row["trajectory"], row["compartment"], row["version"], row["wrapped"], wrapped.epoch, wrapped.key


async def _fetch(pool: asyncpg.Pool, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
    return await persistently(lambda: pool.fetch(statement, *arguments))
