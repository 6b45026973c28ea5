"""One worker in a process of its own, so that its memory is its own:

    python -m tests.benchmarks.clock_worker TARGET clocks|minimal COUNT

says "ready", and "done" once it has done the first task of so many workflows; it ends when its input is closed.
"""

import asyncio
import os
import sys
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from adapters.memory.log import InMemoryEventLog
from adapters.temporal.client import connect
from adapters.temporal.worker import ACTS_AT_ONCE, CACHED_CLOCKS, TASKS_AT_ONCE, clock_worker, sandbox
from tests.benchmarks.minimal import Minimal
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import Office

MINIMAL_QUEUE = "minimal"


class Counted:
    """Counts the workflows that the sandbox has begun, by their ids."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self._create = SandboxedWorkflowRunner.create_instance

    def begin(self) -> None:
        """Count from now on."""
        counted, create = self.ids, self._create

        def create_instance(runner: SandboxedWorkflowRunner, details: Any) -> Any:
            counted.add(details.info.workflow_id)
            return create(runner, details)

        SandboxedWorkflowRunner.create_instance = create_instance  # type: ignore[assignment]


def worker_of(client: Client, name: str) -> Worker:
    """Return a worker of clocks, or one of minimal workflows with the same room."""
    if name == "clocks":
        return clock_worker(client, Office(InMemoryEventLog()).activities)
    return Worker(
        client,
        task_queue=MINIMAL_QUEUE,
        workflows=[Minimal],
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_CLOCKS,
        max_concurrent_workflow_tasks=TASKS_AT_ONCE,
        max_concurrent_activities=ACTS_AT_ONCE,
    )


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def run(target: str, name: str, count: int) -> None:
    client = await connect(target, NAMESPACE, TEST_KEY)
    counted = Counted()
    async with worker_of(client, name):
        counted.begin()
        say("ready")
        while len(counted.ids) < count:  # noqa: ASYNC110  (another thread counts)
            await asyncio.sleep(0.01)
        say("done")
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    sys.stdout.flush()
    os._exit(0)
