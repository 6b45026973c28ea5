"""Nothing readable reaches Temporal's database: its files are searched for all that an agenda or a failure says."""

import os
import socket
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from temporalio.client import Client
from temporalio.worker import Worker

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import sandbox
from domain.agenda import Agenda
from domain.agenda_item import Act, ItemKind
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY, clock_of, has_ended
from tests.workflows.fakes import FakeDomain, a_closed_agenda, a_timer, an_agenda
from tests.workflows.office import trajectory
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock

ANNA = trajectory("anna")
PAST, NEXT, FAR = date(2013, 4, 2), date(2035, 1, 31), date(2035, 7, 3)
SUBJECT = UUID("7d1f3f0e-52ce-4b7c-8f6e-6f1d0a3c9b21")

IN_THE_CLEAR = [str(ANNA), "trajectory-clock", "agenda_changed", "act_on_item", "test-1", "exitspor", str(NEXT)]
"""What the codec cannot cover: whoever is to wake a clock knows when, though not what for.

It is also the proof that the search finds what is there.
"""

READABLE = [
    str(PAST), str(FAR), str(SUBJECT), "is_open", "position", "timers", '"act"', '"due"',
    f"{ItemKind.CONTACT}", f"{Act.REMIND}", "the log is away", "raise ConnectionError", "Traceback", "fakes.py",
]  # fmt: skip


async def live(client: Client) -> None:
    """A clock that acts, fails once, gets a signal, and ends: all that is ever written about one."""
    first = an_agenda(ANNA, 1, PAST, NEXT, FAR)
    fake = FakeDomain(first, failures=1)
    engine, clock = TemporalTimerEngine(client), clock_of(client, ANNA)

    async def acted() -> bool:
        return len(fake.asked) > 1

    async with Worker(
        client, task_queue=TASK_QUEUE, workflows=[TrajectoryClock], activities=[fake.act_on_item],
        workflow_runner=sandbox(),
    ):  # fmt: skip
        await engine.apply(first)
        await until(acted)
        await engine.apply(Agenda(ANNA, 8, True, (), (a_timer(NEXT), a_timer(FAR, subject=SUBJECT))))
        await engine.apply(a_closed_agenda(ANNA, 9))
        await until(partial(has_ended, clock))


def written_to(state: Path) -> bytes:
    """Every byte that Temporal wrote: its database, its write-ahead log, its log."""
    return b"".join(path.read_bytes() for path in sorted(state.glob("temporal.*")))


async def test_temporals_files_tell_ids_and_generic_names_and_nothing_else(
    embedded: EmbeddedTemporal, state: Path
) -> None:
    await live(await connect(embedded.target, NAMESPACE, TEST_KEY))
    await embedded.stop()
    database = written_to(state)
    assert [word for word in IN_THE_CLEAR if word.encode() not in database] == []
    assert [word for word in READABLE if word.encode() in database] == []
    assert f"{os.getpid()}@{socket.gethostname()}".encode() not in database
