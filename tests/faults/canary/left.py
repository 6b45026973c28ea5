"""Everything that an installation leaves anywhere, by the kind of place it is left in."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import httpx2
from temporalio.client import Client

from adapters.embedded.runtime import read_runtime
from tests.adapters.cli.database import dump
from tests.faults.canary.house import House
from tests.faults.canary.search import Place, files_under


def tables(house: House) -> Iterator[Place]:
    """Yield every table of every schema, as PostgreSQL copies it out: what a dump holds."""
    for name, content in dump(house.up).items():
        yield Place(f"table {name}", content)


def state(house: House) -> Iterator[Place]:
    """Yield the whole state directory: PostgreSQL's files and write-ahead log, Temporal's database, keys, logs."""
    return files_under(house.up.state)


def temporary(house: House) -> Iterator[Place]:
    return files_under(house.temporary)


def browser(house: House) -> Iterator[Place]:
    """Yield the browser's profile: history, cache, what forms were filled with, what tabs are restored by."""
    return files_under(house.profile)


def papers(house: House) -> Iterator[Place]:
    """Yield what was written to files on purpose: reports, papers, sheets, cards."""
    return files_under(house.papers)


def metrics(house: House) -> Iterator[Place]:
    for path in ("metrics", "health/ready", "health/live"):
        answer = httpx2.get(f"http://{house.metrics}/{path}")
        yield Place(f"/{path} of the metrics' port", answer.content + str(answer.headers).encode())


def mail(house: House) -> Iterator[Place]:
    """Yield each mail as it was sent, and as it is read."""
    for number, (raw, read) in enumerate(zip(house.post.taken, house.post.mails, strict=True)):
        yield Place(f"mail {number}, as sent", raw)
        yield Place(f"mail {number}, as read", f"{read['subject']}\n{read.get_content()}".encode())


def temporal(house: House) -> Iterator[Place]:
    """Yield what whoever reaches Temporal can ask it for: each workflow's description and history, each schedule."""
    return iter(asyncio.run(_temporal(house)))


async def _temporal(house: House) -> list[Place]:
    runtime = read_runtime(house.up.state)
    assert runtime is not None
    client = await Client.connect(runtime.temporal)
    found = []
    async for one in client.list_workflows():
        handle = client.get_workflow_handle(one.id, run_id=one.run_id)
        described = (await handle.describe()).raw_description
        history = await handle.fetch_history()
        content = described.SerializeToString() + history.to_json().encode()
        found.append(Place(f"workflow {one.workflow_type}", content))
        found += [Place(f"event of a {one.workflow_type}", event.SerializeToString()) for event in history.events]
    async for schedule in await client.list_schedules():
        described_too = (await client.get_schedule_handle(schedule.id).describe()).raw_description
        found.append(Place("schedule", described_too.SerializeToString()))
    return found


def answers(house: House) -> Iterator[Place]:
    """Yield what the pages answered: all headers, and all bodies but those that are there to show the vault."""
    return iter(house.answers)


def printed(house: House) -> Iterator[Place]:
    """Yield what was printed by commands, and by the installation itself."""
    yield from house.printed
    yield Place("printed by exitspor up", "\n".join(house.up.said).encode())


LEFT: Mapping[str, Callable[[House], Iterator[Place]]] = MappingProxyType(
    {
        "tables": tables,
        "state directory": state,
        "temporary files": temporary,
        "browser": browser,
        "papers": papers,
        "metrics": metrics,
        "mail": mail,
        "temporal": temporal,
        "answers": answers,
        "printed": printed,
    }
)
