"""A board as of an earlier time is the board that was there; and by what is known now, that of an earlier day."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.memory.log import InMemoryEventLog
from domain.base import Occurred
from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import CorrectDate, WithdrawFact
from domain.events.contacts import ContactRegistered
from domain.fact import Fact, new_event
from domain.log import CommandAppend, EventLog, NewEvent, StreamAppend, StreamKind
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory_codes import WithdrawReason
from projections.boards import BOARDS
from projections.cards.fold import CARDS
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.deadlines.fold import DEADLINES
from projections.engine.as_of import boards_as_of
from projections.engine.board import Board, Row
from projections.engine.bulk import batches
from projections.engine.cut import BeyondTheLogError, Cut, cut_at
from tests.domain.samples import TRAJECTORY, a_form, command, opened
from tests.projections.following import rebuilt
from tests.projections.histories import DAYS, FIRST_DAY, Action, actions, begin, play
from tests.projections.office import NOW, Office, Rows, an_office, rows

TIMES = 20 if os.environ.get("EXITSPOR_LONG") else 1
ON_A_DATABASE = settings(
    max_examples=20 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WITHOUT_POSITIONS = (CARDS, CASELOAD, CONTACTS, DEADLINES)
"""Boards whose rows say nothing of the log itself."""


async def as_of(pool: asyncpg.Pool, log: EventLog, cut: Cut, boards: Sequence[Board] = BOARDS) -> Rows:
    async with boards_as_of(pool, log, boards, cut) as connection:
        return await rows(connection, boards)


def by_values(rows: Iterable[Row]) -> list[list[str]]:
    """Return rows told alike by memory and by tables: codes as text, JSON by what it says."""
    return sorted([_told(value) for value in row] for row in rows)


def _told(value: object) -> str:
    return str(json.loads(value)) if isinstance(value, str) and value[:1] in ("[", "{") else str(value)


async def prefix_of(log: EventLog, position: int) -> InMemoryEventLog:
    """Return a log that ends at a position."""
    prefix = InMemoryEventLog()
    for event in (await log.read(0, limit=position)).events if position else ():
        prefix._events.append(event)
        prefix._streams[event.stream].append(event)
    return prefix


async def rows_of(pool: asyncpg.Pool, log: EventLog, boards: Sequence[Board] = BOARDS) -> Rows:
    """Return the rows of boards built from zero, as the tables tell them."""
    return await as_of(pool, log, await cut_at(log, NOW), boards)


@ON_A_DATABASE
@given(history=actions(30), part=st.integers(0, 1000))
async def test_what_was_known_at_a_position_is_what_a_board_built_to_it_has(
    pool: asyncpg.Pool, history: list[Action], part: int
) -> None:
    """The rows are those that the log's own beginning gives, in memory and in tables alike."""
    office = await an_office(InMemoryEventLog())
    await begin(office)
    for action in history:
        await play(office, action)
    position = 1 + part % await office.log.head()
    before = await prefix_of(office.log, position)
    found = await as_of(pool, office.log, await cut_at(office.log, NOW, known=position))
    assert found == await rows_of(pool, before)
    store = await rebuilt(before)
    for board in WITHOUT_POSITIONS:
        assert by_values(found[board.name]) == by_values(store.rows(board.name))


@ON_A_DATABASE
@given(history=actions(30), day=st.integers(0, DAYS))
async def test_what_had_happened_by_a_day_is_a_log_of_the_facts_that_hold_up_to_it(
    pool: asyncpg.Pool, history: list[Action], day: int
) -> None:
    office = await an_office(InMemoryEventLog())
    await begin(office)
    for action in history:
        await play(office, action)
    happened = FIRST_DAY + timedelta(days=day)
    cut = await cut_at(office.log, NOW, happened=happened)
    found = await as_of(pool, office.log, cut, WITHOUT_POSITIONS)
    assert found == await rows_of(pool, await _as_if_entered_right(office.log, happened), WITHOUT_POSITIONS)


async def _as_if_entered_right(log: EventLog, happened: date) -> InMemoryEventLog:
    """Return a log in which only what holds was entered, as corrected, and nothing of later days."""
    told = InMemoryEventLog()
    head = await log.head()
    for event in (await log.read(0, limit=head, kinds=("reference",))).events:
        same = NewEvent(event.id, event.type, event.schema_version, event.occurred, event.payload or b"")
        await _enter(told, event.stream, event.kind, same, event.actor)
    kinds = frozenset(kind for board in WITHOUT_POSITIONS for kind in board.kinds)
    facts: list[Fact] = []
    async for batch in batches(log, kinds, after=0, last=head, up_to=head):
        for stream in batch.streams:
            facts += [fact for fact in facts_that_hold(stream.trajectory.facts) if fact.occurred.on <= happened]
    for fact in sorted(facts, key=lambda fact: fact.position):
        assert fact.event is not None
        written = new_event(fact.event, fact.occurred, command=fact.id, ordinal=0)
        await _enter(told, fact.stream, fact.kind, replace(written, id=fact.id), fact.actor)
    return told


async def _enter(log: InMemoryEventLog, stream: UUID, kind: StreamKind, event: NewEvent, actor: str) -> None:
    version = len(await log.load(stream))
    part = StreamAppend(stream, kind, version, (event,))
    await log.append([CommandAppend(event.id, b"\0" * 32, actor, "101", (part,))])


async def contacts_by(pool: asyncpg.Pool, office: Office, day: str, known: int | None = None) -> list[date]:
    """Return the days of the contacts that had happened when a day ended."""
    cut = await cut_at(office.log, NOW, known=known, happened=date.fromisoformat(day))
    found = (await as_of(pool, office.log, cut, (CONTACTS,)))["contacts"]
    return sorted(row[3] for row in found if isinstance(row[3], date))


async def last_contact(office: Office) -> Fact:
    facts = (await office.handler.trajectory(TRAJECTORY)).facts
    return [fact for fact in facts if isinstance(fact.event, ContactRegistered)][-1]


async def test_a_late_entry_counts_on_its_day_once_it_is_known(pool: asyncpg.Pool, office: Office) -> None:
    await office.do(opened("2026-03-02"), command(RegisterFollowUp, "2026-04-20", contact=a_form()))
    before = await office.log.head()
    await office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    assert await contacts_by(pool, office, "2026-03-31") == [date(2026, 3, 2), date(2026, 3, 9)]
    assert await contacts_by(pool, office, "2026-03-31", known=before) == [date(2026, 3, 2)]
    assert await contacts_by(pool, office, "2026-03-08") == [date(2026, 3, 2)]
    assert await contacts_by(pool, office, "2026-03-01") == []


async def test_a_date_corrected_over_the_cut_takes_the_contact_with_it(pool: asyncpg.Pool, office: Office) -> None:
    await office.do(opened("2026-03-02"), command(RegisterFollowUp, "2026-03-31", contact=a_form()))
    before, contact = await office.log.head(), (await last_contact(office)).id
    happened = Occurred(on=date(2026, 4, 1))
    await office.do(command(CorrectDate, "2026-05-01", stream=TRAJECTORY, event=contact, happened=happened))
    assert await contacts_by(pool, office, "2026-03-31") == [date(2026, 3, 2)]
    assert await contacts_by(pool, office, "2026-03-31", known=before) == [date(2026, 3, 2), date(2026, 3, 31)]
    assert await contacts_by(pool, office, "2026-04-01") == [date(2026, 3, 2), date(2026, 4, 1)]


async def test_what_was_withdrawn_later_had_never_happened(pool: asyncpg.Pool, office: Office) -> None:
    await office.do(opened("2026-03-02"), command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    before, contact = await office.log.head(), (await last_contact(office)).id
    reason = WithdrawReason.VOIDED
    await office.do(command(WithdrawFact, "2026-05-01", stream=TRAJECTORY, event=contact, reason=reason))
    assert await contacts_by(pool, office, "2026-03-31") == [date(2026, 3, 2)]
    assert await contacts_by(pool, office, "2026-03-31", known=before) == [date(2026, 3, 2), date(2026, 3, 9)]


async def test_what_was_known_when_a_day_ended_holds_its_last_moment_and_not_the_next(pool: asyncpg.Pool) -> None:
    """Midnight in Copenhagen is 23:00 UTC in winter."""
    midnight = datetime(2026, 3, 2, 23, tzinfo=UTC)
    moments = iter([midnight - timedelta(days=1, seconds=1)] * 21 + [midnight - timedelta(microseconds=1), midnight])
    office = await an_office(InMemoryEventLog(clock=lambda: next(moments)))
    for _ in range(2):
        await office.append(UUID(int=1), "contact", ContactRegistered(contact=a_form()))
    cut = await cut_at(office.log, NOW, known=date(2026, 3, 2))
    assert (cut.position, cut.happened, cut.now) == (22, None, midnight - timedelta(microseconds=1))
    assert (await cut_at(office.log, NOW, known=date(2026, 3, 3))).position == 23
    assert (await cut_at(office.log, NOW, known=date(2026, 3, 1))).position == 21
    assert (await cut_at(office.log, NOW, known=date(2026, 2, 1))).position == 0
    assert (await as_of(pool, office.log, cut, (CONTACTS,)))["contacts"][0][3] == date(2026, 1, 5)


@pytest.mark.parametrize("position", [-1, 0, 10_000])
async def test_no_position_of_the_log_is_no_cut(office: Office, position: int) -> None:
    with pytest.raises(BeyondTheLogError):
        await cut_at(office.log, NOW, known=position)


async def test_nobody_else_sees_the_tables_and_they_are_gone_after_the_block(
    pool: asyncpg.Pool, office: Office
) -> None:
    await office.do(opened("2026-03-02"))
    told: list[float] = []
    cut = await cut_at(office.log, NOW)
    async with boards_as_of(pool, office.log, BOARDS, cut, told.append) as connection:
        assert len((await rows(connection))["contacts"]) == 1
        with pytest.raises(asyncpg.UndefinedTableError):
            await rows(pool)
    with pytest.raises(asyncpg.UndefinedTableError):
        await rows(pool)
    assert told == sorted(told)
    assert told[-1] == 1.0
