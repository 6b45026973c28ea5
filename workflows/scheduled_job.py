"""The workflow that a schedule starts: it does one job, and takes its time as an argument, so that tests can too."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from workflows.jobs import JobAsked, JobInput

TASK_QUEUE = "scheduled-jobs"
JOB_TIMEOUT = timedelta(hours=6)
HEARTBEAT = timedelta(minutes=2)
UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)
SCHEDULED = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")


@workflow.defn(name="scheduled-job")
class ScheduledJob:
    """One run of a schedule."""

    @workflow.run
    async def run(self, asked: JobAsked) -> None:
        at = asked.at or workflow.info().typed_search_attributes.get(SCHEDULED) or workflow.info().start_time
        await workflow.execute_activity(
            "do_job",
            JobInput(code=asked.code, at=at),
            start_to_close_timeout=JOB_TIMEOUT,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=UNTIL_IT_WORKS,
        )
