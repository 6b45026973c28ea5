"""The fast walk and the readable one come to the same verdict, whatever somebody did to the rows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.blank import blank
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.pool import connect
from adapters.postgres.verify import verify
from tests.adapters.postgres.readable_walk import first_fault
from tests.adapters.postgres.rewriting import compute_again
from tests.adapters.postgres.test_blanking import an_order, ids_of
from tests.adapters.postgres.test_tampering import with_instants
from tests.conformance.commands import a_command
from tests.postgres_server import TestDatabase

EVENTS = 7

BYTES = ("digest", "hash", "salt", "payload")
VALUES: dict[str, tuple[str, ...]] = {
    "position": ("NULL", "-3", "0", "3", "4", "99"),
    "stream": ("NULL", "(SELECT stream FROM log.event WHERE version = 2 LIMIT 1)"),
    "kind": ("NULL", "'contact'", "'order'", "''", "'blåbær'"),
    "version": ("NULL", "0", "2", "3", "9223372036854775807"),
    "id": ("NULL", "gen_random_uuid()"),
    "type": ("NULL", "''", "'PayloadsBlanked'", "'Blåbær'"),
    "schema_version": ("NULL", "-1", "2"),
    "command_id": ("NULL", "gen_random_uuid()"),
    "causation": ("NULL", "gen_random_uuid()"),
    "actor": ("NULL", "''", "'BB08'"),
    "municipality": ("NULL", "''", "'751'", "'1101'"),
    "occurred_on": ("NULL", "'1969-12-31'", "'9999-12-31'"),
    "occurred_at": ("NULL", "'1969-12-31 23:59:59.999999+00'", "'0001-01-03'"),
    "recorded": ("NULL", "'1969-12-31 23:59:59.999999+00'", "'9999-12-29'"),
    **{column: ("NULL", "''", f"{column} || '\\x00'", f"set_byte({column}, 1, 7)", "sha256('')") for column in BYTES},
}
CHANGES = [f"UPDATE log.event SET {column} = {value}" for column, values in VALUES.items() for value in values]
ALL_CHANGES = [*CHANGES, "DELETE FROM log.event", "INSERT INTO log.event SELECT * FROM log.event"]


class OneConnection(NamedTuple):
    """A pool for a walk in a transaction that somebody else has open."""

    connection: asyncpg.Connection

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        yield self.connection


@pytest.fixture
async def pool(database: TestDatabase, pg_log: PostgresEventLog) -> AsyncIterator[OneConnection]:
    """A superuser whom nothing stops, in a log of seven events, one of them blanked, and without constraints."""
    stream, blanked = uuid4(), a_command()
    await pg_log.append([a_command(stream), blanked, a_command(stream, 1), with_instants()])
    await pg_log.append([replace(a_command(stream, 2), causation=UUID(int=5)), a_command(stream, 3)])
    one = await connect(database.superuser_dsn)
    await blank(one, ids_of(blanked), an_order(ids_of(blanked)))
    await one.execute("SET session_replication_role = replica")
    await _forget_constraints(one)
    yield OneConnection(one)
    await one.close()


async def _forget_constraints(connection: asyncpg.Connection) -> None:
    names = await connection.fetch("SELECT conname FROM pg_constraint WHERE conrelid = 'log.event'::regclass")
    for name in sorted((row["conname"] for row in names), key=lambda name: not name.endswith("pkey")):
        await connection.execute(f'ALTER TABLE log.event DROP CONSTRAINT IF EXISTS "{name}"')
    for column in VALUES:
        await connection.execute(f'ALTER TABLE log.event ALTER COLUMN "{column}" DROP NOT NULL')


async def both_agree(pool: OneConnection, changes: Sequence[str], again_from: int | None) -> None:
    """Make the changes, compute the chain again from a position (or not), compare the verdicts, and take all back."""
    transaction = pool.connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        for change in changes:
            await pool.connection.execute(change)
        if again_from is not None:
            await compute_again(pool.connection, again_from)
        expected = await first_fault(pool.connection)
        found = await verify(pool)
    finally:
        await transaction.rollback()
    if expected is not None or found.fault is None:
        assert (found.fault and found.fault.position) == expected, changes
    else:
        assert found.fault.english.startswith("the commands do not fit"), changes


@pytest.mark.parametrize("position", [2, 3, 5], ids=["a blanked event", "in mid-stream", "with a causation"])
async def test_both_walks_find_the_same_for_every_change(pool: OneConnection, position: int) -> None:
    for change in ALL_CHANGES:
        for again_from in (None, position):
            await both_agree(pool, [f"{change} WHERE position = {position}"], again_from)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.sampled_from(ALL_CHANGES), st.integers(1, EVENTS)), min_size=2, max_size=3),
    again_from=st.none() | st.integers(1, EVENTS),
)
async def test_both_walks_find_the_same_for_several_changes(
    pool: OneConnection, changes: list[tuple[str, int]], again_from: int | None
) -> None:
    await both_agree(pool, [f"{change} WHERE position = {position}" for change, position in changes], again_from)
