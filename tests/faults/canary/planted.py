"""A canary put into each kind of place on purpose, as a careless program would leave it there."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from temporalio.client import Client

from adapters.embedded.runtime import read_runtime
from tests.adapters.cli.database import ask
from tests.faults.canary.house import House
from tests.faults.canary.search import Place
from tests.faults.canary.visitor import Visitor
from tests.faults.canary.words import NAME


def in_a_table(house: House) -> House:
    async def insert(connection: Any) -> None:
        await connection.execute("INSERT INTO notify.address (worker, address) VALUES ('ZZ1', $1)", NAME.typed)

    ask(house.up, insert)
    return house


def in_a_file(folder: Callable[[House], Any]) -> Callable[[House], House]:
    def plant(house: House) -> House:
        (folder(house) / "left-behind.bin").write_bytes(b"\0" + NAME.typed.encode("utf-16-le"))
        return house

    return plant


def in_a_mail(house: House) -> House:
    house.mail(NAME.typed)
    return house


def in_temporal(house: House) -> House:
    """Start a workflow with an argument that nothing has sealed."""

    async def start() -> None:
        runtime = read_runtime(house.up.state)
        assert runtime is not None
        client = await Client.connect(runtime.temporal)
        await client.start_workflow("careless", NAME.typed, id=str(uuid4()), task_queue="nobody")

    asyncio.run(start())
    return house


def in_the_metrics(house: House) -> House:
    return replace(house, metrics=house.telltale)


def in_an_answer(house: House) -> House:
    visitor = Visitor(f"http://{house.telltale}/", house.answers)
    visitor.get("/")
    visitor.close()
    return house


def in_print(house: House) -> House:
    house.printed.append(Place("printed", f"Hej {NAME.typed}".encode()))
    return house


class _Telltale(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Last-Seen", NAME.typed)
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def a_telltale() -> Iterator[str]:
    """Serve a page whose header tells the name; give its ``host:port``."""
    server = HTTPServer(("127.0.0.1", 0), _Telltale)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


PLANTED: Mapping[str, Callable[[House], House]] = MappingProxyType(
    {
        "tables": in_a_table,
        "state directory": in_a_file(lambda house: house.up.state),
        "temporary files": in_a_file(lambda house: house.temporary),
        "browser": in_a_file(lambda house: house.profile),
        "papers": in_a_file(lambda house: house.papers),
        "metrics": in_the_metrics,
        "mail": in_a_mail,
        "temporal": in_temporal,
        "answers": in_an_answer,
        "printed": in_print,
    }
)
