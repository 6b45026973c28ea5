"""A projector that may be killed or frozen.

`python -m tests.faults.projecting DSN FROZEN_AFTER_SECONDS` follows the log by small pages until it is ended.
"""

import asyncio
import sys

from adapters.postgres.log import open_log
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables import store
from projections.engine.tables.store import TableBoards


async def main(dsn: str) -> None:
    async with open_log(dsn) as log:
        await Projector(log, TableBoards(log.pool), BOARDS, page_size=3).run(asyncio.Event())


if __name__ == "__main__":
    vars(store)["FROZEN_AFTER_SECONDS"] = int(sys.argv[2])
    asyncio.run(main(sys.argv[1]))
