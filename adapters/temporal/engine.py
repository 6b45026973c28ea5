"""The timer engine on Temporal: one workflow a trajectory, its id the trajectory's."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from temporalio.client import Client, WorkflowExecution
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.codec import UnreadablePayloadError
from domain.agenda import Agenda
from workflows.contracts import AgendaSent
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

RPC_TIMEOUT = timedelta(seconds=10)
OPEN_CLOCKS = "WorkflowType = 'trajectory-clock' AND ExecutionStatus = 'Running'"


class TemporalTimerEngine:
    """A `TimerEngine`. Raises `RPCError` while Temporal is away."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def apply(self, agenda: Agenda) -> None:
        """Signal with start for an open trajectory; a plain signal for a closed one, which starts nothing."""
        if agenda.is_open:
            await self._start(AgendaSent.of(agenda), WorkflowIDConflictPolicy.USE_EXISTING)
        else:
            await self._tell_closed(AgendaSent.of(agenda))

    async def restart(self, agenda: Agenda) -> None:
        """Terminate the trajectory's workflow and, if it is open, start a new one: one call, no time between."""
        if agenda.is_open:
            await self._start(AgendaSent.of(agenda), WorkflowIDConflictPolicy.TERMINATE_EXISTING)
        else:
            await self._terminate(agenda.trajectory)

    async def running(self) -> Mapping[UUID, bool]:
        executions = self._client.list_workflows(OPEN_CLOCKS, rpc_timeout=RPC_TIMEOUT)
        return {UUID(execution.id): await _is_readable(execution) async for execution in executions}

    async def _start(self, sent: AgendaSent, existing: WorkflowIDConflictPolicy) -> None:
        await self._client.start_workflow(
            TrajectoryClock.run,
            sent,
            id=str(sent.trajectory),
            task_queue=TASK_QUEUE,
            id_conflict_policy=existing,
            memo={"sealed": True},
            start_signal="agenda_changed",
            start_signal_args=[sent],
            rpc_timeout=RPC_TIMEOUT,
        )

    async def _tell_closed(self, sent: AgendaSent) -> None:
        clock = self._client.get_workflow_handle(str(sent.trajectory))
        try:
            await clock.signal(TrajectoryClock.agenda_changed, sent, rpc_timeout=RPC_TIMEOUT)
        except RPCError as error:
            _not_found_is_success(error)

    async def _terminate(self, trajectory: UUID) -> None:
        try:
            await self._client.get_workflow_handle(str(trajectory)).terminate(rpc_timeout=RPC_TIMEOUT)
        except RPCError as error:
            _not_found_is_success(error)


def _not_found_is_success(error: RPCError) -> None:
    if error.status is not RPCStatusCode.NOT_FOUND:
        raise error


async def _is_readable(execution: WorkflowExecution) -> bool:
    """Tell whether the memo, sealed when the workflow was started, can be opened with our keys."""
    try:
        await execution.memo()
    except UnreadablePayloadError:
        return False
    return True
