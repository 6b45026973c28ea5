"""Temporal alone is away, for longer than deadlines last: people work on, and the clock makes up for it."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from domain.base import Occurred
from domain.commands.course import EndPhase
from domain.span import Span
from domain.trajectory_codes import DeviationReason
from tests.adapters.temporal.seconds import BY_PEOPLE, PLAN_OF_SECONDS, TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import Office, to_do, trajectory
from tests.workflows.scene import running
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver

LEFT_ALONE, WORKED_WITH, BEGUN_MEANWHILE = (
    trajectory(name) for name in ("left alone", "worked with", "begun meanwhile")
)
RECONNECTED_SECONDS = 60.0

LONGER = timedelta(seconds=20)
PLAN_OF_LONGER = PLAN_OF_SECONDS.model_copy(
    update={"version": 3, "phases": (PLAN_OF_SECONDS.phases[0].model_copy(update={"length": Span(seconds=20)}),)}
)
PLAN_OF_SECONDS_AGAIN = PLAN_OF_SECONDS.model_copy(update={"version": 4})


async def ends(office: Office) -> None:
    """End the only phase of the course that is worked with, before anybody is reminded of it."""
    now = Occurred.at_instant(datetime.now(UTC))
    await office.does(to_do(EndPhase, WORKED_WITH, now, phase=1, reason=DeviationReason.GOAL_REACHED))


@pytest.mark.timeout(300)
async def test_deadlines_that_pass_while_temporal_is_away_are_noted_once_and_only_if_they_still_stand(
    embedded: EmbeddedTemporal, office: Office
) -> None:
    async def all_due() -> bool:
        return datetime.now(UTC) > max(escalation, longer + LONGER)

    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    engine = TemporalTimerEngine(client)
    driver = Driver(office.log, engine, InMemoryCheckpoint())
    async with clock_worker(client, office.activities), running(driver):
        await office.define(PLAN_OF_LONGER)
        longer = await begin(office, WORKED_WITH)
        await office.define(PLAN_OF_SECONDS_AGAIN)
        await begin(office, LEFT_ALONE)
        await until(partial(has_clocks, engine))
        await embedded.stop()
        await ends(office)
        escalation = await begin(office, BEGUN_MEANWHILE)
        await until(all_due, seconds=RECONNECTED_SECONDS)
        await embedded.start()
        for about in (LEFT_ALONE, BEGUN_MEANWHILE):
            await until(partial(is_escalated, office, about), seconds=RECONNECTED_SECONDS)
    for about in (LEFT_ALONE, BEGUN_MEANWHILE):
        assert await types(office, about) == TO_THE_ESCALATION
    assert await types(office, WORKED_WITH) == [*BY_PEOPLE, "PhaseEnded"]


async def has_clocks(engine: TemporalTimerEngine) -> bool:
    return set(await engine.running()) == {LEFT_ALONE, WORKED_WITH}
