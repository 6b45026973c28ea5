"""Requests that go together: whatever the interleaving and whatever fails, each is answered once, and by its own."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.together import Together

MOST = 5


class GuiltyError(ValueError):
    """A request of the call makes no sense."""


class DownError(ConnectionError):
    """Nothing of the call was answered."""


@dataclass
class Server:
    """Answers a request with its number, one call at a time, when it is told to."""

    guilty: set[int] = field(default_factory=set)
    calls: list[list[int]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    under_way: "asyncio.Future[bool] | None" = None

    async def call(self, requests: Sequence[int]) -> list[int]:
        assert self.under_way is None
        self.calls.append(list(requests))
        self.under_way = asyncio.get_running_loop().create_future()
        try:
            up = await self.under_way
        finally:
            self.under_way = None
        if not up:
            raise DownError
        if self.guilty & set(requests):
            raise GuiltyError
        self.answered += requests
        return list(requests)

    async def end_call(self, *, up: bool = True) -> None:
        if self.under_way is not None:
            self.under_way.set_result(up)
            await settled()


async def settled() -> None:
    """Let every task go on as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


def together(server: Server) -> Together[int, int]:
    return Together(server.call, most=MOST, apart=(GuiltyError,))


def outcome_of(task: "asyncio.Task[int]") -> object:
    if task.cancelled():
        return asyncio.CancelledError
    return type(task.exception()) if task.exception() else task.result()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(1, MOST + 1), st.booleans()),
        st.tuples(st.just("cancel"), st.integers(0, 20)),
        st.tuples(st.just("end"), st.booleans()),
        st.just(("settle",)),
    ),
    max_size=40,
)


@dataclass
class Play:
    """Carries out steps; keeps the weight of every request and the task that asks it."""

    server: Server = field(default_factory=Server)
    weights: list[int] = field(default_factory=list)
    tasks: list["asyncio.Task[int]"] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    cancelled: set[int] = field(default_factory=set)

    async def all_of(self, steps: Sequence[tuple[Any, ...]]) -> None:
        asked = together(self.server)
        for step in steps:
            await self.one(asked, *step)
        await settled()
        while self.server.under_way is not None:
            await self.server.end_call()
        await asked.close()

    async def one(self, asked: Together[int, int], what: str, *how: Any) -> None:
        if what == "ask":
            number, (weight, guilty) = len(self.tasks), how
            self.weights.append(weight)
            self.begun.append(len(self.server.calls))
            self.server.guilty |= {number} if guilty and number % 3 == 0 else set()
            self.tasks.append(asyncio.create_task(asked.ask(number, weight)))
        elif what == "cancel" and how[0] < len(self.tasks) and self.tasks[how[0]].cancel():
            self.cancelled.add(how[0])
        elif what == "end":
            await self.server.end_call(up=how[0])
        elif what == "settle":
            await settled()


@given(STEPS)
def test_each_request_is_answered_once_and_in_order_whatever_happens(steps: list[tuple[Any, ...]]) -> None:
    play = Play()
    asyncio.run(play.all_of(steps))
    for number, task in enumerate(play.tasks):
        expected = {number, DownError} if number not in play.server.guilty else {GuiltyError, DownError}
        assert outcome_of(task) in (expected if number not in play.cancelled else {asyncio.CancelledError})
    assert len(set(play.server.answered)) == len(play.server.answered)
    firsts = list(dict.fromkeys(number for call in play.server.calls for number in call))
    assert firsts == sorted(firsts)
    for ordinal, call in enumerate(play.server.calls):
        assert call == sorted(call)
        assert len(call) == 1 or sum(play.weights[number] for number in call) <= MOST
        assert all(play.begun[number] <= ordinal for number in call)


async def test_a_lone_request_goes_at_once() -> None:
    server = Server()
    asking = asyncio.create_task(together(server).ask(7))
    await settled()
    assert server.calls == [[7]]
    await server.end_call()
    assert await asking == 7


async def test_who_comes_while_a_call_is_under_way_goes_with_the_next() -> None:
    server = Server()
    asked = together(server)
    asking = [asyncio.create_task(asked.ask(1))]
    await settled()
    asking += [asyncio.create_task(asked.ask(number)) for number in (2, 3, 4)]
    await settled()
    assert server.calls == [[1]]
    await server.end_call()
    assert server.calls == [[1], [2, 3, 4]]
    await server.end_call()
    assert await asyncio.gather(*asking) == [1, 2, 3, 4]


async def test_a_request_that_comes_as_the_last_call_ends_is_not_forgotten() -> None:
    server = Server()
    asked = together(server)
    first = asyncio.create_task(asked.ask(1))
    await settled()

    async def follower() -> int:
        await first
        return await asked.ask(2)

    second = asyncio.create_task(follower())
    await server.end_call()
    await server.end_call()
    assert await asyncio.wait_for(second, timeout=10) == 2


async def test_who_is_cancelled_disturbs_nobody_else() -> None:
    server = Server()
    asked = together(server)
    asking = [asyncio.create_task(asked.ask(number)) for number in (1, 2, 3)]
    await settled()
    asking[1].cancel()
    await settled()
    await server.end_call()
    assert [outcome_of(task) for task in asking] == [1, asyncio.CancelledError, 3]


async def test_only_the_guilty_one_gets_the_error_and_the_others_go_by_themselves() -> None:
    server = Server(guilty={2})
    asked = together(server)
    asking = [asyncio.create_task(asked.ask(number)) for number in (1, 2, 3)]
    await settled()
    for _ in range(4):
        await server.end_call()
    assert server.calls == [[1, 2, 3], [1], [2], [3]]
    assert [outcome_of(task) for task in asking] == [1, GuiltyError, 3]


async def test_an_answer_too_few_is_an_error_and_leaves_nobody_waiting() -> None:
    async def forgetful(requests: Sequence[int]) -> list[int]:
        return list(requests)[1:]

    asked: Together[int, int] = Together(forgetful, most=MOST)
    answers = await asyncio.gather(asked.ask(1), asked.ask(2), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ValueError, ValueError]


async def test_closing_waits_for_what_is_under_way_and_for_what_waits() -> None:
    server = Server()
    asked = together(server)
    asking = [asyncio.create_task(asked.ask(number, MOST)) for number in (1, 2)]
    await settled()
    closing = asyncio.create_task(asked.close())
    await settled()
    assert not closing.done()
    await server.end_call()
    assert not closing.done()
    await server.end_call()
    await asyncio.wait_for(closing, timeout=10)
    assert await asyncio.gather(*asking) == [1, 2]


def test_the_end_of_the_event_loop_leaves_nobody_waiting() -> None:
    server = Server()
    asking: list[asyncio.Task[int]] = []

    async def ended_early() -> None:
        asked = together(server)
        asking.extend(asyncio.create_task(asked.ask(number, MOST)) for number in (1, 2))
        await settled()

    asyncio.run(ended_early())
    assert [task.cancelled() for task in asking] == [True, True]


@pytest.mark.parametrize("ticks", range(8))
async def test_who_is_cancelled_as_the_error_comes_leaves_no_error_that_nobody_hears(ticks: int) -> None:
    told: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: told.append(context))
    server = Server()
    asked = together(server)
    asking = [asyncio.create_task(asked.ask(number)) for number in (1, 2)]
    await settled()
    assert server.under_way is not None
    server.under_way.set_result(False)
    for _ in range(ticks):
        await asyncio.sleep(0)
    asking[0].cancel()
    await settled()
    assert outcome_of(asking[0]) in (asyncio.CancelledError, DownError)
    assert outcome_of(asking[1]) is DownError
    del asking
    gc.collect()
    await settled()
    loop.set_exception_handler(None)
    assert told == []
