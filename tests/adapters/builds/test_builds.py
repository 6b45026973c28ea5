"""Builds made by several processes, compared, switched and gone back from, with a projector and without one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import pytest

from adapters.builds import moving
from adapters.builds.listing import listed
from adapters.builds.making import make_build
from adapters.builds.moving import NotLevelError, bring_level, compare, show
from adapters.builds.parked import parked_streams, try_again
from adapters.builds.place import Place
from adapters.builds.shards import AtOnce
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.engine import bulk
from projections.engine.build import BuildState, FencedError
from tests.adapters.builds.work import NEXT, live, prepare, projecting, some_contacts, unreadable
from tests.domain.samples import a_trajectory_in_transition
from tests.postgres_server import TestDatabase
from tests.projections.office import Office, rows

FORGED_PARKED = """
INSERT INTO board.parked (board, build, stream, position, error)
SELECT b.board, b.number, $1, 1, 'UnknownEventType' FROM board.build AS b WHERE b.board = 'contacts'
"""


@pytest.fixture(params=["with a projector", "without a projector"])
def kept_up(request: pytest.FixtureRequest, place: Place) -> AbstractAsyncContextManager[None]:
    return projecting(place) if request.param == "with a projector" else nullcontext()


@pytest.fixture(autouse=True)
async def boards(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await prepare(place, monkeypatch)


async def test_a_build_is_made_compared_switched_to_and_gone_back_from(
    office: Office, place: Place, kept_up: AbstractAsyncContextManager[None]
) -> None:
    await some_contacts(office, 5)
    async with kept_up:
        first = await live(place, CONTACTS)
        number = await make_build(place, CONTACTS)
        await some_contacts(office, 5)
        found = await compare(place, CONTACTS, first.number, number)
        assert (found.rows, found.are_none, found.position) == ((10, 10), True, await place.log.head())
        await some_contacts(office, 5)
        await show(place, CONTACTS, number)
        assert (await live(place, CONTACTS)).number == number
        assert len((await rows(place.pool))["contacts"]) == 15
        await some_contacts(office, 5)
        await show(place, CONTACTS, first.number)
        assert len((await rows(place.pool))["contacts"]) == 20


async def test_while_the_log_is_written_to_pages_never_read_an_empty_or_half_built_board(
    office: Office, place: Place
) -> None:
    await some_contacts(office, 20)
    first = (await live(place, CONTACTS)).number
    await bring_level(place, CONTACTS, [first], await place.log.head())
    seen: list[int] = []

    async with projecting(place), writing(office), reading(place, seen):
        number = await make_build(place, CONTACTS)
        assert (await compare(place, CONTACTS, first, number)).are_none
        for chosen in (number, first, number):
            await show(place, CONTACTS, chosen)
    assert seen == sorted(seen)
    assert seen[0] >= 20
    assert seen[-1] > 20


@asynccontextmanager
async def writing(office: Office) -> AsyncIterator[None]:
    async def write() -> None:
        while True:
            await some_contacts(office, 1)

    task = asyncio.create_task(write())
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def reading(place: Place, seen: list[int]) -> AsyncIterator[None]:
    async def read() -> None:
        while True:
            seen.append(await place.pool.fetchval("SELECT count(*) FROM contacts"))
            await asyncio.sleep(0)

    task = asyncio.create_task(read())
    try:
        yield
    finally:
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended


async def test_several_processes_make_a_build_with_the_same_rows(
    office: Office, place: Place, database: TestDatabase
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await some_contacts(office, 30)
    told: list[float] = []
    number = await make_build(place, CONTACTS, told.append, AtOnce(2, database.app_dsn))
    assert told[-1] == 1.0
    found = await compare(place, CONTACTS, (await live(place, CONTACTS)).number, number)
    assert (found.rows, found.are_none) == ((31, 31), True)


async def test_processes_that_are_stopped_leave_a_build_that_is_gone_on_with(
    office: Office, place: Place, database: TestDatabase
) -> None:
    await some_contacts(office, 30)

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await make_build(place, CONTACTS, stop, AtOnce(3, database.app_dsn))
    number = await make_build(place, CONTACTS)
    assert [build.number for build in await place.builds_of(CONTACTS)] == [
        (await live(place, CONTACTS)).number,
        number,
    ]
    assert (await compare(place, CONTACTS, (await live(place, CONTACTS)).number, number)).rows == (30, 30)


async def test_who_finds_a_build_in_the_hands_of_another_waits_for_it(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "STREAMS_AT_A_TIME", 2)
    await some_contacts(office, 20)
    first, second = await asyncio.gather(make_build(place, CONTACTS), make_build(place, CONTACTS))
    assert first == second


async def test_a_build_dropped_while_it_is_waited_for_is_told(office: Office, place: Place) -> None:
    number = await make_build(place, CONTACTS)
    await place.store.drop(CONTACTS.name, number)
    with pytest.raises(FencedError):
        await bring_level(place, CONTACTS, [number], await place.log.head())


async def test_a_build_that_nobody_moves_is_told(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "FOLLOW_SECONDS", 0.3)
    number = (await live(place, CONTACTS)).number
    await some_contacts(office, 1)
    async with place.store.session() as session:
        assert await session.take(CONTACTS, number)
        with pytest.raises(NotLevelError):
            await bring_level(place, CONTACTS, [number], await place.log.head())


async def test_builds_of_two_versions_that_do_not_move_together_are_told(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "COMPARE_SECONDS", 0.3)
    await some_contacts(office, 1)
    number = await make_build(place, NEXT)
    with pytest.raises(NotLevelError):
        await compare(place, NEXT, (await live(place)).number, number)


async def test_parked_streams_are_listed_and_tried_again(
    office: Office, place: Place, kept_up: AbstractAsyncContextManager[None]
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await some_contacts(office, 1)
    await unreadable(office)
    async with kept_up:
        for board in (CASELOAD, CONTACTS):
            await bring_level(place, board, [(await live(place, board)).number], await place.log.head())
        (stream,) = await office.log.streams("contact")
        await place.pool.execute(FORGED_PARKED, stream)
        assert await try_again(place, CONTACTS) == 1, "the trajectory; what else was parked is read"
        assert stream not in {item.stream for item in await parked_streams(place)}
        assert await try_again(place, CASELOAD) == 1
    parked = [item for item in await parked_streams(place) if item.board == "caseload"]
    assert [(item.state, item.position) for item in parked] == [("live", await place.log.head())]


async def test_every_build_is_listed_with_what_it_is_behind_and_who_runs_it(office: Office, place: Place) -> None:
    await make_build(place, CONTACTS)
    await some_contacts(office, 3)
    contacts = [item for item in await listed(place) if item.build.board == "contacts"]
    assert [item.build.state for item in contacts] == [BuildState.LIVE, BuildState.READY]
    assert all(item.behind >= 3 for item in contacts)
    await bring_level(place, CONTACTS, [item.build.number for item in contacts], await place.log.head())
    contacts = [item for item in await listed(place) if item.build.board == "contacts"]
    assert [(item.behind, item.is_followed) for item in contacts] == [(0, True), (0, True)]
