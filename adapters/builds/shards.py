"""Filling a build's shards by several processes at once, under the hold of the one that began them.

The build's epoch guards it: when another process takes it, these write no more.
"""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from adapters.builds.place import LOOK_SECONDS, Place, Progress
from adapters.postgres.log import open_log
from adapters.process.garbage import collect_rarely
from projections.boards import BOARDS
from projections.engine.build import FencedError, Held, Shard
from projections.engine.builder import Making
from projections.engine.tables.store import TableBoards

FILLED, FENCED, FAILED = 0, 3, 1
"""Exit codes of a process."""

_spawning = get_context("spawn")


class ShardFailedError(RuntimeError):
    """A process could not fill its shard: the database was away, or the process was killed."""

    def __init__(self) -> None:
        super().__init__(
            "en af processerne, der byggede tavlen, stoppede; kør kommandoen igen, så fortsætter den / "
            "one of the processes that built the board ended; run the command again, and it goes on"
        )


@dataclass(frozen=True)
class AtOnce:
    """How many processes fill a build, and how each of them reaches the database."""

    processes: int
    dsn: str


@dataclass(frozen=True)
class ShardWork:
    """What a process is told: how it reaches the database, and which part of which build is its own."""

    dsn: str
    board: str
    number: int
    epoch: int
    position: int
    shard: Shard


async def fill_at_once(place: Place, making: Making, at_once: AtOnce, progress: Progress) -> None:
    """Fill the shards that are not done yet, by several processes. Raises FencedError, ShardFailedError."""
    waiting = [_work(making, shard, at_once.dsn) for shard in making.shards if not shard.is_done]
    running: list[BaseProcess] = []
    try:
        while waiting or running:
            while waiting and len(running) < at_once.processes:
                running.append(_started(waiting.pop(0)))
            await asyncio.sleep(LOOK_SECONDS)
            # Also keeps the session of the build's lock awake.
            await making.session.alive([making.held])
            build = await place.build(making.held.number)
            progress(build.built if build else 0.0)
            running = _still_running(running, making.held)
    finally:
        for process in running:
            process.kill()
            process.join()


def _work(making: Making, shard: Shard, dsn: str) -> ShardWork:
    held = making.held
    return ShardWork(dsn, held.board.name, held.number, held.epoch, making.position, shard)


def _started(work: ShardWork) -> BaseProcess:
    """Start a process that Ctrl-C does not reach, from its first moment: it inherits that the signal is blocked."""
    process = _spawning.Process(target=fill_shard, args=(work,), daemon=True)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


def _still_running(processes: Sequence[BaseProcess], held: Held) -> list[BaseProcess]:
    codes = [process.exitcode for process in processes]
    if FENCED in codes:
        raise FencedError(held)
    if any(code not in (None, FILLED) for code in codes):
        raise ShardFailedError
    return [process for process, code in zip(processes, codes, strict=True) if code is None]


def fill_shard(work: ShardWork) -> None:
    """Fill a shard as a process of its own, and end it with an exit code."""
    collect_rarely()
    raise SystemExit(asyncio.run(_filled(work)))


async def _filled(work: ShardWork) -> int:
    """Fill a shard; an error ends as a code, since its text could quote what was read."""
    board = next(board for board in BOARDS if board.name == work.board)
    held = Held(board, work.number, work.epoch)
    try:
        async with open_log(work.dsn) as log, TableBoards(log.pool).session() as session:
            await Making(log, session, held, work.position, (work.shard,)).fill(work.shard)
    except FencedError:
        return FENCED
    except Exception:
        return FAILED
    return FILLED
