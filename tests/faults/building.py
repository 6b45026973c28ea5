"""A maker of a build that may be killed.

`python -m tests.faults.building DSN BOARD NUMBER SHARDS` ends with 0 when the build is whole.
"""

import asyncio
import sys

from adapters.postgres.log import open_log
from projections.boards import BOARDS
from projections.engine import bulk
from projections.engine.builder import plan
from projections.engine.tables.store import TableBoards


async def main(dsn: str, name: str, number: int, shards: int) -> None:
    (board,) = [board for board in BOARDS if board.name == name]
    async with open_log(dsn) as log, TableBoards(log.pool).session() as session:
        held = await session.take(board, number)
        assert held is not None
        if not await session.is_whole(held):  # the one before may have died just behind the end
            await (await plan(log, session, held, shards=shards)).fill_all()


if __name__ == "__main__":
    bulk.STREAMS_AT_A_TIME = 2
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
