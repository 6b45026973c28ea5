"""A CPR number and a name, thrown as errors wherever the program works for others, reach no log and no terminal."""

import asyncio
import importlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.logs import FILE, log_to_file
from adapters.process.serving import serve
from adapters.process.supervise import Role, kept_up
from adapters.temporal.converter import sealed_converter
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import sandbox
from adapters.web.app import create_app
from domain.agenda import Agenda
from tests.adapters.kept import logging_kept
from tests.adapters.web.signing_in import signed_in
from tests.adapters.web.town import Town, open_town
from tests.postgres_server import PostgresServer, until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.fakes import an_agenda
from tests.workflows.office import trajectory
from workflows import patience
from workflows.patience import patiently
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

CPR, NAME = "010190-1234", "Karla Kanariefugl"
CANARY = f"{NAME}, {CPR}"
TRACES = (CPR, CPR.replace("-", ""), NAME, "Kanariefugl")
ANNA = trajectory("anna")


class Log:
    """What was logged, and what was printed."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._file = folder / FILE
        self._capfd = capfd
        self._printed = ""

    @property
    def text(self) -> str:
        return self._file.read_text() if self._file.exists() else ""

    async def says(self, **keys: str) -> bool:
        """Tell whether some line has these keys."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return any(keys.items() <= line.items() for line in lines)

    def is_clean(self) -> bool:
        captured = self._capfd.readouterr()
        return not any(trace in text for trace in TRACES for text in (self.text, captured.out, captured.err))


@pytest.fixture
def log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Log]:
    with logging_kept():
        log_to_file(tmp_path, rotate=True)
        yield Log(tmp_path, capfd)


@pytest.fixture
async def town(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    async with open_town(postgres_server, "failing_town") as town:
        yield town


async def client_of(embedded: EmbeddedTemporal) -> Client:
    """A client whose native library logs as the product's does, only more."""
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporal"))
    everything = TelemetryFilter(core_level="WARN", other_level="WARN")
    telemetry = TelemetryConfig(logging=LoggingConfig(filter=everything, forwarding=forwarding))
    return await Client.connect(
        embedded.target,
        data_converter=sealed_converter(TEST_KEY, NAMESPACE),
        runtime=Runtime(telemetry=telemetry, worker_heartbeat_interval=None),
    )


@activity.defn(name="act_on_item")
async def failing_act(_: Any) -> None:
    activity.logger.warning("for %s", CANARY, extra={"person": NAME})
    raise ValueError(CANARY)


@workflow.defn(name="trajectory-clock")
class FailingClock:
    @workflow.run
    async def run(self, _: Any) -> None:
        workflow.logger.warning("for %s", CANARY, extra={"person": NAME})
        raise RuntimeError(CANARY)

    @workflow.signal(name="agenda_changed")
    def agenda_changed(self, _: Any) -> None:
        workflow.logger.error(CANARY)


async def test_an_activity_that_fails(embedded: EmbeddedTemporal, log: Log) -> None:
    client = await client_of(embedded)
    async with Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[TrajectoryClock],
        activities=[failing_act],
        workflow_runner=sandbox(),
    ):
        await TemporalTimerEngine(client).apply(an_agenda(ANNA, 1, date(2013, 4, 2)))
        await until(partial(log.says, error="ValueError", logger="temporalio.activity"))
    assert log.is_clean()


async def test_a_workflow_that_fails(embedded: EmbeddedTemporal, log: Log) -> None:
    client = await client_of(embedded)
    async with Worker(
        client, task_queue=TASK_QUEUE, workflows=[FailingClock], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await TemporalTimerEngine(client).apply(an_agenda(ANNA, 1, date(2013, 4, 2)))
        await until(partial(log.says, error="RuntimeError"))
        await until(partial(log.says, logger="temporalio.workflow"))
        await until(partial(log.says, logger="temporal-sdk_core::temporalio_sdk_core::worker::workflow"))
    assert log.is_clean()


async def test_pages_are_logged_beside_a_server_that_is_not(town: Town, log: Log) -> None:
    stop, app = asyncio.Event(), create_app(town.services)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        closing(socket.create_server(("127.0.0.1", 0))) as page,
    ):
        served = [
            asyncio.create_task(serve(app, silent, stop, logged=False)),
            asyncio.create_task(serve(app, page, stop)),
        ]
        async with httpx2.AsyncClient(cookies=await signed_in(town.services)) as client:
            await client.get(f"http://127.0.0.1:{silent.getsockname()[1]}/indbakke")
            await client.get(f"http://127.0.0.1:{page.getsockname()[1]}/papirer")
        stop.set()
        await asyncio.gather(*served)
    assert await log.says(event="request", path="/papirer")
    assert not await log.says(event="request", path="/indbakke")


async def test_a_page_that_fails(town: Town, log: Log) -> None:
    def broken() -> datetime:
        raise ValueError(CANARY)

    stop = asyncio.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        app = create_app(replace(town.services, clock=broken))
        served = asyncio.create_task(serve(app, listening, stop))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx2.AsyncClient(base_url=address, cookies=await signed_in(town.services)) as client:
            answer = await client.get("/boards/caseload", params={"name": NAME})
            assert (await client.get(f"/static/{CPR}")).status_code == 404
            assert (await client.get(f"/{CPR}/{NAME}")).status_code == 500
        stop.set()
        await served
    assert answer.status_code == 500
    assert not any(trace in answer.text for trace in TRACES)
    assert await log.says(event="library", logger="uvicorn.error", error="ValueError")
    assert await log.says(event="request", method="GET")
    assert log.is_clean()


class FailingEngine:
    """A timer engine whose every call fails."""

    async def apply(self, agenda: Agenda) -> None:
        raise ExceptionGroup(NAME, [LookupError(CANARY)])


async def test_a_driver_whose_engine_fails(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.002)
    telling = partial(FailingEngine().apply, an_agenda(ANNA, 1, date(2013, 4, 2)))
    driving = asyncio.create_task(patiently(telling))
    await until(partial(log.says, event="driver waits", error="LookupError"))
    driving.cancel()
    await asyncio.gather(driving, return_exceptions=True)
    assert log.is_clean()


async def test_a_role_that_fails(log: Log) -> None:
    async def fails(_: asyncio.Event) -> None:
        raise ExceptionGroup(NAME, [KeyError(CANARY)])

    async with kept_up([Role("projector", fails)]):
        await until(partial(log.says, event="role ended by itself", role="projector", error="KeyError"))
    assert log.is_clean()


async def test_a_task_that_nobody_waits_for_and_a_slow_callback(log: Log) -> None:
    async def fails() -> None:
        raise ValueError(CANARY)

    task = asyncio.create_task(fails(), name=NAME)
    await asyncio.wait([task])
    del task
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": CANARY, "exception": ValueError(CANARY), "person": NAME})
    await until(partial(log.says, event="library", logger="asyncio", error="ValueError"))
    assert log.is_clean()


LIBRARIES = (
    *("asyncpg", "prometheus_client", "starlette", "fastapi", "uvicorn", "temporalio.worker", "temporalio.client"),
    *("pydantic", "jinja2", "cryptography", "eventsourcing", "adapters.cli.main", "adapters.process.up"),
    *("adapters.process.codec_server", "adapters.process.watch"),
)


def test_every_logger_of_the_program_and_its_libraries_writes_through_the_one_handler(log: Log) -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    named = {name: one for name, one in logging.Logger.manager.loggerDict.items() if isinstance(one, logging.Logger)}
    assert {"asyncio", "temporalio.activity", "temporalio.workflow"} <= set(named)
    loggers = {name: one for name, one in named.items() if not name.startswith("hypothesis")}
    assert [name for name, one in loggers.items() if not one.propagate or any(map(writes, one.handlers))] == []
    heard = {name: one for name, one in loggers.items() if one.isEnabledFor(logging.CRITICAL)}
    before = len(log.text.splitlines())
    for one in heard.values():
        one.critical("for %s", CANARY, extra={"person": NAME, "cpr": CPR})
    assert len(log.text.splitlines()) - before == len(heard) > 10
    assert log.is_clean()


def writes(handler: logging.Handler) -> bool:
    return not isinstance(handler, logging.NullHandler)
