"""Whatever dies between two steps of a change, the change is there as a whole or not at all."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.vault.vault import PostgresVault
from domain.vault import Vault, VaultSilent
from domain.vault_codes import ErasureScope, VaultField
from tests.conformance.vault import ALIAS, EVERYTHING, IDENTITY, READING, a_note

HERE, THERE = uuid4(), uuid4()
NOTE, NEW_NOTE = a_note(), a_note()
TABLES = ("vault.epoch", "vault.data_key", "vault.field", "vault.note", "vault.cpr", "vault.erasure", "access.entry")

Change = Callable[[Vault], Awaitable[Any]]
CHANGES: Mapping[str, tuple[Change, tuple[str, ...]]] = {
    "write": (
        lambda vault: vault.write(HERE, {**ALIAS, VaultField.CPR: "020290-1234", VaultField.NAME: ""}, READING),
        ("vault.data_key", "vault.field", "vault.cpr", "access.entry"),
    ),
    "add a note": (lambda vault: vault.add_note(THERE, NEW_NOTE, READING), ("vault.data_key", "vault.note")),
    "move": (
        lambda vault: vault.move(HERE, THERE, [VaultField.CPR], [NOTE.id], READING),
        ("vault.data_key", "vault.field", "vault.note", "vault.cpr", "access.entry"),
    ),
    "shred": (
        lambda vault: vault.shred(HERE, [VaultField.CPR], [NOTE.id], READING),
        ("vault.data_key", "vault.field", "vault.note", "vault.cpr"),
    ),
    "erase": (
        lambda vault: vault.erase(HERE, uuid4(), ErasureScope.ALL, READING),
        ("vault.data_key", "vault.field", "vault.note", "vault.cpr", "vault.erasure", "vault.epoch"),
    ),
}
STEPS = [(change, table) for change, (_, tables) in CHANGES.items() for table in tables]


@pytest.fixture
async def filled(vault: PostgresVault) -> Vault:
    await vault.write(HERE, IDENTITY, READING)
    await vault.add_note(HERE, NOTE, READING)
    return vault


async def everything(owner: asyncpg.Connection) -> dict[str, list[str]]:
    return {table: sorted(map(str, await owner.fetch(f"SELECT * FROM {table}"))) for table in TABLES}


async def dies_after_a_step(owner: asyncpg.Connection, table: str, dying: str) -> None:
    """Make whoever changes a table die once the change was made."""
    await owner.execute(f"""
        CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN {dying}; RETURN NULL; END $$;
        GRANT USAGE ON SCHEMA public TO exitspor_owner;
        CREATE TRIGGER zz_dies AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION public.die();
    """)


CANCELLED = "RAISE EXCEPTION 'died' USING ERRCODE = 'query_canceled'"
TERMINATED = "PERFORM pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize(("change", "table"), STEPS)
async def test_a_change_that_dies_after_a_step_leaves_all_as_it_was(
    filled: Vault, owner: asyncpg.Connection, change: str, table: str
) -> None:
    await dies_after_a_step(owner, table, CANCELLED)
    before = await everything(owner)
    # Moving and shredding look first, which is an access of its own, and stays written down.
    looked = change in ("move", "shred") and table != "access.entry"
    with pytest.raises(VaultSilent):
        await CHANGES[change][0](filled)
    after = await everything(owner)
    assert len(after.pop("access.entry")) == len(before.pop("access.entry")) + looked
    assert after == before


async def test_a_connection_that_is_killed_in_the_midst_leaves_all_as_it_was(
    filled: Vault, owner: asyncpg.Connection
) -> None:
    await dies_after_a_step(owner, "vault.data_key", TERMINATED)
    before = await everything(owner)
    with pytest.raises(VaultSilent):
        await filled.erase(HERE, uuid4(), ErasureScope.ALL, READING)
    assert await everything(owner) == before


@pytest.mark.parametrize("change", CHANGES)
async def test_once_nothing_dies_any_more_the_change_is_made(
    filled: Vault, owner: asyncpg.Connection, change: str
) -> None:
    await dies_after_a_step(owner, CHANGES[change][1][0], CANCELLED)
    with pytest.raises(VaultSilent):
        await CHANGES[change][0](filled)
    await owner.execute("DROP FUNCTION public.die CASCADE")
    before = [await contents(filled, trajectory) for trajectory in (HERE, THERE)]
    await CHANGES[change][0](filled)
    assert [await contents(filled, trajectory) for trajectory in (HERE, THERE)] != before


async def contents(vault: Vault, trajectory: UUID) -> tuple[Any, ...]:
    found = await vault.read(trajectory, EVERYTHING, READING)
    return dict(found.fields), found.notes
