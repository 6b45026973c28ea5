"""A boards' store on which a runner dies at the n-th thing that it does, also in the middle of a transaction."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from projections.engine.board import Board, Row
from projections.engine.build import Chunk, Held, Parked, Shard, Step
from projections.engine.store import Pen, Session


class CrashError(Exception):
    """The runner died."""


class Life:
    """Counts what is done, and ends when so much was done; None never ends."""

    def __init__(self, things: int | None) -> None:
        self._left = things

    def tick(self) -> None:
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            raise CrashError


class ShakyPen:
    """A pen that may break before each stroke."""

    def __init__(self, pen: Pen, life: Life) -> None:
        self._pen = pen
        self._life = life

    async def remove(self, held: Held, streams: Sequence[UUID]) -> None:
        self._life.tick()
        await self._pen.remove(held, streams)

    async def remove_all(self, held: Held) -> None:
        self._life.tick()
        await self._pen.remove_all(held)

    async def add(self, held: Held, rows: Sequence[Row], parked: Iterable[Parked] = ()) -> None:
        self._life.tick()
        await self._pen.add(held, rows, parked)


class ShakySession:
    """A session that may end before, within and after each transaction."""

    def __init__(self, session: Session, life: Life) -> None:
        self._session = session
        self._life = life

    async def take(self, board: Board, number: int) -> Held | None:
        self._life.tick()
        return await self._session.take(board, number)

    async def is_whole(self, held: Held) -> bool:
        self._life.tick()
        return await self._session.is_whole(held)

    async def position(self, held: Held) -> int:
        self._life.tick()
        return await self._session.position(held)

    async def plan(self, held: Held, position: int, recorded: datetime | None, shards: Sequence[Shard]) -> None:
        self._life.tick()
        await self._session.plan(held, position, recorded, shards)
        self._life.tick()

    async def shards(self, held: Held) -> tuple[Shard, ...]:
        return await self._session.shards(held)

    async def parked(self, held: Held) -> tuple[Parked, ...]:
        return await self._session.parked(held)

    async def asked_again(self, held: Sequence[Held]) -> bool:
        return await self._session.asked_again(held)

    async def alive(self, held: Sequence[Held]) -> None:
        await self._session.alive(held)

    @asynccontextmanager
    async def moving(self, steps: Mapping[Held, Step]) -> AsyncIterator[ShakyPen]:
        async with self._session.moving(steps) as pen:
            yield ShakyPen(pen, self._life)
            self._life.tick()
        self._life.tick()

    @asynccontextmanager
    async def filling(self, held: Held, chunk: Chunk) -> AsyncIterator[ShakyPen]:
        async with self._session.filling(held, chunk) as pen:
            yield ShakyPen(pen, self._life)
            self._life.tick()
        self._life.tick()

    async def finish(self, held: Held) -> None:
        self._life.tick()
        await self._session.finish(held)
        self._life.tick()
