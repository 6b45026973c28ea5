"""Nine months of a centre, on real Temporal and a real log: contact, CTI, pause, extension, escalation, silence."""

from datetime import datetime

from temporalio.testing import WorkflowEnvironment

from adapters.postgres.log import PostgresEventLog
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.workflows.nine_months import END, EVERYBODY, SILENT, STORY
from tests.workflows.nine_months_told import TOLD
from tests.workflows.office import Office, afternoon_of
from tests.workflows.simulated_centre import SimulatedCentre
from tests.workflows.two_years.staffing import HEAD_OF_OFFICE
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver

THE_END: datetime = afternoon_of(END)


async def test_nine_months_pass_on_temporal_and_postgresql(
    temporal: WorkflowEnvironment, pg_log: PostgresEventLog
) -> None:
    office = Office(pg_log)
    await office.define()
    await office.define(HEAD_OF_OFFICE)
    engine = TemporalTimerEngine(temporal.client)
    centre, driver = SimulatedCentre(office), Driver(pg_log, engine, InMemoryCheckpoint())
    async with clock_worker(temporal.client, centre.activities):
        await centre.live(temporal, driver, STORY, THE_END)
    assert {about: await office.told(about) for about in EVERYBODY} == TOLD
    assert centre.instants == sorted(centre.instants)
    assert set(await engine.running()) == set(EVERYBODY) - {SILENT}, "a course is followed up after its closing"
