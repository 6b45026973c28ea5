"""The boards' store in memory and the one in PostgreSQL keep the same promises."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from projections.engine.board import Board, Row
from projections.engine.memory import InMemoryBoards
from projections.engine.store import Session
from projections.engine.tables.session import TableSession
from projections.engine.tables.store import TableBoards
from tests.conformance.board_checkpoint import CheckpointContract
from tests.conformance.board_scene import LetGo, Shown
from tests.conformance.boards import BoardsContract
from tests.projections.office import boards_anew, live_rows


class InMemory:
    """Fixtures of the store in memory."""

    @pytest.fixture
    def store(self) -> InMemoryBoards:
        return InMemoryBoards()

    @pytest.fixture
    def shown(self, store: InMemoryBoards) -> Shown:
        async def read(board: Board) -> list[Row]:
            return sorted(store.rows(board.name), key=repr)

        return read

    @pytest.fixture
    def let_go(self, store: InMemoryBoards) -> LetGo:
        async def release(_: Session, number: int) -> None:
            store.release(number)

        return release


class InTables:
    """Fixtures of the store in PostgreSQL, without a build."""

    @pytest.fixture
    async def store(self, pool: asyncpg.Pool) -> TableBoards:
        await boards_anew(pool, ())
        return TableBoards(pool)

    @pytest.fixture
    def shown(self, pool: asyncpg.Pool) -> Callable[[Board], Awaitable[list[Row]]]:
        async def read(board: Board) -> list[Row]:
            return await live_rows(pool, board)

        return read

    @pytest.fixture
    def let_go(self) -> LetGo:
        async def release(session: Session, _: int) -> None:
            assert isinstance(session, TableSession)
            await session._connection.execute("SELECT pg_advisory_unlock_all()")

        return release


class TestCheckpointInMemory(InMemory, CheckpointContract):
    """In memory, as the contract has it."""


class TestCheckpointInTables(InTables, CheckpointContract):
    """In PostgreSQL, as the contract has it."""


class TestBoardsInMemory(InMemory, BoardsContract):
    """In memory, as the contract has it."""


class TestBoardsInTables(InTables, BoardsContract):
    """In PostgreSQL, as the contract has it."""
