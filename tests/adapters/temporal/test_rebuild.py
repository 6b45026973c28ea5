"""Temporal's database is wiped, or its key is lost: the log is the truth, and the clocks come back from it."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.postgres.log import PostgresEventLog
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.client import connect
from adapters.temporal.codec import Keyring
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.rebuilds import PostgresRebuilds
from adapters.temporal.worker import clock_worker
from tests.adapters.temporal.seconds import TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import TestDatabase, until
from tests.temporal_server import NAMESPACE, TEST_KEY, clock_of, wipe
from tests.workflows.office import Office, trajectory
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import AgendaSent
from workflows.driver import Driver
from workflows.engine import Held
from workflows.rebuild import rebuild

ANNA, BODIL = trajectory("anna"), trajectory("bodil")
NEW_KEY = Keyring("test-2", {"test-2": bytes(range(32, 64))})
BOTH_KEYS = Keyring("test-2", {**TEST_KEY.keys, **NEW_KEY.keys})
RUNNING = WorkflowExecutionStatus.RUNNING
SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED


async def engine_at(embedded: EmbeddedTemporal, keyring: Keyring = TEST_KEY) -> tuple[Client, TemporalTimerEngine]:
    client = await connect(embedded.target, NAMESPACE, keyring)
    return client, TemporalTimerEngine(client)


async def held_by(client: Client, about: UUID) -> AgendaSent:
    """Return the agenda that a clock was last sent, read from its history."""
    events = (await clock_of(client, about).fetch_history()).events
    signals = [event for event in events if event.event_type == SIGNALED]
    payloads = signals[-1].workflow_execution_signaled_event_attributes.input.payloads
    (sent,) = await client.data_converter.decode(payloads, [AgendaSent])
    assert isinstance(sent, AgendaSent)
    return sent


@pytest.fixture
async def rebuilds(pg_log: PostgresEventLog) -> PostgresRebuilds:
    await PostgresCheckpoint(pg_log.pool).set_up()
    return PostgresRebuilds(pg_log.pool)


@pytest.fixture
async def begun(office: Office, embedded: EmbeddedTemporal) -> dict[UUID, AgendaSent]:
    """Two courses whose clocks were sent their agendas, and have not acted: no worker runs."""
    client, engine = await engine_at(embedded)
    for about in (ANNA, BODIL):
        await begin(office, about)
    await Driver(office.log, engine, InMemoryCheckpoint()).catch_up()
    return {about: await held_by(client, about) for about in (ANNA, BODIL)}


async def every_deadline_fires(office: Office, client: Client) -> None:
    async with clock_worker(client, office.activities):
        for about in (ANNA, BODIL):
            await until(partial(is_escalated, office, about))
            assert await types(office, about) == TO_THE_ESCALATION


async def test_after_a_wipe_and_a_rebuild_the_clocks_hold_the_same_and_the_next_deadline_fires(
    state: Path, embedded: EmbeddedTemporal, office: Office, rebuilds: PostgresRebuilds, begun: dict[UUID, AgendaSent]
) -> None:
    await embedded.stop()
    wipe(state)
    await embedded.start()
    client, engine = await engine_at(embedded)
    assert await engine.running() == {}
    assert await rebuild(office.log, engine, rebuilds, lambda done, of: None) == 0
    assert {about: await held_by(client, about) for about in (ANNA, BODIL)} == begun
    await every_deadline_fires(office, client)


async def test_what_was_reminded_of_before_everything_was_lost_is_not_reminded_of_again(
    state: Path, embedded: EmbeddedTemporal, office: Office, rebuilds: PostgresRebuilds, begun: dict[UUID, AgendaSent]
) -> None:
    async def reminded() -> bool:
        return all("ReminderGiven" in told for told in [await types(office, about) for about in begun])

    client, _ = await engine_at(embedded)
    async with clock_worker(client, office.activities):
        await until(reminded)
    await embedded.stop()
    wipe(state)
    await embedded.start()
    client, engine = await engine_at(embedded)
    for _ in range(2):
        await rebuild(office.log, engine, rebuilds, lambda done, of: None)
    await every_deadline_fires(office, client)


async def test_a_rebuild_begun_in_one_process_is_gone_on_with_in_another_unless_it_has_ended(
    pg_log: PostgresEventLog, rebuilds: PostgresRebuilds
) -> None:
    begun = await rebuilds.begin(7, anew=False)
    after_a_kill = PostgresRebuilds(pg_log.pool)
    assert await after_a_kill.begin(9, anew=False) == begun
    anew = await after_a_kill.begin(9, anew=True)
    assert (anew.position, anew.id != begun.id) == (9, True)
    await rebuilds.end(begun)
    assert await rebuilds.begin(11, anew=False) == anew
    await rebuilds.end(anew)
    assert (await rebuilds.begin(11, anew=False)).position == 11


async def test_a_rebuild_that_nobody_went_on_with_for_a_day_is_begun_anew(
    pg_log: PostgresEventLog, rebuilds: PostgresRebuilds
) -> None:
    begun = await rebuilds.begin(7, anew=False)
    await pg_log.pool.execute("UPDATE board.clock_rebuild SET begun = now() - interval '25 hours'")
    assert await rebuilds.begin(9, anew=False) != begun


async def test_clocks_of_a_rebuild_that_was_interrupted_are_told_by_one_listing(
    state: Path, embedded: EmbeddedTemporal, office: Office, rebuilds: PostgresRebuilds, begun: dict[UUID, AgendaSent]
) -> None:
    async def bodil_is_listed() -> bool:
        held = (await engine.running()).get(BODIL)
        return held is not None and held.rebuild == interrupted.id

    client, engine = await engine_at(embedded)
    interrupted = await rebuilds.begin(0, anew=False)
    await engine.restart(await office.agendas.newest(BODIL), rebuild=interrupted.id)
    await until(bodil_is_listed)
    before = {about: (await clock_of(client, about).describe()).run_id for about in (ANNA, BODIL)}
    steps: list[tuple[int, int]] = []
    await rebuild(office.log, engine, rebuilds, lambda done, of: steps.append((done, of)))
    after = {about: (await clock_of(client, about).describe()).run_id for about in (ANNA, BODIL)}
    assert steps == [(1, 2), (2, 2)]
    assert (before[ANNA] != after[ANNA], before[BODIL] == after[BODIL]) == (True, True)
    await every_deadline_fires(office, client)


async def killed_after(done: int, embedded: EmbeddedTemporal, dsn: str) -> None:
    """Run a rebuild in a process of its own and kill it once so many clocks are done."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.temporal.slow_rebuild", embedded.target, dsn,
        cwd=Path(__file__).parents[3], stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    while (await process.stdout.readline()).strip() != b"%d" % done:
        assert process.returncode is None
    process.kill()
    await process.wait()


async def test_a_rebuild_that_was_killed_restarts_no_clock_twice_when_it_is_run_again(
    embedded: EmbeddedTemporal, office: Office, database: TestDatabase, rebuilds: PostgresRebuilds
) -> None:
    async def two_are_done() -> bool:
        return len([held for held in (await engine.running()).values() if held and held.rebuild]) == 2

    abouts = [trajectory(f"number {number}") for number in range(4)]
    for about in abouts:
        await begin(office, about)
    client, engine = await engine_at(embedded)
    await killed_after(2, embedded, database.app_dsn)
    await until(two_are_done)
    before = {about: held for about, held in (await engine.running()).items() if held and held.rebuild}
    runs = {about: (await clock_of(client, about).describe()).run_id for about in before}
    steps: list[tuple[int, int]] = []
    await rebuild(office.log, engine, rebuilds, lambda done, of: steps.append((done, of)))
    assert steps == [(2, 4), (3, 4), (4, 4)]
    assert {about: (await clock_of(client, about).describe()).run_id for about in before} == runs
    assert [(await clock_of(client, about).describe()).status for about in abouts] == 4 * [RUNNING]


async def test_clocks_sealed_with_a_lost_key_are_started_anew_under_the_current_one(
    embedded: EmbeddedTemporal, office: Office, begun: dict[UUID, AgendaSent]
) -> None:
    async def running(*, readable: bool) -> bool:
        running = await engine.running()
        return {stream: held is not None for stream, held in running.items()} == {ANNA: readable, BODIL: readable}

    client, engine = await engine_at(embedded, NEW_KEY)
    await until(partial(running, readable=False))
    await Driver(office.log, engine, InMemoryCheckpoint()).reconcile()
    await until(partial(running, readable=True))
    await every_deadline_fires(office, client)


async def test_clocks_sealed_with_a_former_key_that_is_kept_go_on(
    embedded: EmbeddedTemporal, office: Office, begun: dict[UUID, AgendaSent]
) -> None:
    async def all_readable() -> bool:
        return await engine.running() == {about: Held(sent.digest) for about, sent in begun.items()}

    client, engine = await engine_at(embedded, BOTH_KEYS)
    await until(all_readable)
    assert {about: await held_by(client, about) for about in (ANNA, BODIL)} == begun
    await every_deadline_fires(office, client)
