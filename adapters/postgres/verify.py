"""Verifying the log: every position, version, digest and hash, computed anew outside the database.

What the chain cannot tell by itself is whether somebody who may do everything in the database has cut off its end
or computed all of it again. That takes an anchor: a position and its hash, kept elsewhere since an earlier time, and
best signed (`adapters.checkpoints`).
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import pack
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from adapters.postgres.copied import TO_2000
from adapters.postgres.layout import BEFORE_THE_FIRST, EPOCH
from adapters.postgres.statements import query
from adapters.postgres.walk import Fault, Walk, computed_again

EVENTS, ORDERS, COMMANDS = query("verify_events"), query("verify_orders"), query("verify_commands")
ANCHORS, STREAMS = query("verify_anchors"), query("verify_streams")
# A long log takes longer than any statement of the application may. Unsorted, the copy follows the index on the
# position and needs no room on disk, also before the table was ever analysed.
FOR_A_LONG_WALK = "SET LOCAL statement_timeout = 0; SET LOCAL enable_sort = off"

_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Reached(NamedTuple):
    """An event's position, hash and instant, and the municipality: all that a later walk needs to go on from it."""

    position: int = 0
    hash: bytes = BEFORE_THE_FIRST
    recorded: datetime = EPOCH
    municipality: str = ""


@dataclass(frozen=True)
class VerifyResult:
    """How many events were looked at, the last of them (its position and hash are an anchor), and the first fault."""

    events: int
    reached: Reached
    fault: Fault | None

    @property
    def sound(self) -> bool:
        return self.fault is None

    @property
    def position(self) -> int:
        return self.reached.position

    @property
    def hash(self) -> bytes:
        return self.reached.hash


class _FaultFoundError(Exception):
    """Ends the walk at the first fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.english)
        self.fault = fault


async def verify(
    pool: asyncpg.Pool,
    progress: Callable[[int], None] = lambda position: None,
    anchors: Mapping[int, bytes] | None = None,
    *,
    start: Reached | None = None,
) -> VerifyResult:
    """Walk the log, in one snapshot, and tell `progress` the positions reached. Stops at the first fault.

    `anchors` are hashes by position that were noted earlier. With a `start` that was proved earlier, only what came
    after is walked: of what came before, the hashes at the anchors' positions are looked up, and the last versions of
    the streams that went on are taken as the log has them.
    """
    start = start or Reached()
    noted = {**(anchors or {}), **({start.position: start.hash} if start.position else {})}
    walk = _walk_from(start, noted)
    fault = None
    try:
        async with _snapshot(pool) as connection:
            await _prepare(connection, walk, start)
            await _copy_through(connection, walk, start.position or None, progress)
            _raise(walk.missed_anchor() or await _command_fault(connection, start.position or None))
    except _FaultFoundError as found:
        fault = found.fault
    return VerifyResult(walk.events, _reached(walk), fault)


@asynccontextmanager
async def _snapshot(pool: asyncpg.Pool) -> AsyncIterator[Any]:
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(FOR_A_LONG_WALK)
        yield connection


def _walk_from(start: Reached, anchors: Mapping[int, bytes]) -> Walk:
    if not start.position:
        return Walk(anchors)
    recorded = (start.recorded - EPOCH) // timedelta(microseconds=1) - TO_2000
    return Walk(anchors, start.position, start.hash, recorded, _after_its_length(start.municipality))


async def _prepare(connection: Any, walk: Walk, start: Reached) -> None:
    walk.ordered = await _ordered(connection)
    if not start.position:
        return
    _raise(await _fault_before(connection, walk.anchors, start.position))
    for row in await connection.fetch(STREAMS, start.position):
        walk.remember(row["stream"].bytes, row["kind"].encode(), row["version"])


async def _copy_through(connection: Any, walk: Walk, after: int | None, progress: Callable[[int], None]) -> None:
    fault: Fault | None = None

    async def take(chunk: bytes) -> None:
        nonlocal fault
        if fault is None:
            fault = walk.take(bytes(chunk))
            progress(walk.position)

    # What comes after a fault is let pass: asyncpg hangs where an error ends a copy that the server has already sent
    # to its end, and a request to cancel it may come late and hit the statement after it.
    await connection.copy_from_query(EVENTS, after, output=take, format="binary")
    _raise(fault)


def _raise(fault: Fault | None) -> None:
    if fault is not None:
        raise _FaultFoundError(fault)


async def _ordered(connection: Any) -> dict[bytes, int]:
    """Return the events that orders name, each with the last position of such an order."""
    rows = await connection.fetch(ORDERS)
    placed = [row for row in rows if row["position"]]
    named = ((name, row["position"]) for row in placed for name in _ID.findall(row["payload"] or b""))
    return {UUID(name.decode()).bytes: position for name, position in named}


async def _fault_before(connection: Any, anchors: Mapping[int, bytes], up_to: int) -> Fault | None:
    """Return the fault at the first anchor, up to a position, whose hash the log has no longer."""
    noted = {position: anchor for position, anchor in anchors.items() if 0 < position <= up_to}
    rows = await connection.fetch(ANCHORS, list(noted))
    held = {row["position"]: row["hash"] for row in rows}
    missed = [position for position, anchor in noted.items() if held.get(position) != anchor]
    return computed_again(min(missed)) if missed else None


async def _command_fault(connection: Any, after: int | None) -> Fault | None:
    position = await connection.fetchval(COMMANDS, after)
    if position is None:
        return None
    return Fault(
        position, "kommandoerne passer ikke til hændelserne", "the commands do not fit the events: some are missing"
    )


def _reached(walk: Walk) -> Reached:
    if not walk.position:
        return Reached()
    recorded = EPOCH + timedelta(microseconds=walk.recorded + TO_2000)
    return Reached(walk.position, walk.hash, recorded, walk.municipality[4:].decode())


def _after_its_length(text: str) -> bytes:
    encoded = text.encode()
    return pack(">i", len(encoded)) + encoded
