"""The whole clockwork in real time, on the product's own Temporal: killed, started again, and nothing lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.adapters.temporal.clockwork import Clockwork
from tests.adapters.temporal.seconds import TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import TestDatabase, until
from tests.workflows.office import Office, trajectory

ANNA, BODIL, CARLA = (trajectory(name) for name in ("anna", "bodil", "carla"))


@pytest.fixture
async def clockwork(state: Path, database: TestDatabase) -> AsyncIterator[Clockwork]:
    made = Clockwork(state, database.app_dsn)
    try:
        yield made
    finally:
        await made.kill()


async def test_timers_that_fell_due_while_everything_was_killed_fire_exactly_once(
    clockwork: Clockwork, office: Office
) -> None:
    async def due() -> bool:
        return datetime.now(UTC) > escalation

    await clockwork.start()
    await begin(office, ANNA)
    await until(partial(is_escalated, office, ANNA))
    escalation = await begin(office, BODIL)
    await clockwork.kill()
    await begin(office, CARLA)
    await until(due)
    await clockwork.start()
    for about in (ANNA, BODIL, CARLA):
        await until(partial(is_escalated, office, about))
        assert await types(office, about) == TO_THE_ESCALATION
