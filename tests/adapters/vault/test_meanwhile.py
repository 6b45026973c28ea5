"""What another does between somebody's look at the data keys and their writing is noticed, and nothing is lost."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest

from adapters.vault.keys.key_file import FileKeys
from adapters.vault.vault import PostgresVault
from domain.vault import VaultSilent
from domain.vault_codes import ErasureScope, VaultField
from tests.conformance.vault import EVERYTHING, IDENTITY, READING, a_note

Meanwhile = Callable[[], Awaitable[None]]


class Interrupted(FileKeys):
    """Keys that, `times` times, let others do something once they have unwrapped one."""

    def __init__(self, keys: FileKeys, times: int = 1) -> None:
        super().__init__(keys.path)
        self.meanwhile: Meanwhile | None = None
        self.times = times

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        key = await super().unwrap(epoch, wrapped, aad)
        if self.meanwhile is not None and self.times > 0:
            self.times -= 1
            await self.meanwhile()
        return key


async def test_who_sealed_under_a_key_that_was_erased_meanwhile_seals_anew(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    """The next key is another one, even though it is the first of its compartment again."""
    one, before, during, late = uuid4(), a_note(), a_note(), a_note()
    await vault.add_note(one, before, READING)
    keys = Interrupted(file_keys)

    async def erase_and_begin_anew() -> None:
        await vault.erase(one, uuid4(), ErasureScope.NOTES, READING)
        await vault.add_note(one, during, READING)

    keys.meanwhile = erase_and_begin_anew
    await PostgresVault(pool, keys, "101").add_note(one, late, READING)
    contents = await vault.read(one, EVERYTHING, READING)
    assert {note.id for note in contents.notes} == {during.id, late.id}


async def test_what_was_added_during_a_shredding_stays(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    one, goes, comes = uuid4(), a_note(), a_note()
    await vault.add_note(one, goes, READING)
    keys = Interrupted(file_keys)

    async def add() -> None:
        await vault.add_note(one, comes, READING)

    keys.meanwhile = add
    await PostgresVault(pool, keys, "101").shred(one, [], [goes.id], READING)
    assert (await vault.read(one, EVERYTHING, READING)).notes == (comes,)


async def test_what_was_corrected_during_a_move_is_moved_as_it_is(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    here, there = uuid4(), uuid4()
    await vault.write(here, IDENTITY, READING)
    keys = Interrupted(file_keys)

    async def correct() -> None:
        await vault.write(here, {VaultField.NAME: "Kirsten Ærø"}, READING)

    keys.meanwhile = correct
    await PostgresVault(pool, keys, "101").move(here, there, [VaultField.NAME], [], READING)
    assert (await vault.read(there, EVERYTHING, READING)).fields == {VaultField.NAME: "Kirsten Ærø"}


async def test_who_is_always_overtaken_gives_up_and_has_changed_nothing(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    one = uuid4()
    await vault.write(one, IDENTITY, READING)
    keys = Interrupted(file_keys, times=100)

    async def correct() -> None:
        await vault.write(one, {VaultField.NAME: "Kirsten Ærø"}, READING)

    keys.meanwhile = correct
    with pytest.raises(VaultSilent):
        await PostgresVault(pool, keys, "101").shred(one, [VaultField.CPR], [], READING)
    assert (await vault.read(one, EVERYTHING, READING)).fields[VaultField.CPR] == IDENTITY[VaultField.CPR]


async def test_what_is_left_after_a_shredding_is_under_another_key(
    vault: PostgresVault, owner: asyncpg.Connection
) -> None:
    one = uuid4()
    await vault.write(one, IDENTITY, READING)
    [before] = await owner.fetch("SELECT version, wrapped FROM vault.data_key")
    await vault.shred(one, [VaultField.CPR], [], READING)
    [after] = await owner.fetch("SELECT version, wrapped FROM vault.data_key")
    assert after["version"] != before["version"]
    assert after["wrapped"] != before["wrapped"]
