"""What the boards' store and the engine over it promise, whichever store it is."""

from uuid import uuid4

import pytest

from domain.events import EVENT_TYPES
from projections.cards.fold import CARDS
from projections.engine.build import BuildState, CannotSwitchError
from projections.engine.projector import Projector
from projections.engine.store import BoardStore
from tests.conformance.board_scene import (
    CARDS_2,
    Shown,
    a_build,
    build_beside,
    build_of,
    hand_out,
    number_of,
)
from tests.projections.office import Office


async def catch_up(office: Office, store: BoardStore) -> int:
    return await Projector(office.log, store, (CARDS,), page_size=2).catch_up()


class FollowContract:
    """Boards come to the head of the log, and say what they lack."""

    async def test_setting_up_begins_the_first_build_of_each_board_once(self, store: BoardStore) -> None:
        assert await store.builds() == ()
        for _ in range(2):
            await store.set_up((CARDS,))
        (build,) = await store.builds()
        assert (build.board, build.version, build.state, build.position) == (
            "cards",
            CARDS.version,
            BuildState.BUILDING,
            0,
        )
        await store.set_up((CARDS_2,))
        assert await store.builds() == (build,)

    async def test_a_board_comes_to_the_head(self, store: BoardStore, shown: Shown, office: Office) -> None:
        await store.set_up((CARDS,))
        stream = uuid4()
        await hand_out(office, stream, 1)
        assert await catch_up(office, store) == await office.log.head()
        for cards in (2, 3):
            await hand_out(office, stream, cards)
        head = await hand_out(office, uuid4(), 4)
        assert await catch_up(office, store) == head
        assert sorted(row[-1] for row in await shown(CARDS)) == [1, 2, 3, 4]  # type: ignore[type-var]
        build = await build_of(store, await number_of(store))
        newest = (await office.log.read(head - 1, limit=1)).events[0]
        assert (build.state, build.position, build.recorded) == (BuildState.LIVE, head, newest.recorded)

    async def test_a_stream_that_cannot_be_folded_waits_until_somebody_asks(
        self, store: BoardStore, shown: Shown, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await store.set_up((CARDS,))
        with monkeypatch.context() as older:
            older.delitem(EVENT_TYPES, "VipCardsHandedOut")
            stream = uuid4()
            for cards in (1, 2):
                await hand_out(office, stream, cards)
            head = await catch_up(office, store)
            (build,) = await store.builds()
            assert (build.state, build.position, build.parked) == (BuildState.LIVE, head, 1)
            assert await shown(CARDS) == []
            assert await store.ask_again("cards") == 1
            await catch_up(office, store)
            assert [item.parked for item in await store.builds()] == [1]
        await catch_up(office, store)
        assert [item.parked for item in await store.builds()] == [0]
        assert len(await shown(CARDS)) == 2


class SwitchContract:
    """A new build is made beside the live one, compared, and switched to; the way back stays open."""

    async def test_a_build_is_made_beside_the_live_one_while_the_log_grows(
        self, store: BoardStore, shown: Shown, office: Office
    ) -> None:
        await store.set_up((CARDS,))
        for cards in range(1, 6):
            await hand_out(office, uuid4(), cards)
        await catch_up(office, store)
        live, before = await number_of(store), await shown(CARDS)
        other = await build_beside(office.log, store, CARDS, shards=3)
        assert await shown(CARDS) == before
        assert [build.state for build in await store.builds()] == [BuildState.LIVE, BuildState.READY]
        await hand_out(office, uuid4(), 6)
        head = await catch_up(office, store)
        found = await store.differences("cards", live, other)
        assert found is not None
        assert (found.position, found.rows, found.only, found.streams) == (head, (6, 6), (0, 0), ())
        assert found.are_none

    async def test_differences_name_the_streams(self, store: BoardStore, office: Office) -> None:
        await store.set_up((CARDS,))
        streams = sorted(uuid4() for _ in range(3))
        for stream in streams:
            await hand_out(office, stream, 7)
        await catch_up(office, store)
        other = await build_beside(office.log, store, CARDS_2)
        found = await store.differences("cards", await number_of(store) - 1, other)
        assert found is not None
        assert (found.rows, found.only, found.streams) == ((3, 3), (3, 3), tuple(streams))
        assert not found.are_none

    async def test_only_whole_builds_at_one_position_are_compared(self, store: BoardStore, office: Office) -> None:
        await store.set_up((CARDS,))
        await hand_out(office, uuid4())
        await catch_up(office, store)
        live = await number_of(store)
        unfinished = await store.begin(CARDS)
        async with store.session() as session:
            held = await session.take(CARDS, unfinished)
            assert held is not None
            await session.plan(held, await office.log.head(), None, ())
        assert await store.differences("cards", live, unfinished) is None
        await hand_out(office, uuid4())
        later = await build_beside(office.log, store, CARDS)
        assert await store.differences("cards", live, later) is None
        with pytest.raises(CannotSwitchError):
            await store.differences("cards", live, later + 100)

    async def test_a_switch_shows_the_other_build_and_another_the_first_again(
        self, store: BoardStore, shown: Shown, office: Office
    ) -> None:
        await store.set_up((CARDS,))
        await hand_out(office, uuid4(), 7)
        await catch_up(office, store)
        live, other = await number_of(store), await build_beside(office.log, store, CARDS_2)
        shows = {}
        for number in (other, live, other):
            await store.switch("cards", number)
            states = {build.number: build.state for build in await store.builds()}
            shows[number] = [row[-1] for row in await shown(CARDS)]
            assert (states.pop(number), set(states.values())) == (BuildState.LIVE, {BuildState.FORMER})
        assert shows == {live: [7], other: [14]}
        await store.switch("cards", other)
        third = await build_beside(office.log, store, CARDS)
        await store.switch("cards", third)
        assert [build.number for build in await store.builds()] == [other, third]

    async def test_the_former_build_follows_the_log_for_the_way_back(
        self, store: BoardStore, shown: Shown, office: Office
    ) -> None:
        await store.set_up((CARDS,))
        await catch_up(office, store)
        live, other = await number_of(store), await build_beside(office.log, store, CARDS)
        await store.switch("cards", other)
        await hand_out(office, uuid4(), 7)
        head = await catch_up(office, store)
        assert {build.position for build in await store.builds()} == {head}
        await store.switch("cards", live)
        assert [row[-1] for row in await shown(CARDS)] == [7]

    async def test_a_program_follows_builds_of_its_own_version_only(
        self, store: BoardStore, shown: Shown, office: Office
    ) -> None:
        await store.set_up((CARDS,))
        await catch_up(office, store)
        other = await build_beside(office.log, store, CARDS_2)
        built = (await build_of(store, other)).position
        await hand_out(office, uuid4(), 7)
        await catch_up(office, store)
        assert (await build_of(store, other)).position == built
        assert [row[-1] for row in await shown(CARDS)] == [7]


class RefusalContract:
    """No switch makes a board worse than it is."""

    async def refused(self, store: BoardStore, number: int) -> None:
        before = await store.builds()
        with pytest.raises(CannotSwitchError) as refusal:
            await store.switch("cards", number)
        assert refusal.value.danish != refusal.value.english
        assert await store.builds() == before

    async def test_one_that_is_not_whole(self, store: BoardStore) -> None:
        async with a_build(store) as (_, held):
            await self.refused(store, held.number)

    async def test_one_that_is_not_there(self, store: BoardStore) -> None:
        await store.set_up((CARDS,))
        await self.refused(store, await number_of(store) + 1)

    async def test_one_that_is_behind(self, store: BoardStore, office: Office) -> None:
        await store.set_up((CARDS,))
        await catch_up(office, store)
        other = await build_beside(office.log, store, CARDS_2)
        await hand_out(office, uuid4())
        await catch_up(office, store)
        await self.refused(store, other)

    async def test_one_that_lacks_streams_that_the_live_one_has(
        self, store: BoardStore, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await store.set_up((CARDS,))
        await hand_out(office, uuid4())
        await catch_up(office, store)
        live = await number_of(store)
        with monkeypatch.context() as older:
            older.delitem(EVENT_TYPES, "VipCardsHandedOut")
            other = await build_beside(office.log, store, CARDS)
            await self.refused(store, other)
        await catch_up(office, store)
        await store.switch("cards", other)
        await store.switch("cards", live)

    async def test_the_live_build_is_not_dropped_and_others_are(self, store: BoardStore, office: Office) -> None:
        await store.set_up((CARDS,))
        await catch_up(office, store)
        live, other = await number_of(store), await build_beside(office.log, store, CARDS)
        await store.begin(CARDS)
        with pytest.raises(CannotSwitchError):
            await store.drop("cards", live)
        for number in (other, await number_of(store)):
            await store.drop("cards", number)
        assert [build.number for build in await store.builds()] == [live]


class BoardsContract(FollowContract, SwitchContract, RefusalContract):
    """All that a board that is followed, built beside and switched promises."""
