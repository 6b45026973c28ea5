"""Where builds are made: the log and the store, and how often somebody who waits looks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from asyncpg import Pool

from adapters.services import Services
from domain.log import EventLog
from projections.engine.board import Board
from projections.engine.build import Build, BuildState
from projections.engine.tables.store import TableBoards

LOOK_SECONDS = 0.2

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""


@dataclass(frozen=True)
class Place:
    """An installation's log, and its boards' store over the application's pool."""

    log: EventLog
    pool: Pool

    @property
    def store(self) -> TableBoards:
        return TableBoards(self.pool)

    async def builds_of(self, board: Board) -> tuple[Build, ...]:
        """Return a board's builds by number, whatever their versions."""
        return tuple(build for build in await self.store.builds() if build.board == board.name)

    async def build(self, number: int) -> Build | None:
        """Return a build; None if it was dropped."""
        return next((build for build in await self.store.builds() if build.number == number), None)


def place_of(services: Services) -> Place:
    return Place(services.log, services.pool)


def live_of(builds: Sequence[Build]) -> Build | None:
    """Return which of one board's builds pages read."""
    return next((build for build in builds if build.state is BuildState.LIVE), None)


def newest(builds: Sequence[Build], board: Board, *states: BuildState) -> Build | None:
    """Return the newest build in some states that this program can carry on."""
    return max(_fitting(builds, board, states), key=lambda build: build.number, default=None)


def _fitting(builds: Sequence[Build], board: Board, states: Sequence[BuildState]) -> Iterator[Build]:
    return (build for build in builds if build.is_of(board) and build.state in states)
