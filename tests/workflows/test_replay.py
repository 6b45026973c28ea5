"""Every recorded life of a clock can still be replayed by the clock of today."""

import ast
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.workflow import NondeterminismError

from adapters.temporal.codec import UnreadablePayloadError
from adapters.temporal.converter import sealed_converter
from adapters.temporal.worker import sandbox
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.record_histories import CASES, HISTORIES, TRAJECTORY
from workflows import trajectory_clock
from workflows.contracts import CLOCK_RELEASE, AgendaSent
from workflows.trajectory_clock import TrajectoryClock


@workflow.defn(name="trajectory-clock", sandboxed=False)
class HastyClock(TrajectoryClock):
    """What a careless change would make of the clock: it acts before it sleeps."""

    @workflow.init
    def __init__(self, agenda: AgendaSent) -> None:
        super().__init__(agenda)

    @workflow.run
    async def run(self, agenda: AgendaSent) -> None:
        await self._act(self._agenda.timers[0])
        await super().run(agenda)


RECORDED = sorted(HISTORIES.glob("*.json"))


def read(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(str(TRAJECTORY), path.read_text())


def replayer(clock: type, runner: WorkflowRunner, *, namespace: str = NAMESPACE) -> Replayer:
    converter = sealed_converter(TEST_KEY, namespace)
    return Replayer(workflows=[clock], data_converter=converter, workflow_runner=runner, namespace=NAMESPACE)


def test_every_case_is_recorded_for_the_release_of_today() -> None:
    assert {f"{CLOCK_RELEASE}-{case}" for case in CASES} <= {path.stem for path in RECORDED}


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await replayer(TrajectoryClock, sandbox()).replay_workflow(read(path))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_clock_that_does_something_else_fails_the_replay(path: Path) -> None:
    with pytest.raises(NondeterminismError):
        await replayer(HastyClock, UnsandboxedWorkflowRunner()).replay_workflow(read(path))


async def test_a_recorded_history_is_sealed_for_its_namespace() -> None:
    with pytest.raises((UnreadablePayloadError, RuntimeError)):
        await replayer(TrajectoryClock, sandbox(), namespace="another").replay_workflow(read(RECORDED[0]))


def test_the_clocks_file_takes_nothing_that_would_differ_in_a_replay() -> None:
    """It is passed through the sandbox, which takes a third of a cached clock's memory; so this looks instead."""
    tree = ast.parse(Path(trajectory_clock.__file__).read_text())
    taken = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    assert {name for name in taken if not name.startswith(("domain.", "temporalio."))} == {
        "datetime.datetime", "datetime.timedelta",
        "workflows.contracts.ActInput", "workflows.contracts.AgendaSent", "workflows.contracts.ClockMemo",
    }  # fmt: skip
    asked_of_datetime = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "datetime"
    ]
    assert asked_of_datetime == []
