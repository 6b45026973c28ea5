"""Fixtures: an embedded Temporal in real time on a state directory of its own, and an office on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.embedded.state import prepare_state
from adapters.embedded.temporal import EmbeddedTemporal
from adapters.postgres.log import PostgresEventLog
from tests.adapters.temporal.seconds import PLAN_OF_SECONDS
from tests.workflows.office import Office


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return prepare_state(tmp_path / "state")


@pytest.fixture
def server_args() -> tuple[str, ...]:
    """What a test's server is started with beside the product's own arguments."""
    return ()


@pytest.fixture
async def embedded(state: Path, server_args: tuple[str, ...]) -> AsyncIterator[EmbeddedTemporal]:
    """A running Temporal as the product runs it; a test may stop and start it."""
    server = EmbeddedTemporal(state, extra_args=server_args)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def office(pg_log: PostgresEventLog) -> Office:
    """An office on PostgreSQL whose plan takes seconds."""
    made = Office(pg_log)
    await made.define()
    await made.define(PLAN_OF_SECONDS)
    return made
