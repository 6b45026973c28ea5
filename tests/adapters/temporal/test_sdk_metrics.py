"""What Temporal's library counts comes through as names of the code, and nothing else of it."""

from datetime import date
from functools import partial

import pytest
from prometheus_client import generate_latest
from temporalio import activity
from temporalio.client import Client
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import Worker

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.metrics.sdk import LABELS, SdkMetrics, make_buffer
from adapters.process.polling import is_polled
from adapters.temporal.converter import sealed_converter
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import sandbox
from tests.adapters.metrics.page import Page
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.fakes import an_agenda
from tests.workflows.office import trajectory
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

ANNA = trajectory("anna")
FAILED = 'temporal_activity_execution_failed_total{activity_type="act_on_item",failure_reason="ActivityError"}'
WAITED = 'temporal_activity_schedule_to_start_latency_seconds_count{task_queue="trajectory-clock"}'
NAME = "Karla Kanariefugl 010190-1234"


@activity.defn(name="act_on_item")
async def fails(_: object) -> None:
    raise ValueError(NAME)


@pytest.fixture
def counted() -> tuple[Runtime, SdkMetrics]:
    buffer = make_buffer()
    silent = LoggingConfig(TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    return Runtime(telemetry=TelemetryConfig(logging=silent, metrics=buffer)), SdkMetrics(buffer)


async def test_waiting_times_failures_and_pollers_are_told_without_an_id(
    embedded: EmbeddedTemporal, counted: tuple[Runtime, SdkMetrics]
) -> None:
    runtime, metrics = counted
    client = await Client.connect(
        embedded.target, runtime=runtime, data_converter=sealed_converter(TEST_KEY, NAMESPACE)
    )

    async def page() -> Page:
        metrics.drain()
        return Page.read(generate_latest(metrics))

    async def has_failed_twice() -> bool:
        return (await page()).samples.get(FAILED, 0) >= 2

    assert not await is_polled(client)
    async with Worker(
        client, task_queue=TASK_QUEUE, workflows=[TrajectoryClock], activities=[fails], workflow_runner=sandbox()
    ):
        await TemporalTimerEngine(client).apply(an_agenda(ANNA, 1, date(2013, 4, 2)))
        await until(has_failed_twice)
        await until(partial(is_polled, client))
        told = await page()
    assert told.samples[WAITED] >= 2
    assert told.samples['temporal_num_pollers{poller_type="workflow_task"}'] >= 1
    assert told.of_name("temporal_worker_task_slots_available")
    families = {name.removesuffix("_seconds").removesuffix("_total") for name in told.families}
    assert families <= set(LABELS)
    assert str(ANNA) not in told.text
    assert "Karla" not in told.text
    assert not told.of_name("temporal_activity_schedule_to_start_latency_seconds_created")
