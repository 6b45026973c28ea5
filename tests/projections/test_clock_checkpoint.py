"""The driver's checkpoints, in memory and beside the boards in PostgreSQL, keep the same promises."""

import asyncpg
import pytest

from adapters.temporal.checkpoint import PostgresCheckpoint
from tests.conformance.clock_checkpoint import ClockCheckpointContract
from workflows.checkpoint import InMemoryCheckpoint


class TestClockCheckpointInMemory(ClockCheckpointContract):
    @pytest.fixture
    def checkpoint(self) -> InMemoryCheckpoint:
        return InMemoryCheckpoint()


class TestClockCheckpointInPostgres(ClockCheckpointContract):
    @pytest.fixture
    async def checkpoint(self, pool: asyncpg.Pool) -> PostgresCheckpoint:
        made = PostgresCheckpoint(pool)
        await made.set_up()
        await pool.execute("DELETE FROM board.clock_checkpoint")
        return made

    async def test_it_outlives_its_process_and_a_second_set_up(
        self, checkpoint: PostgresCheckpoint, pool: asyncpg.Pool
    ) -> None:
        await checkpoint.save(9)
        another = PostgresCheckpoint(pool)
        await another.set_up()
        assert await another.load() == 9
