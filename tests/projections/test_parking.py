"""An event that cannot be folded parks its stream for a board; nothing else stops, and nothing is silent."""

from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.commands.contacts import RegisterContact, RegisterFollowUp
from domain.events import EVENT_TYPES, Event
from domain.events.contacts import ContactRegistered
from domain.fact import new_event
from domain.log import NewEvent
from projections.boards import BOARDS
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.engine.board import Board, Folded, Row
from projections.engine.freshness import freshness
from projections.engine.lag import lag
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command
from tests.projections.office import A_DAY, Office, boards_anew, rows

CONTACT = ContactRegistered(contact=a_form())


def from_the_future(event: Event = CONTACT) -> NewEvent:
    return replace(new_event(event, A_DAY, command=uuid4(), ordinal=0), schema_version=999)


async def parked(pool: asyncpg.Pool) -> set[tuple[str, UUID, int, str]]:
    return {tuple(row) for row in await pool.fetch("SELECT board, stream, position, error FROM board.parked")}


async def test_an_event_of_the_future_parks_its_stream_and_the_board_says_so(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    poisoned, sound = uuid4(), uuid4()
    await projector.catch_up()
    await office.append(poisoned, "contact", CONTACT)
    position = await office.append_raw(poisoned, "contact", from_the_future())
    await office.do(command(RegisterContact, "2026-03-02", stream=sound, contact=a_form()))
    head = await projector.catch_up()
    assert await parked(pool) == {("contacts", poisoned, position, "UnknownEventTypeError")}
    assert {row[0] for row in (await rows(pool))["contacts"]} == {poisoned, sound}
    fresh = await freshness(pool, CONTACTS)
    assert (fresh.position, fresh.parked, fresh.is_complete) == (head, frozenset({poisoned}), False)
    assert (await freshness(pool, CASELOAD)).is_complete
    assert {item.board: item.parked for item in await lag(pool, office.log)} == {
        board.name: int(board is CONTACTS) for board in BOARDS
    }


@pytest.mark.parametrize(
    "bytes_of_it",
    [b"", b"{", b"null", b'{"contact": 1}', b"\xff\xfe", b'{"unknown": "field"}'],
)
async def test_a_payload_that_is_no_event_parks_its_stream(
    office: Office, pool: asyncpg.Pool, projector: Projector, bytes_of_it: bytes
) -> None:
    stream = uuid4()
    broken = replace(new_event(CONTACT, A_DAY, command=uuid4(), ordinal=0), payload=bytes_of_it)
    position = await office.append_raw(stream, "contact", broken)
    await projector.catch_up()
    assert await parked(pool) == {("contacts", stream, position, "ValidationError")}
    assert (await rows(pool))["contacts"] == []


@pytest.mark.parametrize("page_size", [1, 3, 500])
async def test_later_events_of_a_parked_stream_wait_with_it(
    office: Office, pool: asyncpg.Pool, page_size: int
) -> None:
    projector = Projector(office.log, TableBoards(pool), BOARDS, page_size=page_size)
    await projector.catch_up()
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    before = await rows(pool)
    position = await office.append_raw(TRAJECTORY, "trajectory", from_the_future())
    for _ in range(4):
        await office.append(TRAJECTORY, "trajectory", CONTACT)
    await projector.catch_up()
    assert await rows(pool) == before
    concerned = ("caseload", "contacts", "deadlines", "history")
    assert await parked(pool) == {(name, TRAJECTORY, position, "UnknownEventTypeError") for name in concerned}
    await boards_anew(pool)
    await projector.catch_up()
    assert await rows(pool) == before
    assert len(await parked(pool)) == len(concerned)


async def test_a_program_that_can_read_the_event_brings_the_stream_level(
    office: Office, pool: asyncpg.Pool, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    with monkeypatch.context() as older:
        older.delitem(EVENT_TYPES, "CtiStarted")
        await projector.catch_up()
        assert {stream for _, stream, _, _ in await parked(pool)} == {TRAJECTORY}
        assert [row[10] for row in (await rows(pool))["caseload"]] == [0]
    await projector.catch_up()
    assert await parked(pool) == set()
    assert [row[10] for row in (await rows(pool))["caseload"]] == [1]
    assert len((await rows(pool))["contacts"]) == 2


async def test_a_board_that_stumbles_parks_the_stream_for_itself_only(office: Office, pool: asyncpg.Pool) -> None:
    def stumbling(folded: Folded) -> list[Row]:
        found: list[Row] = list(CONTACTS.rows(folded))
        if len(found) > 1:
            raise ZeroDivisionError
        return found

    board: Board = replace(CONTACTS, rows=stumbling)
    projector = Projector(office.log, TableBoards(pool), (board, CASELOAD))
    await projector.catch_up()
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    await office.do(*(command(RegisterFollowUp, day, contact=a_form()) for day in ("2026-03-09", "2026-03-16")))
    await projector.catch_up()
    (second,) = [
        event.position
        for event in (await office.log.load(TRAJECTORY))
        if event.type == "ContactRegistered" and event.occurred.on.day == 9
    ]
    assert await parked(pool) == {("contacts", TRAJECTORY, second, "ZeroDivisionError")}
    assert len((await rows(pool, (CONTACTS, CASELOAD)))["contacts"]) == 1
    assert [row[16].isoformat() for row in (await rows(pool, (CONTACTS, CASELOAD)))["caseload"]] == ["2026-03-16"]  # type: ignore[attr-defined]


async def test_reference_data_of_the_future_are_parked_for_the_boards_that_use_them(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    before = await rows(pool)
    stream = uuid4()
    staff = next(event for event in (await office.log.read(0, limit=100)).events if event.type == "StaffDefined")
    position = await office.append_raw(
        stream, "reference", NewEvent(uuid4(), "StaffDefined", 999, A_DAY, staff.payload or b"")
    )
    await projector.catch_up()
    assert await rows(pool) == before
    assert await parked(pool) == {
        (name, stream, position, "UnknownEventTypeError") for name in ("caseload", "deadlines")
    }
    assert (await freshness(pool, CONTACTS)).is_complete


async def test_a_program_that_knows_less_of_the_catalogue_says_so_until_one_knows_it_again(
    office: Office, pool: asyncpg.Pool, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program takes over boards that stand beyond a reference event which it cannot read."""
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    level = await rows(pool)
    with monkeypatch.context() as older:
        older.delitem(EVENT_TYPES, "StaffDefined")
        await projector.catch_up()
        assert {(board, error) for board, _, _, error in await parked(pool)} == {
            ("caseload", "UnknownEventTypeError"),
            ("deadlines", "UnknownEventTypeError"),
        }
    await projector.catch_up()
    assert await parked(pool) == set()
    assert await rows(pool) == level
