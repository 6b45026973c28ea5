"""Events of a future program park their streams only, under a projector that runs; and are read once it can."""

import json
from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.commands.contacts import RegisterContact
from domain.events import EVENT_TYPES
from domain.events.contacts import ContactRegistered
from domain.evolution import UPCASTERS, Content, Stored
from domain.log import NewEvent
from projections.boards import BOARDS
from projections.contacts.fold import CONTACTS
from projections.engine.freshness import freshness
from projections.engine.lag import lag
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from projections.engine.wait import wait_until
from tests.domain.samples import a_form, command
from tests.postgres_server import until
from tests.projections.office import A_DAY, Office, rows
from tests.projections.running import ENOUGH_SECONDS, running

FUTURE = ContactRegistered.schema_version + 1
OF_THE_FUTURE = json.dumps(
    {"contact": {**json.loads(a_form().model_dump_json()), "mood": "hopeful"}, "follow_up": False}
).encode()
"""A contact as the next version of the program writes it: with a field that this one has never heard of."""


def what_the_next_program_knows(content: Content) -> list[Stored]:
    """Read a contact of the future: a program that knows it is this one with the field left out."""
    contact = {name: value for name, value in content["contact"].items() if name != "mood"}
    return [Stored("ContactRegistered", ContactRegistered.schema_version, {**content, "contact": contact})]


@pytest.fixture
async def poisoned(office: Office, pool: asyncpg.Pool) -> AsyncIterator[tuple[UUID, int]]:
    """A stream with a contact, one of the future, and one of today; and a running projector that has seen them."""
    stream = uuid4()
    await office.append(stream, "contact", ContactRegistered(contact=a_form()))
    async with running(Projector(office.log, TableBoards(pool), BOARDS, page_size=4)):
        position = await office.append_raw(
            stream, "contact", NewEvent(uuid4(), "ContactRegistered", FUTURE, A_DAY, OF_THE_FUTURE)
        )
        await office.append(stream, "contact", ContactRegistered(contact=a_form()))
        assert await wait_until(pool, CONTACTS, await office.log.head(), ENOUGH_SECONDS)
        yield stream, position


async def is_complete(pool: asyncpg.Pool) -> bool:
    return (await freshness(pool, CONTACTS)).is_complete


async def contacts_of(pool: asyncpg.Pool, stream: UUID) -> int:
    return sum(row[0] == stream for row in (await rows(pool, (CONTACTS,)))["contacts"])


async def another_contact(office: Office, pool: asyncpg.Pool) -> UUID:
    stream = uuid4()
    await office.do(command(RegisterContact, "2026-03-02", stream=stream, contact=a_form()))
    assert await wait_until(pool, CONTACTS, await office.log.head(), ENOUGH_SECONDS)
    return stream


async def test_only_its_stream_is_parked_and_everything_says_so(
    office: Office, pool: asyncpg.Pool, poisoned: tuple[UUID, int]
) -> None:
    stream, position = poisoned
    assert await contacts_of(pool, await another_contact(office, pool)) == 1
    assert await contacts_of(pool, stream) == 1
    assert (await freshness(pool, CONTACTS)).parked == {stream}
    assert {item.board for item in await lag(pool, office.log) if item.parked} == {"contacts"}
    assert {build.board for build in await TableBoards(pool).builds() if build.parked} == {"contacts"}
    assert [tuple(row) for row in await pool.fetch("SELECT stream, position, error FROM board.parked")] == [
        (stream, position, "UnknownEventTypeError")
    ]


async def test_asking_again_without_a_fix_leaves_it_parked(
    office: Office, pool: asyncpg.Pool, poisoned: tuple[UUID, int]
) -> None:
    stream, position = poisoned
    assert await TableBoards(pool).ask_again("contacts") == 1
    await another_contact(office, pool)
    await until(partial(nobody_asks, pool))
    assert await pool.fetchval("SELECT position FROM board.parked WHERE stream = $1", stream) == position
    assert await contacts_of(pool, stream) == 1


async def nobody_asks(pool: asyncpg.Pool) -> bool:
    return not await pool.fetchval("SELECT bool_or(again) FROM board.parked")


async def test_after_a_fix_asking_again_brings_the_stream_level(
    office: Office, pool: asyncpg.Pool, poisoned: tuple[UUID, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, _ = poisoned
    monkeypatch.setitem(UPCASTERS._upcasters, ("ContactRegistered", FUTURE), what_the_next_program_knows)
    await another_contact(office, pool)
    assert (await contacts_of(pool, stream), await is_complete(pool)) == (1, False)
    assert await TableBoards(pool).ask_again("contacts") == 1
    await office.do(command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()))
    await until(partial(is_complete, pool))
    assert await contacts_of(pool, stream) == 3


async def test_events_of_a_type_that_comes_later_wait_for_it_too(
    office: Office, pool: asyncpg.Pool, poisoned: tuple[UUID, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that begins with what nobody knows has no row, and nothing else suffers."""
    stream = uuid4()
    await office.append_raw(stream, "contact", NewEvent(uuid4(), "ContactOfTheFuture", 1, A_DAY, b'{"all": "new"}'))
    await another_contact(office, pool)
    assert (await freshness(pool, CONTACTS)).parked == {stream, poisoned[0]}
    assert await contacts_of(pool, stream) == 0
    assert "ContactOfTheFuture" not in EVENT_TYPES
