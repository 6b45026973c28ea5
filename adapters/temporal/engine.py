"""The timer engine on Temporal: one workflow a trajectory, its id the trajectory's."""

from collections.abc import AsyncIterator, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from pydantic import ValidationError
from temporalio.client import Client, WorkflowExecution
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.codec import UnreadablePayloadError
from domain.agenda import Agenda
from workflows.contracts import CLOCK_RELEASE, AgendaSent, ClockMemo
from workflows.engine import EngineAwayError, Held
from workflows.trajectory_clock import MEMO, TASK_QUEUE, TrajectoryClock

RPC_TIMEOUT = timedelta(seconds=10)
OPEN_CLOCKS = "WorkflowType = 'trajectory-clock' AND ExecutionStatus = 'Running'"
STUCK_CLOCKS = f"{OPEN_CLOCKS} AND TemporalReportedProblems IS NOT NULL"
"""The server sets the attribute once a workflow's task has failed five times in a row, and takes it back itself."""

AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.ABORTED,
        # The library's own timeout is told in this way.
        RPCStatusCode.CANCELLED,
    }
)


class TemporalTimerEngine:
    """A `TimerEngine`. Raises `EngineAwayError` while Temporal is away or too busy, and RPCError if it refuses."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def apply(self, agenda: Agenda) -> None:
        """Signal with start for an open trajectory; a plain signal for a closed one, which starts nothing."""
        if agenda.is_open:
            await self._start(AgendaSent.of(agenda), WorkflowIDConflictPolicy.USE_EXISTING)
        else:
            await self._tell_closed(AgendaSent.of(agenda))

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        """Terminate the trajectory's workflow and, if it is open, start a new one: one call, no time between."""
        if agenda.is_open:
            await self._start(AgendaSent.of(agenda), WorkflowIDConflictPolicy.TERMINATE_EXISTING, rebuild)
        else:
            await self._terminate(agenda.trajectory)

    async def running(self) -> Mapping[UUID, Held | None]:
        with _away():
            return {UUID(found.id): await _held(found) async for found in self._list(OPEN_CLOCKS)}

    async def stuck(self) -> Set[UUID]:
        with _away():
            return {UUID(found.id) async for found in self._list(STUCK_CLOCKS)}

    def _list(self, query: str) -> AsyncIterator[WorkflowExecution]:
        return self._client.list_workflows(query, rpc_timeout=RPC_TIMEOUT)

    async def _start(self, sent: AgendaSent, existing: WorkflowIDConflictPolicy, rebuild: UUID | None = None) -> None:
        with _away():
            await self._client.start_workflow(
                TrajectoryClock.run,
                sent.bare,
                id=str(sent.trajectory),
                task_queue=TASK_QUEUE,
                id_conflict_policy=existing,
                memo={MEMO: ClockMemo(release=CLOCK_RELEASE, held=sent.digest, rebuild=rebuild)},
                start_signal="agenda_changed",
                start_signal_args=[sent],
                rpc_timeout=RPC_TIMEOUT,
            )

    async def _tell_closed(self, sent: AgendaSent) -> None:
        clock = self._client.get_workflow_handle(str(sent.trajectory))
        with _away(), _not_found_is_success():
            await clock.signal(TrajectoryClock.agenda_changed, sent, rpc_timeout=RPC_TIMEOUT)

    async def _terminate(self, trajectory: UUID) -> None:
        with _away(), _not_found_is_success():
            await self._client.get_workflow_handle(str(trajectory)).terminate(rpc_timeout=RPC_TIMEOUT)


@contextmanager
def _not_found_is_success() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


@contextmanager
def _away() -> Iterator[None]:
    """Turn what passes by itself into the port's error, without the text of Temporal's."""
    try:
        yield
    except RPCError as error:
        if error.status not in AWAY:
            raise
        raise EngineAwayError(error.status.name) from None


async def _held(execution: WorkflowExecution) -> Held | None:
    """Read a clock's memo; None if our keys do not open it, or if it is of another release of the clock's code."""
    try:
        memo = await execution.memo_value(MEMO, None, type_hint=ClockMemo)
    except (UnreadablePayloadError, ValidationError):
        return None
    if memo is None or memo.release != CLOCK_RELEASE:
        return None
    return Held(memo.held, memo.rebuild)
