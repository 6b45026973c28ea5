"""The workers: one runs the clocks and their activity, another what schedules have done."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workflows import scheduled_job
from workflows.activities import ClockActivities
from workflows.jobs import Jobs
from workflows.scheduled_job import ScheduledJob
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

CACHED_CLOCKS = 500
"""A trajectory wakes a few times a week: a replay is cheap, 130 KiB a cached workflow is not."""

TASKS_AT_ONCE = 15
"""A restarted worker that replays many at once trips the library's fixed deadlock detector of 2 seconds."""

ACTS_AT_ONCE = 20
JOBS_AT_ONCE = 4
GRACE = timedelta(seconds=2)
"""What an act under way gets to end when the worker stops, within the 2.5 seconds that a role of a process gets."""


def sandbox() -> SandboxedWorkflowRunner:
    """Return the runner of worker and replayer: the pure domain and pydantic are passed through.

    So is the clock's own file, of which else each cached clock has a copy; a test sees to what the file may use.
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(
        "pydantic",
        "pydantic_core",
        "annotated_types",
        "domain",
        "workflows.contracts",
        "workflows.jobs",
        "workflows.trajectory_clock",
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


def job_worker(client: Client, jobs: Jobs) -> Worker:
    """Return the worker of scheduled jobs, not yet running: a long job takes no clock's place."""
    return Worker(
        client,
        task_queue=scheduled_job.TASK_QUEUE,
        workflows=[ScheduledJob],
        activities=[jobs.do_job],
        workflow_runner=sandbox(),
        max_cached_workflows=JOBS_AT_ONCE,
        max_concurrent_workflow_tasks=JOBS_AT_ONCE,
        max_concurrent_activities=JOBS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    )
