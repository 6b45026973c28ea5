"""What was sealed for one place opens in no other, even if somebody puts it there who may do anything."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from adapters.vault.errors import NotGenuine
from adapters.vault.keys.key_file import FileKeys
from adapters.vault.vault import PostgresVault
from domain.vault import Vault
from domain.vault_codes import VaultField
from tests.conformance.vault import EVERYTHING, READING, a_note

ONE, OTHER = uuid4(), uuid4()
FIELDS = {
    VaultField.NAME: "Kirsten Æbelø",
    VaultField.CASE_REFERENCE: "2026-17",
    VaultField.PHONE: "20 20 20 20",
    VaultField.CALL_NAME: "Rose",
}
FROM_OTHER = "(SELECT s.content FROM vault.field AS s WHERE s.trajectory = $2 AND s.field = 'name')"


@pytest.fixture
async def filled(vault: PostgresVault, owner: asyncpg.Connection) -> Vault:
    """Two trajectories that hold the same; foreign keys are off for the one who moves rows."""
    for trajectory in (ONE, OTHER):
        await vault.write(trajectory, FIELDS, READING)
        await vault.add_note(trajectory, a_note(), READING)
    await owner.execute("SET session_replication_role = replica")
    return vault


MOVES = {
    "to another trajectory": f"""
        UPDATE vault.field SET content = {FROM_OTHER} WHERE trajectory = $1 AND field = 'name'
    """,
    "to another trajectory, with its data key": """
        WITH key AS (
            UPDATE vault.data_key AS k SET wrapped = o.wrapped FROM vault.data_key AS o
            WHERE k.trajectory = $1 AND o.trajectory = $2 AND o.compartment = k.compartment
        )
        UPDATE vault.field AS f SET content = o.content FROM vault.field AS o
        WHERE f.trajectory = $1 AND o.trajectory = $2 AND o.field = f.field
    """,
    "to another field": """
        UPDATE vault.field SET content = (
            SELECT s.content FROM vault.field AS s WHERE s.trajectory = $1 AND s.field = 'case-reference'
        ) WHERE trajectory = $1 AND field = 'name' AND $2::uuid IS NOT NULL
    """,
    "to another compartment": """
        UPDATE vault.field SET compartment = 'alias' WHERE trajectory = $1 AND field = 'name' AND $2::uuid IS NOT NULL
    """,
    "with the key of another compartment": """
        UPDATE vault.data_key SET wrapped = (
            SELECT s.wrapped FROM vault.data_key AS s WHERE s.trajectory = $1 AND s.compartment = 'contact'
        ) WHERE trajectory = $1 AND compartment = 'identity' AND $2::uuid IS NOT NULL
    """,
    "to another key version": """
        WITH key AS (UPDATE vault.data_key SET version = 2 WHERE trajectory = $1)
        UPDATE vault.field SET key_version = 2 WHERE trajectory = $1 AND $2::uuid IS NOT NULL
    """,
    "changed by a bit": """
        UPDATE vault.field SET content = set_bit(content, 100, 1 - get_bit(content, 100))
        WHERE trajectory = $1 AND field = 'name' AND $2::uuid IS NOT NULL
    """,
    "cut short": """
        UPDATE vault.field SET content = substring(content FROM 1 FOR 20)
        WHERE trajectory = $1 AND field = 'name' AND $2::uuid IS NOT NULL
    """,
    "a note to another trajectory": """
        WITH gone AS (DELETE FROM vault.note WHERE trajectory = $1)
        UPDATE vault.note SET trajectory = $1 WHERE trajectory = $2
    """,
    "a note under another id": """
        UPDATE vault.note SET id = gen_random_uuid() WHERE trajectory = $1 AND $2::uuid IS NOT NULL
    """,
    "a note to another day": """
        UPDATE vault.note SET on_day = on_day + 30 WHERE trajectory = $1 AND $2::uuid IS NOT NULL
    """,
    "a note to another writer": """
        UPDATE vault.note SET written_by = 'BB8' WHERE trajectory = $1 AND $2::uuid IS NOT NULL
    """,
}


@pytest.mark.parametrize("move", MOVES)
async def test_what_was_put_elsewhere_does_not_open(filled: Vault, owner: asyncpg.Connection, move: str) -> None:
    moved = await owner.execute(MOVES[move], ONE, OTHER)
    assert moved.removeprefix("UPDATE ") != "0"
    with pytest.raises(NotGenuine):
        await filled.read(ONE, EVERYTHING, READING)


async def test_another_municipalitys_vault_does_not_open_it(
    filled: Vault, pool: asyncpg.Pool, file_keys: FileKeys
) -> None:
    """The same keys, by mistake or by theft, and the same rows."""
    with pytest.raises(NotGenuine):
        await PostgresVault(pool, file_keys, "751").read(ONE, EVERYTHING, READING)


async def test_rows_of_another_municipality_are_not_there(filled: Vault, owner: asyncpg.Connection) -> None:
    for table in ("epoch", "data_key", "field", "note"):
        await owner.execute(f"UPDATE vault.{table} SET municipality = '751'")
    contents = await filled.read(ONE, EVERYTHING, READING)
    assert (dict(contents.fields), contents.notes) == ({}, ())
    assert await filled.holds([ONE]) == {ONE: frozenset()}


async def test_put_back_it_opens_again(filled: Vault, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE vault.note SET on_day = on_day + 30")
    await owner.execute("UPDATE vault.note SET on_day = on_day - 30")
    contents = await filled.read(ONE, EVERYTHING, READING)
    assert (contents.fields, len(contents.notes)) == (FIELDS, 1)


async def test_nothing_that_was_written_is_in_the_database_in_the_clear(
    filled: Vault, owner: asyncpg.Connection
) -> None:
    canary = "Kanariefugl-0101901234"
    await filled.write(ONE, {VaultField.NAME: canary, VaultField.CPR: "010190-1234"}, READING)
    await filled.add_note(ONE, replace(a_note(), text=canary), READING)
    await filled.find_cpr("010190-1234", READING)
    tables = await owner.fetch("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('vault', 'access')")
    for schema, table in tables:
        rows: list[Any] = await owner.fetch(f"SELECT convert_to(t::text, 'UTF8') AS row FROM {schema}.{table} AS t")
        assert not any(canary.encode().hex() in str(row["row"]) for row in rows)
        assert not any(secret in bytes(row["row"]) for row in rows for secret in (b"0101901234", b"Kanariefugl"))
        assert not any(canary.encode().hex().encode() in bytes(row["row"]) for row in rows)
