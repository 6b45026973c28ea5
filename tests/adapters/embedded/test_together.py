"""Servers start and stop as one, and one that ends is started again, less and less often."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.embedded.errors import ServerError
from adapters.embedded.together import kept_running
from adapters.embedded.watch import keep_running


class Watched:
    """A server that does what a test says, and writes down what is done with it."""

    name = "a server"

    def __init__(self, *, fails: Callable[[int], bool] = lambda start: False) -> None:
        self.fails = fails
        self.starts: list[float] = []
        self.stops = 0
        self.up = asyncio.Event()
        self.ended = asyncio.Event()

    async def start(self) -> None:
        self.starts.append(asyncio.get_running_loop().time())
        if self.fails(len(self.starts)):
            raise ServerError("startede ikke", "did not start")
        self.ended.clear()
        self.up.set()

    async def stop(self) -> None:
        self.stops += 1
        self.ended.set()

    async def exited(self) -> None:
        await self.ended.wait()


class After(Watched):
    """A server that fails once another is up."""

    def __init__(self, other: Watched) -> None:
        super().__init__(fails=lambda start: True)
        self.other = other

    async def start(self) -> None:
        await self.other.up.wait()
        await super().start()


async def test_a_server_that_is_up_is_stopped_when_another_does_not_start() -> None:
    first = Watched()
    with pytest.raises(ServerError, match=r"startede ikke\ndid not start"):
        await kept_running([first, After(first)]).__aenter__()
    assert first.stops == 1


async def test_a_server_that_ends_is_started_again_until_it_is_up() -> None:
    server = Watched(fails=lambda start: start in (2, 3))
    async with kept_running([server]):
        server.up.clear()
        server.ended.set()
        await asyncio.wait_for(server.up.wait(), 10)
    assert (len(server.starts), server.stops) == (4, 1)


async def test_the_pauses_between_the_tries_double() -> None:
    server = Watched(fails=lambda start: start < 4)
    server.ended.set()
    watcher = asyncio.create_task(keep_running(server))
    await asyncio.wait_for(server.up.wait(), 10)
    watcher.cancel()
    first, second, third, fourth = server.starts
    assert third - second > second - first
    assert fourth - third > third - second


async def test_one_failing_stop_does_not_keep_another_from_being_stopped() -> None:
    class Stuck(Watched):
        async def stop(self) -> None:
            raise ServerError("stopper ikke", "does not stop")

    other = Watched()
    with pytest.raises(ServerError, match="stopper ikke"):
        async with kept_running([Stuck(), other]):
            assert other.stops == 0
    assert other.stops == 1
