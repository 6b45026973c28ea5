"""Temporal's database is wiped, or its key is lost: the log is the truth, and the clocks come back from it."""

from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal.client import connect
from adapters.temporal.codec import Keyring
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from tests.adapters.temporal.seconds import TO_THE_ESCALATION, begin, is_escalated, types
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY, clock_of, wipe
from tests.workflows.office import Office, trajectory
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import AgendaSent
from workflows.driver import Driver
from workflows.rebuild import rebuild

ANNA, BODIL = trajectory("anna"), trajectory("bodil")
NEW_KEY = Keyring("test-2", {"test-2": bytes(range(32, 64))})
BOTH_KEYS = Keyring("test-2", {**TEST_KEY.keys, **NEW_KEY.keys})
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
    state: Path, embedded: EmbeddedTemporal, office: Office, begun: dict[UUID, AgendaSent]
) -> None:
    await embedded.stop()
    wipe(state)
    await embedded.start()
    client, engine = await engine_at(embedded)
    assert await engine.running() == {}
    assert await rebuild(office.log, engine, lambda done, of: None) == 0
    assert {about: await held_by(client, about) for about in (ANNA, BODIL)} == begun
    await every_deadline_fires(office, client)


async def test_clocks_sealed_with_a_lost_key_are_started_anew_under_the_current_one(
    embedded: EmbeddedTemporal, office: Office, begun: dict[UUID, AgendaSent]
) -> None:
    async def running(*, readable: bool) -> bool:
        return await engine.running() == {ANNA: readable, BODIL: readable}

    client, engine = await engine_at(embedded, NEW_KEY)
    await until(partial(running, readable=False))
    await Driver(office.log, engine, InMemoryCheckpoint()).reconcile()
    await until(partial(running, readable=True))
    await every_deadline_fires(office, client)


async def test_clocks_sealed_with_a_former_key_that_is_kept_go_on(
    embedded: EmbeddedTemporal, office: Office, begun: dict[UUID, AgendaSent]
) -> None:
    async def all_readable() -> bool:
        return await engine.running() == {ANNA: True, BODIL: True}

    client, engine = await engine_at(embedded, BOTH_KEYS)
    await until(all_readable)
    assert {about: await held_by(client, about) for about in (ANNA, BODIL)} == begun
    await every_deadline_fires(office, client)
