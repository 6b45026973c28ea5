"""Changing the key-encryption key while everybody works, however often it is killed, and destroying old ones."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.vault.errors import KeyGone, KeysUnavailable, OperatorsKeys
from adapters.vault.giving_up import give_up
from adapters.vault.keys.key_file import FileKeys
from adapters.vault.keys.provider import KeyProvider, Wrapped
from adapters.vault.keys.transit import TransitKeys
from adapters.vault.rotation import (
    Rotated,
    destroy_due,
    epochs,
    refuse_other_keys,
    rotate,
    rotation_is_due,
)
from adapters.vault.vault import PostgresVault
from domain.vault import Vault, VaultSilent
from domain.vault_codes import Compartment, ErasureScope, VaultField
from tests.adapters.vault.keys.operated import OperatedKeys
from tests.adapters.vault.keys.transit_server import TOKEN, transit_server
from tests.conformance.vault import ALIAS, EVERYTHING, IDENTITY, NOW, READING, a_note

NIGHT = NOW + timedelta(days=1)
LAST_DAY = datetime(2026, 4, 7, 1, tzinfo=UTC)
"""35 days after the night: what was erased on the day before is final."""

COPY = "CREATE TABLE public.{0}_then AS TABLE vault.{0}"
RESTORE = "INSERT INTO vault.{0} TABLE public.{0}_then; DROP TABLE public.{0}_then"
RESTORED = ("data_key", "field", "note")


class KilledError(Exception):
    """Somebody killed the rotation."""


def killed_at(count: int) -> Any:
    """Return a progress that dies once so many data keys are done."""

    def tell(done: int, _: int) -> None:
        if done >= count:
            raise KilledError

    return tell


async def turn(pool: asyncpg.Pool, keys: KeyProvider, now: datetime = NIGHT, **how: Any) -> Rotated:
    return await rotate(pool, keys, "101", now, backup_days=35, **how)


async def made_final(owner: asyncpg.Connection) -> list[Any]:
    """Return the erasures that the vault knows to be final."""
    return [row["id"] for row in await owner.fetch("SELECT id FROM vault.erasure WHERE made_final IS NOT NULL")]


async def fill(vault: Vault, trajectories: int) -> list[Any]:
    filled = [uuid4() for _ in range(trajectories)]
    for trajectory in filled:
        await vault.write(trajectory, {**IDENTITY, **ALIAS}, READING)
    return filled


async def names(vault: Vault, trajectories: list[Any]) -> list[str]:
    return [
        (await vault.read(trajectory, [VaultField.NAME], READING)).fields[VaultField.NAME]
        for trajectory in trajectories
    ]


async def test_after_a_rotation_all_is_under_the_new_key_and_reads_as_before(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    filled = await fill(vault, 3)
    told: list[tuple[int, int]] = []
    rotated = await turn(pool, file_keys, batch=4, progress=lambda done, total: told.append((done, total)))
    old, new = await epochs(pool)
    assert (rotated, told) == (Rotated(2, 6), [(0, 6), (4, 6), (6, 6), (6, 6)])
    assert (old.data_keys, old.retired, old.destroy_after) == (0, NIGHT, date(2026, 4, 7))
    assert (new.data_keys, new.retired) == (6, None)
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 3


async def test_an_empty_vault_is_rotated_as_well(pool: asyncpg.Pool, file_keys: FileKeys) -> None:
    assert await turn(pool, file_keys) == Rotated(1, 0)
    assert await turn(pool, file_keys) == Rotated(2, 0)


async def test_a_killed_rotation_goes_on_with_the_epoch_that_it_began(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    filled = await fill(vault, 3)
    for _ in range(2):
        with pytest.raises(KilledError):
            await turn(pool, file_keys, batch=2, progress=killed_at(2))
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 3
    assert await turn(pool, file_keys) == Rotated(2, 2)
    assert [epoch.data_keys for epoch in await epochs(pool)] == [0, 6]
    assert (await turn(pool, file_keys)).epoch == 3


async def test_a_rotation_killed_after_it_made_the_key_uses_that_key(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    await fill(vault, 1)
    await file_keys.new_epoch()
    assert (await turn(pool, file_keys)).epoch == 2


async def test_two_rotations_at_once_do_the_work_once(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    filled = await fill(vault, 4)
    with pytest.raises(KilledError):
        await turn(pool, file_keys, progress=killed_at(0))
    done = await asyncio.gather(*(turn(pool, file_keys, batch=1) for _ in range(2)))
    assert {rotated.epoch for rotated in done} == {2}
    assert [epoch.data_keys for epoch in await epochs(pool)] == [0, 8]
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 4


async def test_readers_and_writers_go_on_while_it_rotates(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    filled = await fill(vault, 12)
    over = asyncio.Event()
    others = PostgresVault(pool, FileKeys(file_keys.path), "101")

    async def work(own: list[Any]) -> int:
        rounds = 0
        while not over.is_set():
            rounds += 1
            new = uuid4()
            await others.write(own[0], {VaultField.NAME: f"Navn {rounds}"}, READING)
            await others.add_note(own[0], a_note(text=f"Nr. {rounds}"), READING)
            await others.write(new, ALIAS, READING)
            await others.shred(own[1], [VaultField.CALL_NAME], [], READING)
            await others.write(own[1], ALIAS, READING)
            assert (await others.read(own[0], [VaultField.NAME], READING)).fields[VaultField.NAME] == f"Navn {rounds}"
            assert (await others.read(new, [VaultField.CALL_NAME], READING)).fields == ALIAS
        notes = (await others.read(own[0], [VaultField.NOTE], READING)).notes
        assert {note.text for note in notes} == {f"Nr. {number}" for number in range(1, rounds + 1)}
        return rounds

    async def nights() -> None:
        for night in range(3):
            await turn(pool, file_keys, NIGHT + timedelta(days=night), batch=3)
        over.set()

    *rounds, _ = await asyncio.gather(work(filled[:2]), work(filled[2:4]), nights())
    assert all(rounds)
    last = (await epochs(pool))[-1]
    assert [epoch.epoch for epoch in await epochs(pool) if epoch.data_keys] == [last.epoch] == [4]
    assert await names(vault, filled[4:]) == [IDENTITY[VaultField.NAME]] * 8


async def test_who_does_not_know_the_new_epoch_yet_writes_nothing_under_a_retired_one(
    vault: PostgresVault, pool: asyncpg.Pool
) -> None:
    keys = OperatedKeys()
    of_yesterday = PostgresVault(pool, keys.provider, "101")
    one = uuid4()
    await of_yesterday.write(one, IDENTITY, READING)
    keys.name_a_new_epoch()
    await turn(pool, keys)
    with pytest.raises(VaultSilent):
        await of_yesterday.write(uuid4(), IDENTITY, READING)
    with pytest.raises(KeyGone):
        await of_yesterday.read(one, EVERYTHING, READING)
    today = PostgresVault(pool, keys, "101")
    assert (await today.read(one, EVERYTHING, READING)).fields == IDENTITY
    assert [epoch.data_keys for epoch in await epochs(pool)] == [0, 1]


async def test_an_epoch_under_which_a_data_key_came_in_at_the_last_moment_is_not_retired(
    vault: PostgresVault, pool: asyncpg.Pool
) -> None:
    await fill(vault, 1)
    in_use = await pool.fetch("SELECT * FROM vault.retire_epochs(2, $1, $2)", NIGHT, LAST_DAY.date())
    assert [row[0] for row in in_use] == [1]
    [epoch] = await epochs(pool)
    assert (epoch.retired, epoch.data_keys) == (None, 2)


async def test_keys_that_are_not_those_of_the_data_are_refused(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    await refuse_other_keys(pool, OperatedKeys(), "101")
    await vault.write(uuid4(), IDENTITY, READING)
    await refuse_other_keys(pool, file_keys, "101")
    with pytest.raises(KeysUnavailable, match="not those"):
        await refuse_other_keys(pool, OperatedKeys(), "101")


async def test_the_operators_keys_are_rotated_when_the_operator_named_a_new_one(
    vault: PostgresVault, pool: asyncpg.Pool
) -> None:
    keys = OperatedKeys()
    await PostgresVault(pool, keys, "101").write(uuid4(), IDENTITY, READING)
    with pytest.raises(OperatorsKeys):
        await turn(pool, keys)
    keys.name_a_new_epoch()
    assert await turn(pool, keys) == Rotated(2, 1)


async def test_an_erasing_makes_a_rotation_due_and_the_rotation_ends_that(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    one, other = await fill(vault, 2)
    assert not await rotation_is_due(pool)
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    assert await rotation_is_due(pool)
    await turn(pool, file_keys)
    assert not await rotation_is_due(pool)
    await vault.shred(other, [VaultField.CPR], [], READING)
    assert await rotation_is_due(pool)


async def test_a_key_is_destroyed_on_the_day_that_was_promised_and_no_day_sooner(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await fill(vault, 1)
    erasure = uuid4()
    erased = await vault.erase(one, erasure, ErasureScope.ALL, READING)
    assert erased.final == LAST_DAY.date()
    await turn(pool, file_keys)
    assert await destroy_due(pool, file_keys, LAST_DAY - timedelta(days=1)) == ()
    assert (await file_keys.epochs(), await made_final(owner)) == ((1, 2), [])
    assert await destroy_due(pool, file_keys, LAST_DAY) == (1,)
    assert await file_keys.epochs() == (2,)
    assert await made_final(owner) == [erasure]
    assert await destroy_due(pool, file_keys, LAST_DAY) == ()


async def test_an_erasing_after_the_rotation_is_not_final_with_the_key_before(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await fill(vault, 1)
    await turn(pool, file_keys)
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    assert await destroy_due(pool, file_keys, LAST_DAY) == (1,)
    assert await made_final(owner) == []


async def test_killed_between_the_key_and_the_note_of_it_destroying_goes_on(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await fill(vault, 1)
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    await turn(pool, file_keys)
    await file_keys.destroy(1)
    assert await destroy_due(pool, file_keys, LAST_DAY) == (1,)
    assert len(await made_final(owner)) == 1


async def test_what_is_needed_is_never_destroyed(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    """An older backup came back: its data keys are under the retired epoch."""
    filled = await fill(vault, 2)
    with pytest.raises(KilledError):
        await turn(pool, file_keys, batch=1, progress=killed_at(1))
    assert await destroy_due(pool, file_keys, LAST_DAY + timedelta(days=1000)) == ()
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 2


async def test_a_backup_from_before_an_erasing_opens_until_the_final_day_and_not_after(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    [one] = await fill(vault, 1)
    await vault.add_note(one, a_note(), READING)
    for table in RESTORED:
        await owner.execute(COPY.format(table))
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    await turn(pool, file_keys)
    for table in RESTORED:
        await owner.execute(f"INSERT INTO vault.{table} TABLE public.{table}_then")
    assert (await vault.read(one, EVERYTHING, READING)).fields == {**IDENTITY, **ALIAS}
    await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
    await destroy_due(pool, file_keys, LAST_DAY)
    for table in RESTORED:
        await owner.execute(RESTORE.format(table))
    with pytest.raises(KeyGone):
        await vault.read(one, EVERYTHING, READING)


@pytest.fixture
async def transit(tmp_path: Path) -> AsyncIterator[TransitKeys]:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    with transit_server() as server:
        keys = TransitKeys(server.url, "exitspor", token)
        yield keys
        await keys.close()


async def test_keys_of_a_key_server_are_rotated_and_destroyed_there(pool: asyncpg.Pool, transit: TransitKeys) -> None:
    vault = PostgresVault(pool, transit, "101")
    filled = await fill(vault, 3)
    assert await turn(pool, transit) == Rotated(2, 6)
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 3
    assert await destroy_due(pool, transit, LAST_DAY) == (1,)
    assert await transit.epochs() == (2,)
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 3


DAMAGE = "UPDATE vault.data_key SET wrapped = set_byte(wrapped, 8, 255 - get_byte(wrapped, 8)) WHERE trajectory = $1"


async def test_a_damaged_data_key_holds_up_no_other_and_its_epoch_stays(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    filled = sorted(await fill(vault, 4))
    await owner.execute(DAMAGE, filled[1])
    assert await turn(pool, file_keys, batch=3) == Rotated(2, 6, damaged=2)
    old, new = await epochs(pool)
    assert (old.data_keys, old.retired, new.data_keys) == (2, None, 6)
    assert await names(vault, [filled[0], *filled[2:]]) == [IDENTITY[VaultField.NAME]] * 3


async def test_what_is_damaged_is_given_up_and_then_the_rotation_is_through(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    one, other = await fill(vault, 2)
    await owner.execute(DAMAGE + " AND compartment = 'identity'", one)
    await turn(pool, file_keys)
    assert await give(pool, file_keys, one, Compartment.ALIAS) is None
    assert await give(pool, file_keys, other, Compartment.IDENTITY) is None
    assert await give(pool, file_keys, one, Compartment.NOTES) is None
    assert await give(pool, file_keys, one, Compartment.IDENTITY) == len(IDENTITY)
    assert (await vault.read(one, EVERYTHING, READING)).fields == ALIAS
    assert await vault.find_cpr(IDENTITY[VaultField.CPR], READING) == (other,)
    assert (await turn(pool, file_keys)).damaged == 0
    assert [epoch.retired is None for epoch in await epochs(pool)] == [False, False, True]


async def test_with_keys_that_open_nothing_nothing_is_given_up(vault: PostgresVault, pool: asyncpg.Pool) -> None:
    [one] = await fill(vault, 1)
    with pytest.raises(KeysUnavailable, match="not those"):
        await give(pool, OperatedKeys(), one, Compartment.IDENTITY)
    assert await names(vault, [one]) == [IDENTITY[VaultField.NAME]]


async def give(pool: asyncpg.Pool, keys: KeyProvider, one: UUID, compartment: Compartment) -> int | None:
    return await give_up(pool, keys, "101", trajectory=one, compartment=compartment, reading=READING)


async def test_a_rotation_that_another_went_past_begins_anew(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    filled = await fill(vault, 2)

    class Overtaken(FileKeys):
        """Keys by which others go through two rotations, once, after a data key was wrapped under the second."""

        passed = False

        async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
            wrapped = await super().wrap(key, aad)
            if not self.passed:
                self.passed = True
                await turn(pool, file_keys)
                await file_keys.new_epoch()
                await turn(pool, file_keys)
            return wrapped

    await turn(pool, Overtaken(file_keys.path))
    assert [epoch.data_keys for epoch in await epochs(pool) if epoch.data_keys] == [4]
    assert await names(vault, filled) == [IDENTITY[VaultField.NAME]] * 2


async def test_a_database_older_than_its_backups_may_be_is_told_as_such(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    await fill(vault, 1)
    await file_keys.new_epoch()
    await file_keys.destroy(1)
    with pytest.raises(KeysUnavailable, match="older than backups may be"):
        await refuse_other_keys(pool, file_keys, "101")


async def test_keys_older_than_the_database_are_not_told_as_an_old_database(
    vault: PostgresVault, pool: asyncpg.Pool
) -> None:
    keys = OperatedKeys()
    before = dict(keys.epochs_given)
    keys.name_a_new_epoch()
    await PostgresVault(pool, keys, "101").write(uuid4(), IDENTITY, READING)
    keys.epochs_given = before
    with pytest.raises(KeysUnavailable, match="not those"):
        await refuse_other_keys(pool, keys, "101")


async def test_one_damaged_data_key_does_not_make_the_keys_others(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    filled = sorted(await fill(vault, 2))
    await owner.execute(DAMAGE, filled[0])
    await refuse_other_keys(pool, file_keys, "101")


@pytest.mark.parametrize("what", ["erase", "shred"])
async def test_in_a_restored_database_an_erasing_is_final_only_once_no_key_of_its_time_is_left(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection, what: str
) -> None:
    """The dump knew epoch 1 only; keys 2 and 3, under which newer dumps lie, were made since."""
    [one] = await fill(vault, 1)
    await file_keys.new_epoch()
    await file_keys.new_epoch()
    if what == "shred":
        await vault.shred(one, [VaultField.CPR], [], READING)
    erasure = uuid4()
    await vault.erase(one, erasure, ErasureScope.ALL, READING)
    assert [epoch.epoch for epoch in await epochs(pool) if epoch.erased] == [3]
    assert (await turn(pool, file_keys)).epoch == 4
    await owner.execute("UPDATE vault.epoch SET destroy_after = $1 WHERE epoch = 1", NIGHT.date())
    assert await destroy_due(pool, file_keys, LAST_DAY - timedelta(days=1)) == (1,)
    assert (await file_keys.epochs(), await made_final(owner)) == ((2, 3, 4), [])
    assert await destroy_due(pool, file_keys, LAST_DAY) == (2, 3)
    assert (await file_keys.epochs(), await made_final(owner)) == ((4,), [erasure])


async def test_an_erasing_in_a_vault_that_never_held_anything_waits_for_the_keys_that_there_are(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, owner: asyncpg.Connection
) -> None:
    """The dump was taken before anything was written; newer dumps lie under the key of epoch 1."""
    await vault.erase(uuid4(), uuid4(), ErasureScope.ALL, READING)
    assert await made_final(owner) == []
    await turn(pool, file_keys)
    await destroy_due(pool, file_keys, LAST_DAY)
    assert len(await made_final(owner)) == 1


async def test_rotating_and_destroying_make_every_key_known_that_is_there(
    pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    await file_keys.new_epoch()
    assert await destroy_due(pool, file_keys, NIGHT) == ()
    assert [epoch.epoch for epoch in await epochs(pool)] == [1, 2]
    await file_keys.new_epoch()
    assert await turn(pool, file_keys) == Rotated(3, 0)
    assert [epoch.retired is None for epoch in await epochs(pool)] == [False, False, True]


async def test_what_was_erased_under_an_epoch_that_the_operator_prepared_waits_for_the_next(
    vault: PostgresVault, pool: asyncpg.Pool
) -> None:
    keys = OperatedKeys()
    own = PostgresVault(pool, keys, "101")
    await own.write(uuid4(), IDENTITY, READING)
    keys.name_a_new_epoch()
    await own.erase(uuid4(), uuid4(), ErasureScope.ALL, READING)
    assert await turn(pool, keys) == Rotated(2, 1)
    with pytest.raises(OperatorsKeys):
        await turn(pool, keys)


async def test_a_copy_of_the_key_file_on_another_machine_is_refused_once_the_first_has_rotated(
    vault: PostgresVault, pool: asyncpg.Pool, file_keys: FileKeys, tmp_path: Path
) -> None:
    await vault.write(uuid4(), IDENTITY, READING)
    elsewhere = tmp_path / "elsewhere.json"
    shutil.copy(file_keys.path, elsewhere)
    await turn(pool, file_keys)
    copied = elsewhere.read_bytes()
    for work in (turn(pool, FileKeys(elsewhere)), destroy_due(pool, FileKeys(elsewhere), LAST_DAY)):
        with pytest.raises(KeysUnavailable, match="the keys here are older"):
            await work
    assert elsewhere.read_bytes() == copied
    assert (await turn(pool, file_keys)).epoch == 3
