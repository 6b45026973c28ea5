"""Somebody who may do everything in the database changes the log: `verify` says where."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog
from adapters.postgres.verify import BATCH, verify
from domain.log import CommandAppend
from tests.conformance.commands import a_command, command_over, everything, part_of
from tests.postgres_server import TestDatabase

STREAM = UUID(int=1)

CHANGES = {
    "payload": "UPDATE log.event SET payload = '\\x7b7d' WHERE position = 4",
    "payload and its digest": "UPDATE log.event SET payload = '\\x7b7d', digest ="
    " log.digest_of(salt, occurred_on, occurred_at, recorded, '\\x7b7d') WHERE position = 4",
    "salt": "UPDATE log.event SET salt = sha256(salt) WHERE position = 4",
    "date": "UPDATE log.event SET occurred_on = occurred_on - 1 WHERE position = 4",
    "instant": "UPDATE log.event SET occurred_at = occurred_at + interval '1 microsecond' WHERE position = 4",
    "instant taken away": "UPDATE log.event SET occurred_at = NULL WHERE position = 4",
    "recorded": "UPDATE log.event SET recorded = recorded + interval '1 microsecond' WHERE position = 4",
    "type": "UPDATE log.event SET type = 'OtherHappened' WHERE position = 4",
    "kind": "UPDATE log.event SET kind = 'contact' WHERE position = 4",
    "actor": "UPDATE log.event SET actor = 'BB08' WHERE position = 4",
    "schema version": "UPDATE log.event SET schema_version = 2 WHERE position = 4",
    "causation": "UPDATE log.event SET causation = gen_random_uuid() WHERE position = 4",
    "command": "UPDATE log.event SET command_id = gen_random_uuid() WHERE position = 4",
    "event id": "UPDATE log.event SET id = gen_random_uuid() WHERE position = 4",
    "stream": "UPDATE log.event SET stream = gen_random_uuid() WHERE position = 4",
    "version": "UPDATE log.event SET version = 99 WHERE position = 4",
    "municipality": "UPDATE log.event SET municipality = '751' WHERE position = 4",
    "hash": "UPDATE log.event SET hash = sha256(hash) WHERE position = 4",
    "deletion": "DELETE FROM log.event WHERE position = 4",
    "deletion with the gap closed": "DELETE FROM log.event WHERE position = 4;"
    " UPDATE log.event SET position = position - 1 WHERE position = 5;"
    " UPDATE log.event SET position = position - 1 WHERE position = 6",
    "order": "UPDATE log.event SET position = 99 WHERE position = 4;"
    " UPDATE log.event SET position = 4 WHERE position = 5; UPDATE log.event SET position = 5 WHERE position = 99",
    "blanking without an order": "UPDATE log.event SET payload = NULL, salt = NULL WHERE position = 4",
    "the command forgotten": "DELETE FROM log.command WHERE position = 4",
    "the end cut off": "DELETE FROM log.event WHERE position >= 4",
}


@pytest.fixture
async def log(pg_log: PostgresEventLog) -> PostgresEventLog:
    """Six events in two streams; the fourth has an instant."""
    await pg_log.append([a_command(STREAM), a_command(), a_command(STREAM, 1)])
    await pg_log.append([_with_instant(), a_command(), a_command(STREAM, 2)])
    return pg_log


def _with_instant() -> CommandAppend:
    command_id = uuid4()
    return command_over([part_of(command_id, uuid4(), 0, first=1)], command_id=command_id)


@pytest.fixture
async def tamperer(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A superuser whom no trigger stops."""
    connection = await asyncpg.connect(database.superuser_dsn)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


async def test_an_untouched_log_is_sound(log: PostgresEventLog) -> None:
    reached: list[int] = []
    result = await verify(log.pool, reached.append)
    assert (result.sound, result.events, result.position, reached) == (True, 6, 6, [6])


async def test_an_empty_log_is_sound(pg_log: PostgresEventLog) -> None:
    result = await verify(pg_log.pool)
    assert (result.sound, result.events, result.position, result.hash) == (True, 0, 0, bytes(32))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_is_found_where_it_was_made(
    log: PostgresEventLog, tamperer: asyncpg.Connection, change: str
) -> None:
    await tamperer.execute(change)
    result = await verify(log.pool)
    assert result.fault is not None
    assert result.fault.position == 4


async def test_an_event_put_in_is_found(log: PostgresEventLog, tamperer: asyncpg.Connection) -> None:
    await tamperer.execute(
        "INSERT INTO log.event SELECT 7, stream, kind, version + 1, gen_random_uuid(), type, schema_version,"
        " command_id, causation, actor, municipality, occurred_on, occurred_at, recorded, payload, salt, digest,"
        " hash FROM log.event WHERE position = 6"
    )
    result = await verify(log.pool)
    assert result.fault is not None
    assert result.fault.position == 7


async def test_an_anchor_shows_what_the_chain_itself_cannot(
    log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    earlier = await verify(log.pool)
    anchors = {earlier.position: earlier.hash}
    await tamperer.execute("DELETE FROM log.event WHERE position = 6; DELETE FROM log.command WHERE position = 6")
    assert (await verify(log.pool)).sound
    shorter = await verify(log.pool, anchors=anchors)
    assert shorter.fault is not None
    assert shorter.fault.position == 6
    await log.append([a_command(STREAM, 2)])
    other = await verify(log.pool, anchors=anchors)
    assert other.fault is not None
    assert other.fault.position == 6


async def test_a_log_of_several_batches_is_walked_to_its_end(pg_log: PostgresEventLog) -> None:
    await pg_log.append([a_command(count=BATCH + 1)])
    await pg_log.append([replace(a_command(count=BATCH), causation=uuid4())])
    reached: list[int] = []
    result = await verify(pg_log.pool, reached.append)
    assert result.fault is None
    assert reached == [BATCH, 2 * BATCH, 2 * BATCH + 1]
    assert result.events == len(await everything(pg_log))
