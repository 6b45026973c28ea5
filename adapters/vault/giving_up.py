"""Giving up what opens no more: a data key that is damaged would hold up the destroying of old keys for ever."""

from uuid import UUID

import asyncpg

from adapters.vault.calls import Calls
from adapters.vault.data_keys import DataKeys
from adapters.vault.errors import NotGenuine
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.rotation import refuse_other_keys
from domain.vault import Reading
from domain.vault_codes import Compartment


async def give_up(
    pool: asyncpg.Pool,
    keys: KeyProvider,
    municipality: str,
    *,
    trajectory: UUID,
    compartment: Compartment,
    reading: Reading,
) -> int | None:
    """Delete a compartment whose data key is damaged; return how many fields and notes were in it.

    None, and nothing is deleted, where the key opens, or there is none. Raises KeysUnavailable where the keys open
    nothing at all, KeyGone, and Stale.
    """
    await refuse_other_keys(pool, keys, municipality)
    calls = Calls(pool)
    await calls.begin_epochs(await keys.epochs(), reading.at)
    for row in await calls.data_keys(trajectory, [compartment]):
        try:
            await DataKeys(keys, municipality).opened(trajectory, [row])
        except NotGenuine:
            return await calls.give_up(reading, trajectory, row)
    return None
