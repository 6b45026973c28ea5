"""Waiting until a board shows what one has just done."""

import asyncio

from asyncpg import Connection, Pool

from projections.engine.board import Board
from projections.engine.freshness import live_position

LOOK_SECONDS = 0.02
"""How often one who waits looks."""


async def wait_until(connection: Connection | Pool, board: Board, position: int, seconds: float = 2.0) -> bool:
    """Return True as soon as a board has come to a position, False if it has not within some seconds.

    With a pool, no connection is kept while waiting. Raises BoardNotSetUpError.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while await live_position(connection, board) < position:
        if loop.time() >= deadline:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
