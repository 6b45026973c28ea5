"""The log walked slowly and plainly, by `layout.py` and whole rows: what the fast walk must agree with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from adapters.postgres.layout import BEFORE_THE_FIRST, EPOCH, digest_of, hash_of

MAY_BE_ABSENT = {"causation", "occurred_at", "payload", "salt"}


async def first_fault(connection: asyncpg.Connection) -> int | None:
    """Return the position of the first fault among the events, None if there is none."""
    rows = await connection.fetch("SELECT * FROM log.event ORDER BY position")
    orders = [row for row in rows if row["kind"] == "order" and row["type"] == "PayloadsBlanked"]
    walk = PlainWalk({row["position"]: row["payload"] for row in orders if row["position"] and row["payload"]})
    return next((walk.position + 1 for row in rows if not walk.passes(row)), None)


@dataclass
class PlainWalk:
    """What is known of the log up to a position; `orders` are payloads by position."""

    orders: dict[int, bytes]
    position: int = 0
    hash: bytes = BEFORE_THE_FIRST
    recorded: datetime = EPOCH
    municipality: str | None = None
    streams: dict[UUID, tuple[str, int]] = field(default_factory=dict)

    def passes(self, row: Any) -> bool:
        """Tell whether an event is what it must be after the ones before; if so, count it."""
        if not self._is_complete(row) or row["position"] != self.position + 1 or not self._is_next(row):
            return False
        self.position, self.hash, self.recorded = row["position"], row["hash"], row["recorded"]
        self.municipality = row["municipality"]
        self.streams[row["stream"]] = (row["kind"], row["version"])
        return True

    def _is_complete(self, row: Any) -> bool:
        lengths = [len(row[column]) for column in ("digest", "hash", "salt") if row[column] is not None]
        absent = {column for column, value in row.items() if value is None}
        return absent <= MAY_BE_ABSENT and len(absent & {"payload", "salt"}) != 1 and set(lengths) == {32}

    def _is_next(self, row: Any) -> bool:
        kind, version = self.streams.get(row["stream"], (row["kind"], 0))
        return (
            self._has_its_digest(row)
            and row["hash"] == hash_of(self.hash, row)
            and (row["kind"], row["version"]) == (kind, version + 1)
            and row["recorded"] >= self.recorded
            and row["municipality"] == (self.municipality or row["municipality"])
        )

    def _has_its_digest(self, row: Any) -> bool:
        if row["payload"] is not None:
            return bool(row["digest"] == digest_of(row))
        name = str(row["id"]).encode()
        return any(position > row["position"] and name in payload for position, payload in self.orders.items())
