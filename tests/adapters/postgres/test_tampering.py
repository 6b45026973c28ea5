"""Somebody who may do everything in the database changes the log: `verify` says where."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.postgres.blank import blank
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.verify import verify
from adapters.postgres.walk import Fault
from domain.log import CommandAppend
from tests.adapters.postgres.rewriting import compute_again, rewrite
from tests.adapters.postgres.test_blanking import an_order, ids_of
from tests.conformance.commands import a_command, command_over, everything, part_of
from tests.postgres_server import TestDatabase

STREAM = UUID(int=1)

COMPUTED_AGAIN = "the chain was computed again since the anchor was noted"
MANY = 3000
SINCE_THE_ANCHOR = {
    "version": "UPDATE log.event SET version = 9 WHERE position = 7",
    "kind": "UPDATE log.event SET kind = 'contact' WHERE position = 7",
    "recorded": "UPDATE log.event SET recorded = recorded - interval '1 year' WHERE position = 7",
    "municipality": "UPDATE log.event SET municipality = '751' WHERE position = 7",
    "the command forgotten": "DELETE FROM log.command WHERE position = 7",
}
ONE_BYTE = "set_byte({0}, 5, get_byte({0}, 5) # 1)"

CHANGES = {
    "one byte of the payload": f"UPDATE log.event SET payload = {ONE_BYTE.format('payload')} WHERE position = 4",
    "one byte of the salt": f"UPDATE log.event SET salt = {ONE_BYTE.format('salt')} WHERE position = 4",
    "one byte of the digest": f"UPDATE log.event SET digest = {ONE_BYTE.format('digest')} WHERE position = 4",
    "one byte of the hash": f"UPDATE log.event SET hash = {ONE_BYTE.format('hash')} WHERE position = 4",
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
    "a recorded of last year": "UPDATE log.event SET recorded = recorded - interval '1 year' WHERE position = 4",
    "a recorded that no clock shows": "UPDATE log.event SET recorded = 'infinity' WHERE position = 4",
    "an instant that no clock shows": "UPDATE log.event SET occurred_at = '-infinity' WHERE position = 4",
    "a date that no calendar shows": "UPDATE log.event SET occurred_on = '12000-01-01' WHERE position = 4",
    "one row removed": "DELETE FROM log.event WHERE position = 4",
    "deletion with the gap closed": "DELETE FROM log.event WHERE position = 4;"
    " UPDATE log.event SET position = position - 1 WHERE position = 5;"
    " UPDATE log.event SET position = position - 1 WHERE position = 6",
    "two rows swapped": "UPDATE log.event SET position = 99 WHERE position = 4;"
    " UPDATE log.event SET position = 4 WHERE position = 5; UPDATE log.event SET position = 5 WHERE position = 99",
    "contents of two rows swapped": "UPDATE log.event AS e SET payload = o.payload, salt = o.salt, digest = o.digest,"
    " occurred_on = o.occurred_on, occurred_at = o.occurred_at FROM log.event AS o"
    " WHERE e.position IN (4, 5) AND o.position = 9 - e.position",
    "blanking without an order": "UPDATE log.event SET payload = NULL, salt = NULL WHERE position = 4",
    "the command forgotten": "DELETE FROM log.command WHERE position = 4",
    "the command of another position": "UPDATE log.command SET position = 5 WHERE position = 4",
    "a command put in": "INSERT INTO log.command VALUES (gen_random_uuid(), NULL, 4, '{}', '{}')",
    "the end cut off": "DELETE FROM log.event WHERE position >= 4",
}


@pytest.fixture
async def log(pg_log: PostgresEventLog) -> PostgresEventLog:
    """Six events in two streams; the fourth has an instant."""
    await pg_log.append([a_command(STREAM), a_command(), a_command(STREAM, 1)])
    await pg_log.append([with_instants(), a_command(), a_command(STREAM, 2)])
    return pg_log


def with_instants() -> CommandAppend:
    """A command whose event has an instant, and not only a date."""
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


async def test_what_an_older_order_names_may_not_be_blanked(
    pg_log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    later = a_command()
    await pg_log.append([an_order(ids_of(later)), later])
    await tamperer.execute("UPDATE log.event SET payload = NULL, salt = NULL WHERE position = 2")
    result = await verify(pg_log.pool)
    assert result.fault is not None
    assert result.fault.position == 2


async def test_a_blanking_whose_order_is_gone_is_found(
    pg_log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    blanked = a_command()
    await pg_log.append([blanked])
    await blank(tamperer, ids_of(blanked), an_order(ids_of(blanked)))
    await pg_log.append([a_command()])
    assert (await verify(pg_log.pool)).sound
    await tamperer.execute("UPDATE log.event SET payload = '\\x7b7d' WHERE position = 2")
    result = await verify(pg_log.pool)
    assert result.fault is not None
    assert result.fault.position == 1


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


async def test_a_log_that_comes_in_many_pieces_is_walked_to_its_end(pg_log: PostgresEventLog) -> None:
    await pg_log.append([a_command(count=MANY)])
    await pg_log.append([replace(a_command(count=MANY), causation=uuid4())])
    reached: list[int] = []
    result = await verify(pg_log.pool, reached.append)
    assert result.fault is None
    assert result.events == len(await everything(pg_log)) == reached[-1] == 2 * MANY
    assert reached == sorted(reached)
    assert len(reached) > 2, "it comes in pieces, and is not held in memory whole"


async def test_the_walk_ends_at_the_first_fault(pg_log: PostgresEventLog, tamperer: asyncpg.Connection) -> None:
    await pg_log.append([a_command(count=MANY)])
    await tamperer.execute(CHANGES["one byte of the payload"])
    await tamperer.execute(f"DELETE FROM log.event WHERE position = {MANY - 2}")
    reached: list[int] = []
    result = await verify(pg_log.pool, reached.append)
    assert result.fault is not None
    assert (result.fault.position, result.events, result.position, reached) == (4, 3, 3, [3])
    assert await pg_log.head() == MANY, "the connection is as good as before"


async def test_every_hash_right_and_the_versions_wrong_is_found(
    log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    await tamperer.execute("UPDATE log.event SET version = 7 WHERE position = 4")
    await compute_again(tamperer, 4)
    result = await verify(log.pool)
    assert result.fault == Fault(4, "forkert version i sin strøm", "a wrong version or kind in its stream")


@pytest.mark.parametrize(
    "change", ["kind = 'contact'", "municipality = '751'", "recorded = recorded - interval '1 y'"]
)
async def test_every_hash_right_and_something_else_wrong_is_found(
    log: PostgresEventLog, tamperer: asyncpg.Connection, change: str
) -> None:
    await tamperer.execute(f"UPDATE log.event SET {change} WHERE position = 6")
    await compute_again(tamperer, 6)
    result = await verify(log.pool)
    assert result.fault is not None
    assert result.fault.position == 6


async def test_history_computed_again_is_whole_until_an_anchor_shows_it(
    log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    earlier = await verify(log.pool)
    await rewrite(tamperer, 3)
    assert (await verify(log.pool)).sound
    result = await verify(log.pool, anchors={earlier.position: earlier.hash})
    assert result.fault is not None
    assert (result.fault.position, result.fault.english) == (6, COMPUTED_AGAIN)


async def test_a_walk_may_go_on_where_an_earlier_one_ended(log: PostgresEventLog) -> None:
    earlier = (await verify(log.pool)).reached
    await log.append([a_command(STREAM, 3), a_command()])
    later = await verify(log.pool, start=earlier)
    assert (later.fault, later.events, later.reached) == (None, 2, (await verify(log.pool)).reached)
    again = await verify(log.pool, start=later.reached)
    assert (again.fault, again.events, again.reached) == (None, 0, later.reached)


@pytest.mark.parametrize("change", SINCE_THE_ANCHOR.values(), ids=SINCE_THE_ANCHOR.keys())
async def test_a_walk_that_goes_on_finds_what_came_after(
    log: PostgresEventLog, tamperer: asyncpg.Connection, change: str
) -> None:
    earlier = (await verify(log.pool)).reached
    await log.append([a_command(STREAM, 3), a_command()])
    await tamperer.execute(change)
    await compute_again(tamperer, 7)
    result = await verify(log.pool, start=earlier)
    assert result.fault is not None
    assert result.fault.position == 7


async def test_a_walk_goes_on_from_nothing_that_the_log_no_longer_has(
    log: PostgresEventLog, tamperer: asyncpg.Connection
) -> None:
    await log.append([a_command()])
    earlier = await verify(log.pool)
    await log.append([a_command()])
    await rewrite(tamperer, 3)
    gone_on = await verify(log.pool, start=earlier.reached)
    assert gone_on.fault is not None
    assert (gone_on.fault.position, gone_on.fault.english) == (7, COMPUTED_AGAIN)
    untouched = (await verify(log.pool)).reached
    older = await verify(log.pool, start=untouched, anchors={7: earlier.hash})
    assert older.fault is not None
    assert older.fault.position == 7
