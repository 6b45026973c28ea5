"""A program that starts finds its boards, whatever the program before it left."""

import asyncio

import pytest

from adapters.builds.making import make_build
from adapters.builds.place import Place
from adapters.builds.preparing import BoardNotShownError
from projections.boards import BOARDS
from projections.caseload.fold import CASELOAD
from projections.engine import bulk
from projections.engine.build import BuildState
from projections.engine.freshness import freshness
from tests.adapters.builds.work import (
    NEXT,
    live,
    prepare,
    projecting,
    some_contacts,
    that_cannot_fold,
    two_trajectories,
)
from tests.domain.samples import a_trajectory_in_transition
from tests.projections.office import Office, rows

OLD_LAYOUT = """
CREATE TABLE board.checkpoint (board text PRIMARY KEY, version int, position bigint);
CREATE TABLE board.parked (board text, stream uuid, position bigint, error text);
CREATE TABLE board.caseload (trajectory uuid PRIMARY KEY, programme text);
CREATE TABLE board.contacts (stream uuid, event uuid);
INSERT INTO board.checkpoint VALUES ('caseload', 1, 99)
"""


async def test_a_new_installation_shows_every_board_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await prepare(place, monkeypatch)
    assert {build.board for build in await place.store.builds() if build.state is BuildState.LIVE} == {
        board.name for board in BOARDS
    }
    before = await place.store.builds()
    await prepare(place, monkeypatch)
    assert await place.store.builds() == before


async def test_a_newer_program_shows_its_own_version_and_keeps_the_former(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await prepare(place, monkeypatch)
    shown = await rows(place.pool)
    await prepare(place, monkeypatch, NEXT)
    assert (await live(place)).version == NEXT.version
    assert [build.version for build in await place.builds_of(CASELOAD) if build.state is BuildState.FORMER] == [
        CASELOAD.version
    ]
    assert await rows(place.pool) == shown


async def test_an_older_program_started_again_shows_the_former_build_brought_level(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(place, monkeypatch)
    first = await live(place)
    await prepare(place, monkeypatch, NEXT)
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await prepare(place, monkeypatch)
    again = await live(place)
    assert (again.number, again.position) == (first.number, await place.log.head())
    assert len((await rows(place.pool))["caseload"]) == 1


async def test_an_older_program_without_a_former_build_makes_one(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await prepare(place, monkeypatch, NEXT)
    await prepare(place, monkeypatch)
    assert (await live(place)).version == CASELOAD.version
    assert len((await rows(place.pool))["caseload"]) == 1


async def test_a_version_that_would_lack_streams_is_not_shown_and_the_start_says_what_to_do(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await prepare(place, monkeypatch)
    shown = await live(place)
    with pytest.raises(BoardNotShownError) as refused:
        await prepare(place, monkeypatch, that_cannot_fold(NEXT))
    assert f"start programmet med version {CASELOAD.version} igen" in refused.value.danish
    assert f"start the program of version {CASELOAD.version}" in refused.value.english
    assert await live(place) == shown
    await prepare(place, monkeypatch)


async def test_a_build_that_was_broken_off_is_gone_on_with(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "STREAMS_AT_A_TIME", 1)
    await prepare(place, monkeypatch)
    await two_trajectories(office)

    def broken_off(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await make_build(place, NEXT, broken_off)
    (unfinished,) = [build for build in await place.builds_of(NEXT) if build.state is BuildState.BUILDING]
    assert 0 < unfinished.built < 1
    assert (await live(place)).version == CASELOAD.version, "pages still read what they did"
    await prepare(place, monkeypatch, NEXT)
    assert (await live(place)).number == unfinished.number
    assert len((await rows(place.pool))["caseload"]) == 2


async def test_several_processes_prepare_at_once_and_make_one_build(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await prepare(place, monkeypatch)
    await asyncio.gather(*(prepare(place, monkeypatch, NEXT) for _ in range(4)))
    builds = await place.builds_of(NEXT)
    assert [build.state for build in builds] == [BuildState.FORMER, BuildState.LIVE]
    assert len((await rows(place.pool))["caseload"]) == 1


async def test_a_build_that_another_process_made_meanwhile_is_taken_as_it_is(place: Place) -> None:
    await place.store.set_up(BOARDS)
    assert await make_build(place, CASELOAD, known=()) == await make_build(place, CASELOAD, known=())
    assert len(await place.builds_of(CASELOAD)) == 1


async def test_a_program_of_before_that_still_runs_hinders_nobody(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(place, monkeypatch)
    async with projecting(place):
        await some_contacts(office, 20)
        await prepare(place, monkeypatch, NEXT)
    assert (await live(place)).version == NEXT.version


async def test_tables_of_before_there_were_builds_are_folded_from_the_log_again(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await place.pool.execute(OLD_LAYOUT)
    await prepare(place, monkeypatch)
    assert len((await rows(place.pool))["caseload"]) == 1
    assert (await freshness(place.pool, CASELOAD)).is_complete
    assert await place.pool.fetchval("SELECT to_regclass('board.checkpoint')") is None
