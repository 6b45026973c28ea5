"""A projector that runs during a block."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from projections.engine.projector import Projector

ENOUGH_SECONDS = 60


@asynccontextmanager
async def running(projector: Projector) -> AsyncIterator[asyncio.Event]:
    """Run a projector during a block; it must then end by itself."""
    stop = asyncio.Event()
    task = asyncio.create_task(projector.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, ENOUGH_SECONDS)
