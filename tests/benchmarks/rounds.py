"""Rounds of ours and theirs in turn, so that what else the machine does hits both."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

Measured = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Pair:
    """The medians of some rounds."""

    ours: float
    theirs: float


async def in_turn(ours: Measured, theirs: Measured, *, rounds: int) -> Pair:
    """Measure both in turn; return the medians. The first round warms up and does not count."""
    pairs = [(await ours(), await theirs()) for _ in range(rounds + 1)][1:]
    return Pair(median(one for one, _ in pairs), median(other for _, other in pairs))


async def tasks_a_second(worker: Callable[[int], Awaitable[int]], *, tasks: int) -> float:
    """Run a worker as so many tasks; return how much all of them did a second."""
    began = time.perf_counter()
    done = await asyncio.gather(*(worker(number) for number in range(tasks)))
    return sum(done) / (time.perf_counter() - began)


async def threads_a_second(worker: Callable[[int], int], *, threads: int) -> float:
    """Run a worker as so many threads; return how much all of them did a second."""
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        loop = asyncio.get_running_loop()
        done = await asyncio.gather(*(loop.run_in_executor(pool, worker, number) for number in range(threads)))
    return sum(done) / (time.perf_counter() - began)
