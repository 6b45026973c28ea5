"""Whether a worker asks Temporal for work, as Temporal sees it."""

import time
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from workflows.trajectory_clock import TASK_QUEUE

SECONDS_BETWEEN_POLLS = 150.0
"""Temporal holds a worker's question for up to a minute; who has not asked for longer than two is gone."""

TIMEOUT = timedelta(seconds=2)


async def is_polled(client: Client) -> bool:
    """Tell whether some worker has asked for the clock's work lately. Raises RPCError."""
    question = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(question, timeout=TIMEOUT)
    oldest = time.time() - SECONDS_BETWEEN_POLLS
    return any(poller.last_access_time.ToSeconds() >= oldest for poller in answer.pollers)
