"""Connecting to Temporal."""

import pytest

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal import client
from adapters.temporal.client import TemporalUnreachableError, connect
from tests.temporal_server import NAMESPACE, TEST_KEY


async def test_a_server_that_does_not_answer_is_named_in_danish_and_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(TemporalUnreachableError, match=r"svarer ikke på 127\.0\.0\.1:1\..*does not answer"):
        await connect("127.0.0.1:1", NAMESPACE, TEST_KEY)


async def test_a_connection_tells_neither_process_nor_host(embedded: EmbeddedTemporal) -> None:
    connected = await connect(embedded.target, NAMESPACE, TEST_KEY)
    assert connected.identity == "exitspor"
