"""Asking what is slow: nobody waits for longer than was said, and it is asked once for all."""

import asyncio

import pytest

from adapters.metrics.bounded import Bounded


class Slow:
    """Something that answers when it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun = asyncio.Event()
        self.lets = asyncio.Event()

    async def answer(self) -> int:
        self.asked += 1
        self.begun.set()
        await self.lets.wait()
        return self.asked


async def test_who_asks_waits_no_longer_than_was_said_and_gets_the_answer_once_it_is_there() -> None:
    slow = Slow()
    bounded = Bounded(slow.answer, seconds=0.01)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await bounded.answer()
    assert slow.asked == 1, "what does not answer is not asked again and again"
    slow.lets.set()
    assert await bounded.answer() == 1
    assert await bounded.answer() == 2


async def test_all_who_ask_at_the_same_time_get_one_answer() -> None:
    slow = Slow()
    bounded = Bounded(slow.answer, seconds=10)
    asking = [asyncio.create_task(bounded.answer()) for _ in range(5)]
    await slow.begun.wait()
    slow.lets.set()
    assert await asyncio.gather(*asking) == [1] * 5


async def test_what_fails_is_told_and_asked_anew_the_next_time() -> None:
    answers: list[Exception | int] = [OSError("away"), 7]

    async def ask() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    bounded = Bounded(ask, seconds=10)
    with pytest.raises(OSError, match="away"):
        await bounded.answer()
    assert await bounded.answer() == 7


async def test_what_is_given_up_ends() -> None:
    slow = Slow()
    bounded = Bounded(slow.answer, seconds=0.01)
    with pytest.raises(TimeoutError):
        await bounded.answer()
    bounded.close()
    with pytest.raises(asyncio.CancelledError):
        await bounded.answer()
