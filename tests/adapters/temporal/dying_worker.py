"""A worker in a process of its own that ends as kill -9 does, at one point of the first act that it is given:

    python -m tests.adapters.temporal.dying_worker TARGET DSN POINT

It makes two points of each call to the log, before and after; a point beyond them all is the end of the act, when
all is appended and Temporal has had no answer. It says "running" once it takes acts.
"""

import asyncio
import os
import signal
import sys

from adapters.postgres.log import open_log
from adapters.temporal.client import connect
from adapters.temporal.worker import clock_worker
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.chaos.mishaps import Mishaps
from tests.workflows.chaos.shaky_log import ShakyLog
from tests.workflows.office import MUNICIPALITY, Office
from workflows.activities import ClockActivities
from workflows.contracts import ActInput, AgendaSent


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly(Mishaps):
    """Nothing goes wrong but at one point, which kills the process for real."""

    def __init__(self, point: int) -> None:
        super().__init__(seed=0)
        self._points_left = point

    def strikes(self, mishap: str, per_cent: float) -> bool:
        return False

    def may_kill(self, mishap: str, per_cent: float) -> None:
        self._points_left -= 1
        if not self._points_left:
            die()


class DyingActivities(ClockActivities):
    """The product's activity; it does not live to answer."""

    async def act(self, asked: ActInput) -> AgendaSent:
        await super().act(asked)
        die()
        raise AssertionError("it is dead")


async def run(target: str, dsn: str, point: int) -> None:
    client = await connect(target, NAMESPACE, TEST_KEY)
    async with open_log(dsn) as log:
        office = Office(ShakyLog(log, "worker", Deadly(point), per_cent=0))
        async with clock_worker(client, DyingActivities(office.handler, office.agendas, MUNICIPALITY)):
            sys.stdout.write("running\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
