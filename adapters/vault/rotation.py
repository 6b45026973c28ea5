"""Changing the key-encryption key while everybody works, and destroying old ones once no backup needs them.

A rotation may be killed anywhere and begun again: what is not rewrapped is found by its epoch.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import asyncpg

from adapters.vault.calls import Calls, Stale, persistently
from adapters.vault.errors import KeyGone, KeysUnavailable, NotGenuine, OperatorsKeys, silent
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.rewrapping import Rewrapping, rewrapped
from domain.calendar import civil_date

BATCH = 200
LAST_EPOCH = 2**63 - 1
SAMPLE = 5
ATTEMPTS = 8
"""How often a rotation begins anew when another one went past it."""

Progress = Callable[[int, int], None]
"""Told how many data keys of how many are under the new epoch."""

_EPOCHS = "SELECT * FROM vault.epochs()"
_SOME = "SELECT * FROM vault.keys_to_rewrap($1, $2, NULL, NULL)"
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
    """A rotation that is through: the epoch that wraps now, and how many data keys were put under it.

    `damaged` data keys and rows of the index do not open: they stay, and with them the epochs that they are under.
    """

    epoch: int
    data_keys: int
    damaged: int = 0


async def epochs(pool: asyncpg.Pool) -> tuple[Epoch, ...]:
    """Return the epochs that were ever used, in order."""
    return tuple(Epoch(**row) for row in await _fetch(pool, _EPOCHS))


async def refuse_other_keys(pool: asyncpg.Pool, keys: KeyProvider, municipality: str) -> None:
    """Raise KeysUnavailable where the keys are not those that the data were wrapped under, told by some of them."""
    refused: list[KeysUnavailable] = []
    for row in await _fetch(pool, _SOME, LAST_EPOCH, SAMPLE):
        try:
            await rewrapped(keys, municipality, row)
        except KeyGone:
            refused.append(_destroyed() if row["epoch"] < min(await keys.epochs()) else _other_keys())
        except NotGenuine:
            refused.append(_other_keys())
        else:
            return
    if refused:
        raise refused[0]


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

    What is damaged is left out, and logged. Raises OperatorsKeys where the operator must name the new epoch first.
    """
    for _ in range(ATTEMPTS):
        try:
            await _refuse_keys_behind(pool, keys)
            epoch = await _epoch_to_rotate_to(pool, keys)
            await _make_epochs_known(pool, keys, now)
            work = Rewrapping(pool, keys, municipality, epoch, batch)
            destroy_after = civil_date(now) + timedelta(days=backup_days)
            retire = partial(_fetch, pool, _RETIRE, epoch, now, destroy_after)
            total = sum(known.data_keys for known in await epochs(pool) if known.epoch < epoch)
            return Rotated(epoch, *await _through(work, retire, total, progress))
        except Stale:
            continue
    raise silent()


async def _through(
    work: Rewrapping, retire: Callable[[], Awaitable[Sequence[object]]], total: int, progress: Progress
) -> tuple[int, int]:
    """Do all of a rotation's work, again for as long as some comes in meanwhile; `retire` tells what is still in use.

    Returns how many data keys were rewrapped, and how many rows are damaged.
    """
    done, moved, damaged, in_use = 0, 1, 0, True
    progress(0, total)
    while in_use and (moved or not damaged):
        moved = damaged = 0
        async for some in work.data_keys():
            done, moved, damaged = done + some.done, moved + some.done, damaged + some.damaged
            progress(min(done, total), total)
        async for some in work.index():
            moved, damaged = moved + some.done, damaged + some.damaged
        in_use = bool(await retire())
    progress(total, total)
    return done, damaged


async def destroy_due(pool: asyncpg.Pool, keys: KeyProvider, now: datetime) -> tuple[int, ...]:
    """Destroy the keys of retired epochs whose backups have run out; return the epochs.

    The key goes first, and the note of it after: killed between the two, the next run finds a key that is gone.
    Raises OperatorsKeys where the operator must remove them.
    """
    await _refuse_keys_behind(pool, keys)
    await _make_epochs_known(pool, keys, now)
    due = [row[0] for row in await _fetch(pool, _DUE, civil_date(now))]
    for epoch in due:
        await keys.destroy(epoch)
        await _fetch(pool, _DESTROYED, epoch, now)
    return tuple(due)


async def _epoch_to_rotate_to(pool: asyncpg.Pool, keys: KeyProvider) -> int:
    """Return the epoch of a rotation that was killed or that the operator prepared, else a new one.

    Where something was erased under that epoch already, only a newer one makes it final.
    """
    known = {epoch.epoch: epoch for epoch in await epochs(pool)}
    current = await keys.current()
    unfinished = any(epoch.epoch < current and not epoch.retired for epoch in known.values())
    if current > max(known, default=0) or (unfinished and not (current in known and known[current].erased)):
        return current
    try:
        return await keys.new_epoch()
    except OperatorsKeys:
        if unfinished:
            return current
        raise


async def _refuse_keys_behind(pool: asyncpg.Pool, keys: KeyProvider) -> None:
    """Raise KeysUnavailable where a newer epoch was begun with other keys: here it would get a key of its own.

    The database is asked first: a key is made before the database knows of its epoch.
    """
    newest = max((epoch.epoch for epoch in await epochs(pool)), default=0)
    if newest > max(await keys.epochs()):
        raise KeysUnavailable(
            f"Databasen kender epoke {newest}, men nøglerne her er ældre. Alle processer skal bruge de samme nøgler: "
            "én maskine, ét delt drev eller en nøgleserver. Hent de nyeste.",
            f"The database knows epoch {newest}, but the keys here are older. All processes must use the same keys: "
            "one machine, one shared volume or a key server. Get the newest.",
        )


async def _make_epochs_known(pool: asyncpg.Pool, keys: KeyProvider, now: datetime) -> None:
    """See that the database knows every epoch whose key is there: one that was restored may know fewer."""
    await Calls(pool).begin_epochs(await keys.epochs(), now)


def _other_keys() -> KeysUnavailable:
    return KeysUnavailable(
        "Boksens nøgler er ikke dem, som data er låst med. Hent de rigtige fra sikkerhedskopien.",
        "The vault's keys are not those that the data are locked with. Restore the right ones from backup.",
    )


def _destroyed() -> KeysUnavailable:
    return KeysUnavailable(
        "Databasen er ældre, end sikkerhedskopier må være: nøglen til dens data er destrueret, så det, der er "
        "slettet siden, ikke kan åbnes mere. Genskab en nyere sikkerhedskopi af databasen.",
        "The database is older than backups may be: the key of its data was destroyed, so that what was erased since "
        "cannot be opened any more. Restore a newer backup of the database.",
    )


async def _fetch(pool: asyncpg.Pool, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
    return await persistently(lambda: pool.fetch(statement, *arguments))
