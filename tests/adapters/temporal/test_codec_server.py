"""The door for administrators: with the token Temporal's own command line reads a history, without it nobody does."""

import asyncio
import json
import logging
import socket
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.logs import FILE, log_to_file
from adapters.process.serving import serve
from adapters.temporal.client import connect
from adapters.temporal.codec import AesGcmCodec, Keyring
from adapters.temporal.codec_server import LARGEST_BODY, Door, Token, codec_app
from adapters.temporal.engine import TemporalTimerEngine
from tests.adapters.kept import logging_kept
from tests.temporal_server import NAMESPACE, TEMPORAL, TEST_KEY
from tests.workflows.fakes import an_agenda
from tests.workflows.office import trajectory

ANNA = trajectory("anna")
DUE = date(2035, 1, 31)
SECRET = "a-token-of-the-tests-32-characters-long"
TOKEN = Token.of("SYS1", SECRET)
PAGE = "http://localhost:8233"
READABLE = Payload(metadata={"encoding": b"json/plain"}, data=b'"Karla Kanariefugl"')
HEADERS = {"Authorization": f"Bearer {SECRET}", "X-Namespace": NAMESPACE}


@pytest.fixture(autouse=True)
def logged(tmp_path: Path) -> Iterator[Path]:
    """The file of the log."""
    with logging_kept():
        log_to_file(tmp_path, rotate=True)
        yield tmp_path / FILE


def written(logged: Path) -> str:
    return logged.read_text()


def lines(logged: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(logged).splitlines()]


def a_door(origin: str | None = PAGE) -> Door:
    return Door(AesGcmCodec(TEST_KEY, NAMESPACE), NAMESPACE, TOKEN, origin)


@pytest.fixture
async def door() -> AsyncIterator[httpx2.AsyncClient]:
    async with knock(a_door()) as client:
        yield client


@asynccontextmanager
async def knock(door: Door) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(codec_app(door))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8718") as client:
        yield client


async def sealed(*payloads: Payload, keyring: Keyring = TEST_KEY, namespace: str = NAMESPACE) -> dict[str, Any]:
    """Payloads as Temporal's page sends them."""
    return {"payloads": [MessageToDict(one) for one in await AesGcmCodec(keyring, namespace).encode(payloads)]}


def data_of(answer: httpx2.Response) -> list[bytes]:
    return [b64decode(payload["data"]) for payload in answer.json()["payloads"]]


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """The door on a port of its own."""
    stop = asyncio.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        served = asyncio.create_task(serve(codec_app(a_door(None)), listening, stop, logged=False))
        yield int(listening.getsockname()[1])
        stop.set()
        await served


async def shown(target: str, *codec: str) -> str:
    """A history as Temporal's own command line shows it; its payloads as they came, in base64."""
    command = ("workflow", "show", "--workflow-id", str(ANNA), "--output", "json", "--address", target, *codec)
    process = await asyncio.create_subprocess_exec(
        TEMPORAL, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return (out + err).decode()


def says_due(shown: str) -> bool:
    """Tell whether a history is shown, and the signal that came with the start holds the due date, readable."""
    if not shown.startswith("{"):
        return False
    history = json.loads(shown)
    signals = [event.get("workflowExecutionSignaledEventAttributes") for event in history["events"]]
    payloads = [payload for signal in signals if signal for payload in signal["input"]["payloads"]]
    return any(str(DUE).encode() in b64decode(payload["data"]) for payload in payloads)


async def test_temporals_command_line_reads_a_history_with_the_token_and_not_without(
    embedded: EmbeddedTemporal, logged: Path
) -> None:
    client = await connect(embedded.target, NAMESPACE, TEST_KEY)
    await TemporalTimerEngine(client).apply(an_agenda(ANNA, 1, DUE))
    async with serving() as port:
        endpoint = ("--codec-endpoint", f"http://127.0.0.1:{port}")
        assert says_due(await shown(embedded.target, *endpoint, "--codec-auth", f"Bearer {SECRET}"))
        assert not says_due(await shown(embedded.target))
        wrong = await shown(embedded.target, *endpoint, "--codec-auth", "Bearer guessed", "--command-timeout", "2s")
        assert not says_due(wrong)
    told = {(line["event"], line.get("staff"), line.get("status")) for line in lines(logged)}
    assert told >= {("payloads decoded", "SYS1", None), ("decoding refused", None, 401)}
    assert SECRET not in written(logged)
    assert str(DUE) not in written(logged)


async def test_each_answer_is_logged_with_whom_and_how_many_and_never_with_what(
    door: httpx2.AsyncClient, logged: Path
) -> None:
    answer = await door.post("/decode", headers=HEADERS, json=await sealed(READABLE, READABLE))
    assert data_of(answer) == [READABLE.data] * 2
    (line,) = lines(logged)
    assert {key: line[key] for key in line if key not in ("time", "level")} == {
        "event": "payloads decoded",
        "staff": "SYS1",
        "payloads": 2,
    }
    assert "Karla" not in written(logged)


async def test_what_is_in_the_clear_already_is_given_back_as_it_is(door: httpx2.AsyncClient) -> None:
    body = await sealed(READABLE)
    body["payloads"].append(MessageToDict(READABLE))
    assert data_of(await door.post("/decode", headers=HEADERS, json=body)) == [READABLE.data] * 2


WRONG = (None, "", "Bearer", "Bearer ", f"Bearer {SECRET}x", f"Bearer {SECRET[:-1]}", f"Basic {SECRET}", SECRET)


@pytest.mark.parametrize("authorization", [*WRONG, "Bearer æ"])
async def test_without_the_token_nothing_is_decoded(door: httpx2.AsyncClient, authorization: str | None) -> None:
    shown = {} if authorization is None else {b"Authorization": authorization.encode()}
    headers = {b"X-Namespace": NAMESPACE.encode(), **shown}
    answer = await door.post("/decode", headers=headers, json=await sealed(READABLE))
    assert (answer.status_code, answer.json()["error"]) == (401, "token")
    assert "payloads" not in answer.json()


@pytest.mark.parametrize("namespace", [None, "", "other", f"{NAMESPACE}2"])
async def test_another_namespace_is_refused(door: httpx2.AsyncClient, namespace: str | None) -> None:
    headers = {"Authorization": HEADERS["Authorization"], **({} if namespace is None else {"X-Namespace": namespace})}
    answer = await door.post("/decode", headers=headers, json=await sealed(READABLE))
    assert (answer.status_code, answer.json()["error"]) == (403, "namespace")


async def test_what_another_key_or_another_namespace_sealed_is_unreadable(door: httpx2.AsyncClient) -> None:
    other = Keyring("test-1", {"test-1": bytes(32)})
    unknown = Keyring("other", {"other": bytes(32)})
    for body in (
        await sealed(READABLE, keyring=other),
        await sealed(READABLE, keyring=unknown),
        await sealed(READABLE, namespace="other"),
    ):
        answer = await door.post("/decode", headers=HEADERS, json=body)
        assert (answer.status_code, answer.json()["error"]) == (422, "unreadable")
        assert "exitspor temporal rebuild" in answer.json()["en"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b'{"payloads": 1}', b'{"payloads": [{"data": "Karla!"}]}', b'{"Karla": 1}', b"\xff"],
)
async def test_what_is_no_payload_is_refused_without_being_shown(
    door: httpx2.AsyncClient, logged: Path, body: bytes
) -> None:
    answer = await door.post("/decode", headers=HEADERS, content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "form")
    assert "Karla" not in answer.text + written(logged)


async def test_payloads_within_payloads_without_end_are_refused(door: httpx2.AsyncClient) -> None:
    answer = await door.post("/decode", headers=HEADERS, content=b'{"payloads":[' * 50_000)
    assert answer.status_code == 400


async def test_more_than_a_page_of_history_is_refused(door: httpx2.AsyncClient) -> None:
    large = b64encode(bytes(LARGEST_BODY)).decode()
    answer = await door.post("/decode", headers=HEADERS, json={"payloads": [{"data": large}]})
    assert (answer.status_code, answer.json()["error"]) == (413, "too-large")


@pytest.mark.parametrize(("method", "path"), [("GET", "/decode"), ("POST", "/encode"), ("GET", "/"), ("POST", "//")])
async def test_there_is_nothing_but_decoding(door: httpx2.AsyncClient, method: str, path: str) -> None:
    answer = await door.request(method, path, headers=HEADERS)
    assert (answer.status_code, answer.json()["error"]) == (404, "not-found")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
async def test_another_host_name_is_refused(door: httpx2.AsyncClient, host: str) -> None:
    answer = await door.post("/decode", headers={**HEADERS, "Host": host}, json=await sealed(READABLE))
    assert (answer.status_code, answer.json()["error"]) == (421, "host")


@pytest.mark.parametrize("path", [f"/{SECRET}/decode", f"/{SECRET}//decode"])
async def test_temporals_page_asks_with_the_token_in_the_address_that_it_was_given(
    door: httpx2.AsyncClient, path: str
) -> None:
    preflight = await door.options(
        path,
        headers={
            "Origin": PAGE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-namespace",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == PAGE
    headers = {"Origin": PAGE, "X-Namespace": NAMESPACE}
    answer = await door.post(path, headers=headers, json=await sealed(READABLE))
    assert data_of(answer) == [READABLE.data]
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert (await door.post("/guessed/decode", headers=headers, json=await sealed(READABLE))).status_code == 401


async def test_another_page_is_refused_even_with_the_token(door: httpx2.AsyncClient) -> None:
    for origin in ("http://evil.example", "null", "http://localhost:8234", "https://localhost:8233"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = await door.options("/decode", headers=asked)
        assert preflight.status_code == 400
        assert "access-control-allow-origin" not in preflight.headers
        answer = await door.post("/decode", headers={**HEADERS, "Origin": origin}, json=await sealed(READABLE))
        assert (answer.status_code, answer.json()["error"]) == (403, "origin")
    async with knock(a_door(None)) as closed:
        answer = await closed.post("/decode", headers={**HEADERS, "Origin": PAGE}, json=await sealed(READABLE))
        assert answer.json()["error"] == "origin"


async def test_an_unforeseen_fault_shows_and_logs_nothing_of_a_payload(logged: Path) -> None:
    class Broken(AesGcmCodec):
        async def decode(self, payloads: Any) -> Any:
            raise ValueError("Karla Kanariefugl")

    door = Door(Broken(TEST_KEY, NAMESPACE), NAMESPACE, TOKEN, None)
    transport = httpx2.ASGITransport(codec_app(door), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.post("/decode", headers=HEADERS, json=await sealed(READABLE))
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError("Karla"))
    assert answer.status_code == 500
    assert "Karla" not in answer.text + written(logged)


def test_a_token_shows_nothing_of_its_secret() -> None:
    assert SECRET not in repr(TOKEN)
    assert SECRET not in repr(a_door())
