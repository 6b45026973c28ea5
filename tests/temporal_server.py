"""Real Temporal servers for tests: one whose clocks stand still until they are moved, and one in real time."""

import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from adapters.embedded.temporal import DATABASE
from adapters.temporal.client import IDENTITY
from adapters.temporal.codec import Keyring
from adapters.temporal.converter import sealed_converter

NAMESPACE = "default"
TEST_KEY = Keyring("test-1", {"test-1": bytes(range(32))})
"""The fixed key that recorded histories are sealed with; never one of an installation."""

TEMPORAL = Path(sysconfig.get_path("scripts")) / "temporal"

# The first setting's name changed between server versions; a server ignores the one that it does not know.
TIME_SKIPPING = (
    "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
    "--dynamic-config-value", "system.workflowTimeSkippingEnabled=true",
    "--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"',
)  # fmt: skip
Clock = WorkflowHandle[object, None]


@asynccontextmanager
async def standing_clocks(*settings: str) -> AsyncIterator[WorkflowEnvironment]:
    """Start a server whose workflows' clocks are moved by `fast_forward`; `settings` are dynamic config values."""
    extra = [part for setting in settings for part in ("--dynamic-config-value", setting)]
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        namespace=NAMESPACE,
        data_converter=sealed_converter(TEST_KEY, NAMESPACE),
        identity=IDENTITY,
        dev_server_existing_path=str(TEMPORAL),
        dev_server_extra_args=[*TIME_SKIPPING, *extra],
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=30),
    )
    async with environment:
        yield environment


def clock_of(client: Client, trajectory: UUID) -> Clock:
    """Return the handle of a trajectory's clock."""
    return client.get_workflow_handle(str(trajectory))


async def move(environment: WorkflowEnvironment, clock: Clock, to: datetime) -> None:
    """Move a clock forward to an instant."""
    ahead = to - await environment.get_current_time(clock)
    if ahead > timedelta():
        await environment.fast_forward(clock, ahead)


async def has_ended(clock: Clock) -> bool:
    return (await clock.describe()).status is not WorkflowExecutionStatus.RUNNING


def wipe(state: Path) -> None:
    """Delete all that the stopped Temporal of a state directory remembers."""
    for suffix in ("", "-wal", "-shm"):
        (state / f"{DATABASE}{suffix}").unlink(missing_ok=True)
