"""The blind index of CPR numbers: it finds through every rotation, and dies with its epoch."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.vault.calls import Calls
from adapters.vault.cpr_index import indexed
from adapters.vault.errors import KeyGone, NotGenuine
from adapters.vault.index_keys import IndexKeys
from adapters.vault.keys.key_file import FileKeys
from adapters.vault.rotation import destroy_due, epochs, rotate
from adapters.vault.rows import WrappedIndexKey
from adapters.vault.vault import PostgresVault
from domain.vault_codes import ErasureScope, VaultField
from tests.adapters.vault.test_rotation import LAST_DAY, NIGHT, KilledError, killed_at, turn
from tests.conformance.vault import ALIAS, IDENTITY, READING

CPR = "010190-1234"
OTHER_CPR = "030390-1235"


async def filled(vault: PostgresVault, number: int) -> tuple[UUID, ...]:
    """Return trajectories that all hold the same CPR number, in order."""
    these = sorted(uuid4() for _ in range(number))
    for one in these:
        await vault.write(one, {**IDENTITY, VaultField.CPR: CPR}, READING)
    return tuple(these)


async def index(owner: asyncpg.Connection) -> list[asyncpg.Record]:
    return list(await owner.fetch("SELECT * FROM vault.cpr ORDER BY trajectory"))


async def index_epochs(owner: asyncpg.Connection) -> list[int]:
    return [row["epoch"] for row in await owner.fetch("SELECT epoch FROM vault.index_key ORDER BY epoch")]


async def test_a_backup_and_the_keys_of_after_the_final_day_do_not_tell_an_erased_persons_number(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await filled(vault, 1)
    [then] = await index(owner)
    [key_then] = await Calls(pool).index_keys()
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    await turn(pool, file_keys)
    opener = IndexKeys(Calls(pool), file_keys, "101")
    tried = await file_keys.fingerprint(indexed("101", CPR))
    assert (await opener.opened(key_then)).seal(tried) == then["fingerprint"], (
        "until the final day it can be tried out"
    )
    await destroy_due(pool, file_keys, LAST_DAY)
    with pytest.raises(KeyGone):
        await opener.opened(key_then)
    await filled(vault, 1)
    [key_now] = await Calls(pool).index_keys()
    assert tried not in then["fingerprint"]
    assert (await opener.opened(key_now)).seal(tried) != then["fingerprint"]


async def test_after_a_rotation_numbers_are_found_under_the_new_index_key_and_the_former_is_gone(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    these = await filled(vault, 3)
    before = await index(owner)
    await turn(pool, file_keys, batch=2)
    assert await index_epochs(owner) == [2]
    assert not {row["fingerprint"] for row in before} & {row["fingerprint"] for row in await index(owner)}
    assert await vault.find_cpr(CPR, READING) == these
    assert await vault.find_cpr(OTHER_CPR, READING) == ()
    [new] = await filled(vault, 1)
    assert await vault.find_cpr(CPR, READING) == tuple(sorted((*these, new)))


async def test_a_rotation_that_was_killed_within_the_index_finds_all_and_goes_on(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    these = await filled(vault, 3)
    await owner.execute("""
        CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'died' USING ERRCODE = 'raise_exception'; END $$;
        GRANT USAGE ON SCHEMA public TO exitspor_owner;
    """)
    await owner.execute(f"""
        CREATE TRIGGER zz_dies BEFORE UPDATE ON vault.cpr FOR EACH ROW
        WHEN (OLD.trajectory = '{these[-1]}') EXECUTE FUNCTION public.die();
    """)
    with pytest.raises(asyncpg.RaiseError):
        await turn(pool, file_keys, batch=1)
    assert await index_epochs(owner) == [1, 2]
    assert await vault.find_cpr(CPR, READING) == these
    await owner.execute("DROP FUNCTION public.die CASCADE")
    assert (await turn(pool, file_keys)).epoch == 2
    assert await index_epochs(owner) == [2]
    assert await vault.find_cpr(CPR, READING) == these


async def test_what_is_kept_of_a_search_is_not_what_the_index_is_made_of(
    vault: PostgresVault, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    await filled(vault, 1)
    for sought in (CPR, CPR, OTHER_CPR):
        await vault.find_cpr(sought, READING)
    kept = [row["criterion"] for row in await owner.fetch("SELECT criterion FROM access.entry ORDER BY number")]
    first, again, other = [criterion for criterion in kept if criterion is not None]
    assert first == again != other
    assert first != await file_keys.fingerprint(indexed("101", CPR))
    [row] = await index(owner)
    assert first not in row["fingerprint"]


class Overtaken(FileKeys):
    """Keys that, once, let others do something after an index key was unwrapped."""

    def __init__(self, keys: FileKeys, meanwhile: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(keys.path)
        self.meanwhile: Callable[[], Awaitable[Any]] | None = meanwhile

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        key = await super().unwrap(epoch, wrapped, aad)
        if b"|cpr-index|" in aad and self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return key


async def test_who_searches_while_the_index_is_put_under_another_key_finds_all(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    these = await filled(vault, 2)
    keys = Overtaken(file_keys, lambda: turn(pool, file_keys))
    assert await PostgresVault(pool, keys, "101").find_cpr(CPR, READING) == these


async def test_who_writes_under_an_index_key_that_is_gone_meanwhile_writes_anew(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    await filled(vault, 1)
    keys = Overtaken(file_keys, lambda: turn(pool, file_keys))
    one = uuid4()
    await PostgresVault(pool, keys, "101").write(one, {VaultField.CPR: CPR}, READING)
    assert one in await vault.find_cpr(CPR, READING)
    assert await index_epochs(owner) == [2]


async def test_where_no_number_is_left_the_index_key_goes_and_the_next_number_gets_another(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await filled(vault, 1)
    await vault.write(one, {VaultField.CPR: ""}, READING)
    await turn(pool, file_keys)
    assert await index_epochs(owner) == []
    assert await vault.find_cpr(CPR, READING) == ()
    these = await filled(vault, 1)
    assert await vault.find_cpr(CPR, READING) == these
    assert await index_epochs(owner) == [2]


async def test_an_epoch_with_an_index_key_is_neither_retired_nor_destroyed(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    these = await filled(vault, 2)
    await owner.execute(
        "UPDATE vault.cpr SET fingerprint = set_byte(fingerprint, 20, 1) WHERE trajectory = $1", these[0]
    )
    rotated = await turn(pool, file_keys)
    assert (rotated.data_keys, rotated.damaged) == (2, 1)
    assert [epoch.retired for epoch in await epochs(pool)] == [None, None]
    assert await destroy_due(pool, file_keys, LAST_DAY + timedelta(days=1000)) == ()
    assert await vault.find_cpr(CPR, READING) == these[1:]
    await vault.write(these[0], {VaultField.CPR: CPR}, READING)
    assert (await turn(pool, file_keys)).damaged == 0
    assert await vault.find_cpr(CPR, READING) == these


async def test_a_number_that_is_nowhere_costs_the_same_look_and_the_same_row(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    await filled(vault, 2)
    with pytest.raises(KilledError):
        await rotate(pool, file_keys, "101", NIGHT, backup_days=35, batch=1, progress=killed_at(1))
    unwrapped: list[int] = []

    class Counted(FileKeys):
        async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
            unwrapped.append(epoch)
            return await super().unwrap(epoch, wrapped, aad)

    searching = PostgresVault(pool, Counted(file_keys.path), "101")
    before = await owner.fetchval("SELECT count(*) FROM access.entry")
    for sought in (CPR, OTHER_CPR):
        await searching.find_cpr(sought, READING)
    assert await owner.fetchval("SELECT count(*) FROM access.entry") == before + 2
    keys = await Calls(pool).index_keys()
    assert unwrapped == [key.epoch for key in keys] * 2


async def test_an_index_key_opens_in_its_own_place_only(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    await vault.write(uuid4(), ALIAS, READING)
    assert await Calls(pool).index_keys() == []
    await filled(vault, 1)
    [row] = await Calls(pool).index_keys()
    opener = IndexKeys(Calls(pool), file_keys, "101")
    with pytest.raises(NotGenuine):
        await opener.opened(WrappedIndexKey(row.version + 1, row.epoch, row.wrapped))
