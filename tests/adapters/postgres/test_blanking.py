"""A lawful order blanks payloads; the log says so, and still verifies."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.postgres.blank import blank
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.verify import verify
from domain.log import (
    Appended,
    CommandAppend,
    ContentMismatch,
    InvalidAppend,
    NewEvent,
    StreamAppend,
    VersionConflict,
    event_id,
)
from tests.conformance.commands import A_DAY, a_command, command_over, everything
from tests.postgres_server import TestDatabase

ORDERS = UUID(int=9)


def an_order(events: Sequence[UUID], *, expected: int = 0, kind: str = "order") -> CommandAppend:
    command_id = uuid4()
    payload = b'{"events":["%s"]}' % b'","'.join(str(event).encode() for event in events)
    event = NewEvent(event_id(command_id, 0), "PayloadsBlanked", 1, A_DAY, payload)
    part = StreamAppend(ORDERS, kind, expected, (event,))  # type: ignore[arg-type]
    return command_over([part], command_id=command_id)


def ids_of(command: CommandAppend) -> list[UUID]:
    return [event.id for part in command.streams for event in part.events]


@pytest.fixture
async def migrator(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.migrator_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def command(pg_log: PostgresEventLog) -> CommandAppend:
    """Three events that lie in the log, with one more after them."""
    stored = a_command(count=3)
    await pg_log.append([stored, a_command()])
    return stored


async def test_an_order_blanks_what_it_names_and_nothing_else(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    outcome = await blank(migrator, ids_of(command)[:2], an_order(ids_of(command)[:2]))
    assert isinstance(outcome, Appended)
    events = await everything(pg_log)
    assert [event.payload is None for event in events] == [True, True, False, False, False]
    assert (events[-1].type, events[-1].kind) == ("PayloadsBlanked", "order")
    assert await pg_log.pool.fetchval("SELECT count(*) FROM log.event WHERE salt IS NULL") == 2


async def test_the_chain_verifies_after_blanking_and_goes_on(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    anchor = await verify(pg_log.pool)
    await blank(migrator, ids_of(command), an_order(ids_of(command)))
    await pg_log.append([a_command()])
    result = await verify(pg_log.pool, anchors={anchor.position: anchor.hash})
    assert (result.fault, result.events) == (None, 6)


async def test_an_order_may_be_sent_again(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    order = an_order(ids_of(command))
    first = await blank(migrator, ids_of(command), order)
    second = await blank(migrator, ids_of(command), order)
    assert isinstance(first, Appended)
    assert second == replace(first, first_time=False)
    assert await pg_log.head() == 5


async def test_the_digest_of_a_blanked_command_is_gone_so_that_nobody_can_try_out_what_it_said(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    await blank(migrator, ids_of(command)[:1], an_order(ids_of(command)[:1]))
    assert await pg_log.append([command]) == (ContentMismatch(command.command_id),)
    assert await pg_log.pool.fetchval("SELECT count(*) FROM log.command WHERE content IS NULL") == 1


async def test_a_refused_order_blanks_nothing(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    outcome = await blank(migrator, ids_of(command), an_order(ids_of(command), expected=1))
    assert isinstance(outcome, VersionConflict)
    assert all(event.payload is not None for event in await everything(pg_log))


async def test_an_order_must_name_every_event_and_only_those_in_the_log_and_no_order(
    pg_log: PostgresEventLog, migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    named, unknown = ids_of(command), uuid4()
    first = an_order(named[:1])
    await blank(migrator, named[:1], first)
    rubbish = [
        (named, an_order(named[:1], expected=1)),
        ([], an_order(named, expected=1)),
        ([unknown], an_order([unknown], expected=1)),
        (ids_of(first), an_order(ids_of(first), expected=1)),
        (named, replace(an_order(named), streams=())),
        (named, replace(an_order(named), streams=a_command(kind="order").streams)),
        (named, replace(an_order(named, kind="visit"), streams=an_order(named, kind="visit").streams)),
    ]
    for events, order in rubbish:
        with pytest.raises(InvalidAppend):
            await blank(migrator, events, order)
    assert [event.payload is None for event in await everything(pg_log)] == [True, False, False, False, False]


async def test_the_programs_own_role_may_not_blank(
    database: TestDatabase, pg_log: PostgresEventLog, command: CommandAppend
) -> None:
    connection = await asyncpg.connect(database.app_dsn)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await blank(connection, ids_of(command), an_order(ids_of(command)))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("SELECT log.blank($1, NULL)", ids_of(command))
    await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log.event SET payload = NULL, salt = NULL",
        "UPDATE log.event SET payload = '\\x00'",
        "UPDATE log.event SET actor = 'BB08'",
        "UPDATE log.event SET digest = hash",
        "UPDATE log.command SET content = NULL",
        "UPDATE log.command SET position = 1",
        "UPDATE log.installation SET municipality = '751'",
        "DELETE FROM log.event",
        "DELETE FROM log.command",
        "DELETE FROM log.installation",
        "TRUNCATE log.event",
        "TRUNCATE log.command",
    ],
)
async def test_not_even_the_owner_changes_the_log_by_hand(
    migrator: asyncpg.Connection, command: CommandAppend, statement: str
) -> None:
    await migrator.execute("SET ROLE exitspor_owner")
    with pytest.raises(asyncpg.PostgresError) as caught:
        await migrator.execute(statement)
    assert caught.value.sqlstate == "EX003"


async def test_an_order_in_the_log_allows_no_more_than_blanking(
    migrator: asyncpg.Connection, command: CommandAppend
) -> None:
    await blank(migrator, ids_of(command)[:1], an_order(ids_of(command)[:1]))
    await migrator.execute("SET ROLE exitspor_owner")
    changes = [
        "log.event SET payload = NULL, salt = NULL, actor = 'BB08' WHERE position = 1",
        "log.event SET payload = '\\x00', salt = '\\x00' WHERE position = 1",
        "log.event SET payload = NULL, salt = NULL WHERE position = 2",
        "log.command SET content = NULL WHERE position = 4",
    ]
    for change in changes:
        with pytest.raises(asyncpg.PostgresError) as caught:
            await migrator.execute(f"UPDATE {change}")
        assert caught.value.sqlstate == "EX003"
