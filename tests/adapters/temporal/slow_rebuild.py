"""A rebuild in a process of its own, one clock a second, to be killed by a test:

    python -m tests.adapters.temporal.slow_rebuild TARGET DSN

says how many clocks are done, a line each.
"""

import asyncio
import sys

from adapters.postgres.log import open_log
from adapters.temporal.client import connect
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.rebuilds import PostgresRebuilds
from tests.temporal_server import NAMESPACE, TEST_KEY
from workflows.rebuild import rebuild


def say(done: int, of: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


async def run(target: str, dsn: str) -> None:
    client = await connect(target, NAMESPACE, TEST_KEY)
    async with open_log(dsn) as log:
        await rebuild(log, TemporalTimerEngine(client), PostgresRebuilds(log.pool), say, per_second=1)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2]))
