"""What Temporal's native library tells, and to whom."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.workflowservice.v1 import ListWorkersRequest
from temporalio.client import Client
from temporalio.runtime import MetricBuffer, Runtime, TelemetryConfig

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.metrics.sdk import make_buffer
from adapters.process import temporal_logs
from adapters.process.temporal_logs import forward_temporal_logs
from adapters.temporal.worker import clock_worker
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE
from tests.workflows.office import Office

HEARTBEAT = timedelta(seconds=1)


class Made:
    """Runtimes as they are asked for, with heartbeats so often that a test sees them where there are any."""

    def __init__(self) -> None:
        self.runtimes: list[Runtime] = []
        self.default: Runtime | None = None

    def __call__(
        self, *, telemetry: TelemetryConfig, worker_heartbeat_interval: timedelta | None = HEARTBEAT
    ) -> Runtime:
        interval = HEARTBEAT if worker_heartbeat_interval else None
        self.runtimes.append(Runtime(telemetry=telemetry, worker_heartbeat_interval=interval))
        return self.runtimes[-1]

    def set_default(self, runtime: Runtime, *, error_if_already_set: bool) -> None:
        self.default = runtime


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made()
    monkeypatch.setattr(temporal_logs, "Runtime", made)
    monkeypatch.setattr(temporal_logs, "_set_up", [])
    return made


@asynccontextmanager
async def at_work(embedded: EmbeddedTemporal, office: Office, runtime: Runtime, name: str) -> AsyncIterator[Client]:
    client = await Client.connect(embedded.target, namespace=NAMESPACE, identity=name, runtime=runtime)
    async with clock_worker(client, office.activities):
        yield client


async def told_by(client: Client) -> dict[tuple[str, str], Timestamp]:
    """Return which worker told Temporal the name of which machine, and when it last did."""
    answer = await client.workflow_service.list_workers(ListWorkersRequest(namespace=NAMESPACE))
    heartbeats = [info.worker_heartbeat for info in answer.workers_info]
    return {(one.worker_identity, one.host_info.host_name): one.heartbeat_time for one in heartbeats}


async def test_temporal_is_not_told_the_name_of_the_machine(
    embedded: EmbeddedTemporal, office: Office, made: Made
) -> None:
    """Beside it works one that tells, begun later: when that has told twice, ours would have told long since."""
    forward_temporal_logs()
    telling = Runtime(telemetry=TelemetryConfig(logging=None), worker_heartbeat_interval=HEARTBEAT)
    async with (
        at_work(embedded, office, made.runtimes[0], "ours") as ours,
        at_work(embedded, office, telling, "telling"),
    ):

        async def is_told_again() -> bool:
            told.update(seen.seconds for seen in (await told_by(ours)).values())
            return len(told) > 1

        told: set[int] = set()
        await until(is_told_again)
        assert set(await told_by(ours)) == {("telling", socket.gethostname())}


async def test_the_first_call_in_a_process_decides(made: Made) -> None:
    buffer: MetricBuffer = make_buffer()
    forward_temporal_logs(buffer)
    forward_temporal_logs()
    assert len(made.runtimes) == 1
    assert made.default is made.runtimes[0]
    assert list(buffer.retrieve_updates()) == []
