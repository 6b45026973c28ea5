"""A changed clock: the program of another release finds the old clocks at its start, and restarts them all."""

from datetime import timedelta
from functools import partial

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal import engine as engine_module
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.adapters.temporal.seconds import TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import Office, trajectory
from tests.workflows.scene import running
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import CLOCK_RELEASE, AgendaSent
from workflows.driver import Driver
from workflows.trajectory_clock import TASK_QUEUE

ANNA, BODIL = trajectory("anna"), trajectory("bodil")
STUCK_AT_ONCE = (
    "--dynamic-config-value", "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1",
)  # fmt: skip


@workflow.defn(name="trajectory-clock", sandboxed=False)
class FormerClock:
    """The clock of a former release: it waits for a word first, and would never wake for what is due."""

    @workflow.init
    def __init__(self, agenda: AgendaSent) -> None:
        self._agenda = agenda
        self._told = 0

    @workflow.signal(name="agenda_changed")
    def agenda_changed(self, agenda: AgendaSent) -> None:
        self._agenda, self._told = agenda, self._told + 1

    @workflow.run
    async def run(self, agenda: AgendaSent) -> None:
        await workflow.sleep(timedelta(days=1))
        await workflow.wait_condition(lambda: not self._agenda.is_open)


@workflow.defn(name="trajectory-clock", sandboxed=False)
class BrokenClock:
    """A clock with a bug: its task fails each time it is tried."""

    @workflow.run
    async def run(self, agenda: AgendaSent) -> None:
        raise KeyError("a bug")


def worker_of(client: Client, clock: type) -> Worker:
    return Worker(client, task_queue=TASK_QUEUE, workflows=[clock], workflow_runner=UnsandboxedWorkflowRunner())


async def begun_under(clock: type, office: Office, client: Client) -> TemporalTimerEngine:
    """Let two courses begin while another clock's code runs."""
    engine = TemporalTimerEngine(client)
    for about in (ANNA, BODIL):
        await begin(office, about)
    await Driver(office.log, engine, InMemoryCheckpoint()).catch_up()
    return engine


async def every_deadline_fires(office: Office) -> None:
    for about in (ANNA, BODIL):
        await until(partial(is_escalated, office, about))
        assert await types(office, about) == TO_THE_ESCALATION


async def test_clocks_of_a_former_release_are_restarted_when_the_new_program_starts_and_every_deadline_fires(
    embedded: EmbeddedTemporal, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listed(*, as_ours: bool) -> bool:
        clocks = await engine.running()
        return {about: held is not None for about, held in clocks.items()} == {ANNA: as_ours, BODIL: as_ours}

    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    async with worker_of(client, FormerClock):
        engine = await begun_under(FormerClock, office, client)
        await until(partial(listed, as_ours=True))
    # The deploy: the clock's code is another from here on, and its release with it.
    monkeypatch.setattr(engine_module, "CLOCK_RELEASE", CLOCK_RELEASE + 1)
    assert await listed(as_ours=False)
    async with clock_worker(client, office.activities), running(Driver(office.log, engine, InMemoryCheckpoint())):
        await every_deadline_fires(office)
        await until(partial(listed, as_ours=True))


class TestStuck:
    @pytest.fixture
    def server_args(self) -> tuple[str, ...]:
        return STUCK_AT_ONCE

    async def test_a_clock_whose_code_fails_again_and_again_is_found_and_restarted_from_the_log(
        self, embedded: EmbeddedTemporal, office: Office
    ) -> None:
        async def both_are_stuck() -> bool:
            return await engine.stuck() == {ANNA, BODIL}

        client = await connect(embedded.target, NAMESPACE, TEST_KEY)
        async with worker_of(client, BrokenClock):
            engine = await begun_under(BrokenClock, office, client)
            await until(both_are_stuck)
        async with clock_worker(client, office.activities):
            await Driver(office.log, engine, InMemoryCheckpoint()).mend()
            await every_deadline_fires(office)
        assert await engine.stuck() == set()
