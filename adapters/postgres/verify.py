"""Verifying the log: every position, version, digest and hash, computed anew outside the database.

What the chain cannot tell by itself is whether somebody who may do everything in the database has cut off its end
or computed all of it again. That takes an anchor: a position and its hash, kept elsewhere since an earlier time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from adapters.postgres.layout import BEFORE_THE_FIRST, EPOCH, digest_of, hash_of
from adapters.postgres.statements import query

BATCH = 2000
EVENTS, ORDERS, COMMANDS = query("verify_events"), query("verify_orders"), query("verify_commands")
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Fault:
    """The first place where the log is not what it was, and what is wrong there."""

    position: int
    danish: str
    english: str


@dataclass(frozen=True)
class VerifyResult:
    """How many events were looked at, the last one's position and hash (an anchor to keep), and the first fault."""

    events: int
    position: int
    hash: bytes
    fault: Fault | None

    @property
    def sound(self) -> bool:
        return self.fault is None


async def verify(
    pool: asyncpg.Pool,
    progress: Callable[[int], None] = lambda position: None,
    anchors: Mapping[int, bytes] | None = None,
) -> VerifyResult:
    """Walk the whole log, in one snapshot; tell `progress` the position reached, a batch at a time.

    `anchors` are hashes by position that were noted earlier, from `VerifyResult`. Stops at the first fault.
    """
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        walk = _Walk(await _ordered(connection), dict(anchors or {}))
        fault = await _walk_all(connection, walk, progress)
        return VerifyResult(walk.events, walk.position, walk.hash, fault)


async def _walk_all(connection: Any, walk: "_Walk", progress: Callable[[int], None]) -> Fault | None:
    cursor = await connection.cursor(EVENTS)
    while rows := await cursor.fetch(BATCH):
        for row in rows:
            if fault := walk.step(row):
                return fault
        progress(walk.position)
    return walk.missed_anchor() or await _command_fault(connection)


async def _ordered(connection: Any) -> dict[UUID, int]:
    """Return the events that orders name, each with the last position of such an order."""
    rows = await connection.fetch(ORDERS)
    named = ((name, row["position"]) for row in rows for name in _ID.findall(row["payload"] or b""))
    return {UUID(name.decode()): position for name, position in named}


async def _command_fault(connection: Any) -> Fault | None:
    position = await connection.fetchval(COMMANDS)
    if position is None:
        return None
    return Fault(
        position, "kommandoerne passer ikke til hændelserne", "the commands do not fit the events: some are missing"
    )


@dataclass
class _Walk:
    """What is known of the log up to a position."""

    ordered: Mapping[UUID, int]
    anchors: dict[int, bytes]
    events: int = 0
    position: int = 0
    hash: bytes = BEFORE_THE_FIRST
    recorded: datetime = EPOCH
    municipality: str | None = None
    versions: dict[UUID, tuple[str, int]] = field(default_factory=dict)

    def step(self, row: Any) -> Fault | None:
        """Look at the next row; return what is wrong with it, else count it."""
        fault = self._fault_of(row)
        if fault is not None:
            return fault
        self.events += 1
        self.position, self.hash, self.recorded = row["position"], row["hash"], row["recorded"]
        self.municipality = row["municipality"]
        self.versions[row["stream"]] = (row["kind"], row["version"])
        return None

    def missed_anchor(self) -> Fault | None:
        """Return the fault of a log that ends before a position that it once had."""
        if all(position <= self.position for position in self.anchors):
            return None
        return Fault(self.position + 1, "loggen er kortere end før", "the log is shorter than it once was")

    def _fault_of(self, row: Any) -> Fault | None:
        position: int = row["position"]
        if position != self.position + 1:
            return Fault(self.position + 1, "hændelsen mangler", "the event is missing")
        if not self._is_digest_right(row):
            return Fault(position, "indhold eller tider er ændret", "payload or times were changed")
        if hash_of(self.hash, row) != row["hash"]:
            return Fault(position, "kæden er brudt her", "the chain is broken here: the event was changed or moved")
        if self.anchors.get(position, row["hash"]) != row["hash"]:
            return Fault(position, "kæden er regnet om", "the chain was computed again since the anchor was noted")
        return self._fault_of_order(row)

    def _is_digest_right(self, row: Any) -> bool:
        """A blanked row's digest cannot be computed: an order in the log must name it, and the chain covers it."""
        if row["payload"] is None:
            position: int = row["position"]
            return self.ordered.get(row["id"], 0) > position
        digest: bytes = row["digest"]
        return digest_of(row) == digest

    def _fault_of_order(self, row: Any) -> Fault | None:
        kind, version = self.versions.get(row["stream"], (row["kind"], 0))
        if (row["kind"], row["version"]) != (kind, version + 1):
            return Fault(row["position"], "forkert version i sin strøm", "a wrong version or kind in its stream")
        if row["recorded"] < self.recorded or row["municipality"] != (self.municipality or row["municipality"]):
            return Fault(row["position"], "forkert tid eller kommune", "a wrong time or municipality")
        return None
