"""The worker that runs the clocks and their activity."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workflows.activities import ClockActivities
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

CACHED_CLOCKS = 500
"""A trajectory wakes a few times a week: a replay is cheap, 130 KiB a cached workflow is not."""

TASKS_AT_ONCE = 15
"""A restarted worker that replays many at once trips the library's fixed deadlock detector of 2 seconds."""

ACTS_AT_ONCE = 20
GRACE = timedelta(seconds=5)


def sandbox() -> SandboxedWorkflowRunner:
    """Return the runner of worker and replayer: the pure domain and pydantic are passed through."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(
        "pydantic", "pydantic_core", "annotated_types", "domain", "workflows.contracts"
    )
    return SandboxedWorkflowRunner(restrictions=restrictions)


def clock_worker(client: Client, activities: ClockActivities) -> Worker:
    """Return the worker, not yet running: `async with` runs it and, at the end, lets acts under way finish."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[TrajectoryClock],
        activities=[activities.act_on_item],
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_CLOCKS,
        max_concurrent_workflow_tasks=TASKS_AT_ONCE,
        max_concurrent_activities=ACTS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )
