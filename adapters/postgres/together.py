"""Requests that come at the same time go together: while a call is under way, the next one gathers."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Q, A]):
    """A request that waits: how heavy it is, and where its answer will be."""

    request: Q
    weight: int
    answer: asyncio.Future[A]


class Together(Generic[Q, A]):
    """Makes one call of many requests. `call` takes requests in the order in which they came, and answers each.

    A request that finds no call under way goes at once. Who comes meanwhile goes with the next call, and never
    with one that has begun: no answer is older than its request. A call takes requests that weigh at most `most`
    together, or one alone. An error is everybody's; but after one of type `apart`, which tells of a single
    request, each request of the call is made by itself. Who is cancelled disturbs nobody else.
    """

    def __init__(
        self,
        call: Callable[[Sequence[Q]], Awaitable[Sequence[A]]],
        *,
        most: int,
        apart: tuple[type[Exception], ...] = (),
    ) -> None:
        self._call = call
        self._most = most
        self._apart = apart
        self._waiting: deque[Asked[Q, A]] = deque()
        self._calling: asyncio.Task[None] | None = None

    async def ask(self, request: Q, weight: int = 1) -> A:
        """Return the answer to a request, or raise the error of its call."""
        loop = asyncio.get_running_loop()
        asked: Asked[Q, A] = Asked(request, weight, loop.create_future())
        self._waiting.append(asked)
        if self._calling is None:
            self._calling = loop.create_task(self._make_calls())
        return await asked.answer

    async def close(self) -> None:
        """Return when all that was asked is answered."""
        while self._calling is not None:
            await asyncio.wait([self._calling])

    async def _make_calls(self) -> None:
        """Make one call after another for as long as somebody waits; nothing awaits between the last and the end."""
        try:
            while call := self._next():
                await self._answer(call)
        finally:
            self._calling = None
            _cancel(self._waiting)

    def _next(self) -> list[Asked[Q, A]]:
        """Take the requests of the next call from those that wait; leave out whom nobody waits for any more."""
        taken: list[Asked[Q, A]] = []
        left = self._most
        while self._waiting and (not taken or self._waiting[0].weight <= left):
            asked = self._waiting.popleft()
            if not asked.answer.done():
                left -= asked.weight
                taken.append(asked)
        return taken

    async def _answer(self, call: list[Asked[Q, A]]) -> None:
        try:
            values = await self._call([asked.request for asked in call])
            for asked, value in list(zip(call, values, strict=True)):
                if not asked.answer.done():
                    asked.answer.set_result(value)
        except asyncio.CancelledError:
            _cancel(call)
            raise
        except Exception as error:
            if isinstance(error, self._apart) and len(call) > 1:
                return await self._answer_apart(call)
            for asked in call:
                if not asked.answer.done():
                    asked.answer.set_exception(error)

    async def _answer_apart(self, call: list[Asked[Q, A]]) -> None:
        for asked in call:
            await self._answer([asked])


def _cancel(waiting: Iterable[Asked[Q, A]]) -> None:
    """The event loop ends, and cancels what it runs: nobody is left waiting for an answer that will not come."""
    for asked in waiting:
        asked.answer.cancel()
