"""What the checkpoint of a build promises: rows and position move together, forward, and for one runner only."""

from contextlib import suppress
from uuid import uuid4

import pytest

from projections.cards.fold import CARDS
from projections.engine.build import BuildState, Chunk, FencedError, Parked, Shard, Step
from projections.engine.store import BoardStore
from tests.conformance.board_scene import (
    MORNING,
    NOON,
    LetGo,
    Shown,
    a_build,
    a_row,
    build_of,
    fill,
    make_live,
    move,
    number_of,
    taken,
)


class CrashError(Exception):
    """What a test raises in the middle of a block."""


class HoldContract:
    """One runner a build; whoever takes it next fences off the one before."""

    async def test_a_build_is_in_one_session_at_a_time(self, store: BoardStore) -> None:
        async with a_build(store) as (_, held), store.session() as other:
            assert await other.take(CARDS, held.number) is None
        async with store.session() as other:
            later = await other.take(CARDS, held.number)
        assert later is not None
        assert later.epoch > held.epoch

    async def test_a_session_that_ends_in_an_error_lets_its_builds_go(self, store: BoardStore) -> None:
        with pytest.raises(CrashError):
            async with a_build(store) as (_, held):
                raise CrashError
        async with store.session() as other:
            assert await other.take(CARDS, held.number) is not None

    async def test_one_who_lost_the_lock_is_refused_by_the_epoch(
        self, store: BoardStore, shown: Shown, let_go: LetGo
    ) -> None:
        """Also where the position is still what it was when it looked."""
        async with a_build(store) as (slow, old):
            await make_live(slow, old)
            await let_go(slow, old.number)
            async with store.session() as quick:
                new = await taken(quick, store)
                with pytest.raises(FencedError):
                    await move(slow, old, Step(0, 5, MORNING), [a_row(uuid4())])
                assert (await build_of(store, old.number)).position == 0
                row = a_row(uuid4())
                await move(quick, new, Step(0, 7, NOON), [row])
                with pytest.raises(FencedError):
                    await move(slow, old, Step(7, 9, NOON), [a_row(uuid4())])
        assert await shown(CARDS) == [row]
        assert (await build_of(store, old.number)).position == 7

    async def test_one_who_lost_the_lock_can_neither_plan_nor_fill_nor_finish(
        self, store: BoardStore, let_go: LetGo
    ) -> None:
        async with a_build(store) as (slow, old):
            await let_go(slow, old.number)
            async with store.session() as quick:
                new = await taken(quick, store)
                with pytest.raises(FencedError):
                    await slow.plan(old, 4, MORNING, (Shard(0, 0, 4, 0),))
                await quick.plan(new, 4, MORNING, (Shard(0, 0, 4, 0),))
                with pytest.raises(FencedError):
                    await fill(slow, old, Chunk(0, 0, 4), [a_row(uuid4())])
                await fill(quick, new, Chunk(0, 0, 4))
                with pytest.raises(FencedError):
                    await slow.finish(old)
                assert not (await build_of(store, old.number)).is_whole
                await quick.finish(new)

    async def test_one_whose_build_was_dropped_writes_nothing(self, store: BoardStore) -> None:
        async with a_build(store) as (session, held):
            await store.drop(CARDS.name, held.number)
            assert (await session.shards(held), await session.parked(held)) == ((), ())
            assert not await session.asked_again([held])
            with pytest.raises(FencedError):
                await session.position(held)
            with pytest.raises(FencedError):
                await move(session, held, Step(0, 5, MORNING), [a_row(uuid4())])
            assert await session.take(CARDS, held.number) is None
        await store.set_up((CARDS,))
        assert await number_of(store) > held.number


class MoveContract:
    """Rows and checkpoint move together or not at all."""

    async def test_rows_and_checkpoint_are_there_together(self, store: BoardStore, shown: Shown) -> None:
        async with a_build(store) as (session, held):
            await make_live(session, held)
            row, before = a_row(uuid4()), await build_of(store, held.number)
            async with session.moving({held: Step(0, 5, MORNING)}) as pen:
                await pen.add(held, [row])
                assert (await shown(CARDS), await build_of(store, held.number)) == ([], before)
            after = await build_of(store, held.number)
        assert (await shown(CARDS), after.position, after.recorded) == ([row], 5, MORNING)

    async def test_a_block_that_fails_leaves_neither(self, store: BoardStore, shown: Shown) -> None:
        async with a_build(store) as (session, held):
            await make_live(session, held)
            stream = uuid4()
            old = a_row(stream)
            await move(session, held, Step(0, 5, MORNING), [old])
            before = await build_of(store, held.number)
            with suppress(CrashError):
                async with session.moving({held: Step(5, 9, NOON)}) as pen:
                    await pen.remove(held, [stream])
                    await pen.add(held, [a_row(stream)], [Parked(stream, 9, "SomeError")])
                    raise CrashError
            assert (await shown(CARDS), await build_of(store, held.number)) == ([old], before)
            await move(session, held, Step(5, 9, NOON))

    async def test_a_build_moves_only_from_where_it_stands(self, store: BoardStore, shown: Shown) -> None:
        async with a_build(store) as (session, held):
            await make_live(session, held)
            await move(session, held, Step(0, 5, MORNING))
            for start in (0, 4, 6):
                with pytest.raises(FencedError):
                    await move(session, held, Step(start, 9, NOON), [a_row(uuid4())])
            assert (await build_of(store, held.number)).position == await session.position(held) == 5
        assert await shown(CARDS) == []

    def test_no_step_goes_back(self) -> None:
        with pytest.raises(ValueError, match="never goes back"):
            Step(5, 4, MORNING)

    async def test_a_step_without_an_event_keeps_when_the_last_was_recorded(self, store: BoardStore) -> None:
        async with a_build(store) as (session, held):
            await make_live(session, held)
            await move(session, held, Step(0, 5, MORNING))
            await move(session, held, Step(5, 5, None))
            assert (await build_of(store, held.number)).recorded == MORNING
            await move(session, held, Step(5, 6, NOON))
        assert (await build_of(store, held.number)).recorded == NOON

    async def test_builds_that_move_together_move_all_or_none(self, store: BoardStore, shown: Shown) -> None:
        async with a_build(store) as (session, live):
            await make_live(session, live)
            await store.begin(CARDS)
            beside = await taken(session, store)
            await make_live(session, beside)
            await move(session, beside, Step(0, 3, MORNING))
            with pytest.raises(FencedError):
                async with session.moving(dict.fromkeys((live, beside), Step(0, 5, NOON))) as pen:
                    await pen.add(live, [a_row(uuid4())])
            assert [build.position for build in await store.builds()] == [0, 3]
            await move(session, live, Step(0, 3, MORNING))
            async with session.moving(dict.fromkeys((live, beside), Step(3, 5, NOON))) as pen:
                await pen.add(live, [a_row(uuid4())])
            assert [build.position for build in await store.builds()] == [5, 5]
        assert len(await shown(CARDS)) == 1

    async def test_what_a_stream_had_goes_and_the_rest_stays(self, store: BoardStore, shown: Shown) -> None:
        one, other = uuid4(), uuid4()
        rows = [a_row(one), a_row(one), a_row(other)]
        async with a_build(store) as (session, held):
            await make_live(session, held)
            parked = Parked(one, 2, "SomeError")
            async with session.moving({held: Step(0, 5, MORNING)}) as pen:
                await pen.add(held, rows, [parked, Parked(other, 3, "SomeError")])
            assert (await build_of(store, held.number)).parked == 2
            async with session.moving({held: Step(5, 6, MORNING)}) as pen:
                await pen.remove(held, [other])
            assert await session.parked(held) == (parked,)
            assert await shown(CARDS) == sorted(rows[:2], key=repr)
            async with session.moving({held: Step(6, 7, MORNING)}) as pen:
                await pen.remove_all(held)
                await pen.add(held, rows[2:])
            assert (await session.parked(held), await shown(CARDS)) == ((), rows[2:])

    async def test_asking_again_is_heard_until_the_streams_are_written(self, store: BoardStore) -> None:
        stream = uuid4()
        async with a_build(store) as (session, held):
            await make_live(session, held)
            async with session.moving({held: Step(0, 5, MORNING)}) as pen:
                await pen.add(held, (), [Parked(stream, 5, "SomeError")])
            assert not await session.asked_again([held])
            assert [await store.ask_again(name) for name in (CARDS.name, "nothing")] == [1, 0]
            assert await session.asked_again([held])
            assert not await session.asked_again([])
            async with session.moving({held: Step(5, 5, None)}) as pen:
                await pen.remove(held, [stream])
                await pen.add(held, (), [Parked(stream, 5, "SomeError")])
            assert not await session.asked_again([held])


class MakingContract:
    """A build is made in shards, each of which keeps how far it has come."""

    async def test_a_plan_is_kept_and_made_once(self, store: BoardStore) -> None:
        shards = (Shard(0, 0, 4, 0), Shard(1, 4, 9, 4))
        async with a_build(store) as (session, held):
            await session.plan(held, 9, MORNING, shards)
            with pytest.raises(FencedError):
                await session.plan(held, 10, NOON, ())
        async with store.session() as session:
            held = await taken(session, store)
            assert (await session.position(held), await session.shards(held)) == (9, shards)
        build = await build_of(store, held.number)
        assert (build.state, build.position, build.recorded) == (BuildState.BUILDING, 9, MORNING)

    async def test_shards_are_filled_at_once_each_from_where_it_stands(self, store: BoardStore, shown: Shown) -> None:
        rows = [a_row(uuid4()) for _ in range(3)]
        async with a_build(store) as (session, held), store.session() as other:
            await session.plan(held, 10, MORNING, (Shard(0, 0, 4, 0), Shard(1, 4, 10, 4)))
            async with other.filling(held, Chunk(1, 4, 6)) as theirs:
                await fill(session, held, Chunk(0, 0, 4), rows[:1])
                await theirs.add(held, rows[1:2])
            assert (await build_of(store, held.number)).built == pytest.approx(0.6)
            for start in (4, 7):
                with pytest.raises(FencedError):
                    await fill(other, held, Chunk(1, start, 10), [a_row(uuid4())])
            with suppress(CrashError):
                async with other.filling(held, Chunk(1, 6, 10)) as theirs:
                    await theirs.add(held, rows[2:])
                    raise CrashError
            with pytest.raises(FencedError):
                await session.finish(held)
            await fill(other, held, Chunk(1, 6, 10), rows[2:])
            assert all(shard.is_done for shard in await session.shards(held))
            await session.finish(held)
            assert (await build_of(store, held.number)).built == 1.0
        assert await shown(CARDS) == sorted(rows, key=repr)

    async def test_the_first_build_goes_live_and_the_second_waits(self, store: BoardStore) -> None:
        async with a_build(store) as (session, held):
            await make_live(session, held)
            await store.begin(CARDS)
            await make_live(session, await taken(session, store), 5)
            states = [(build.state, build.position) for build in await store.builds()]
            with pytest.raises(FencedError):
                await session.finish(held)
        assert states == [(BuildState.LIVE, 0), (BuildState.READY, 5)]


class CheckpointContract(HoldContract, MoveContract, MakingContract):
    """All that the checkpoint of a build promises."""
