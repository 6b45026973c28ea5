"""The segments of the access log, one a month, and the signature on the closing hash of one that is over.

What is signed is text, so that anybody with the public key can check it without this program:

    exitspor access segment 1
    municipality 101
    month 2026-10
    previous 2f1d... (64 hex digits)
    entries 512
    hash 9b40... (64 hex digits)
    signed 2026-11-01T00:05:00.000000Z

each line ended by a line feed. It is never laid out otherwise under the number 1.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.access_log.postgres import unwritable_told
from adapters.checkpoints.checkpoint import text_of
from adapters.checkpoints.keys import Keys, id_of

FIRST_LINE = "exitspor access segment 1"

SEGMENTS = "SELECT * FROM access.segments()"
CLOSE_MONTHS = "SELECT access.close_months()"
SIGN = "SELECT access.sign_segment($1, $2, $3, $4, $5)"
DROP = "SELECT * FROM access.drop_segments($1)"


@dataclass(frozen=True, slots=True)
class Segment:
    """One month. `entries` and `hash` (the closing one) are None until it is over; `dropped` when it no longer is."""

    municipality: str
    month: date
    previous: bytes
    entries: int | None = None
    hash: bytes | None = None
    signing_key: str | None = None
    signed: datetime | None = None
    signature: bytes | None = None
    dropped: datetime | None = None

    def is_signed_by(self, keys: Keys) -> bool:
        """Tell whether a trusted key signed it. Raises KeyError for a key that is not among them."""
        if self.signature is None or self.signed is None:
            return False
        try:
            keys[self.signing_key or ""].verify(self.signature, signed_bytes(self, self.signed))
        except InvalidSignature:
            return False
        return True


def signed_bytes(segment: Segment, signed: datetime) -> bytes:
    """Return the bytes that are signed of a segment that is over."""
    closing = segment.hash or b""
    lines = (
        FIRST_LINE,
        f"municipality {segment.municipality}",
        f"month {segment.month:%Y-%m}",
        f"previous {segment.previous.hex()}",
        f"entries {segment.entries}",
        f"hash {closing.hex()}",
        f"signed {text_of(signed)}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


async def segments(pool: asyncpg.Pool) -> tuple[Segment, ...]:
    """Return all segments there ever were, the oldest first. They name nobody."""
    with unwritable_told():
        return tuple(map(_segment_of, await pool.fetch(SEGMENTS)))


async def close_months(pool: asyncpg.Pool) -> None:
    """Close the segment of a month that is over, although nobody has read anything since."""
    with unwritable_told():
        await pool.execute(CLOSE_MONTHS)


async def sign_closed(pool: asyncpg.Pool, key: Ed25519PrivateKey, now: datetime) -> tuple[date, ...]:
    """Sign every segment that is over and not signed yet; return their months. A signature is never replaced."""
    done = []
    for segment in await segments(pool):
        if segment.hash is not None and segment.signature is None:
            signature = key.sign(signed_bytes(segment, now))
            with unwritable_told():
                own = await pool.fetchval(SIGN, segment.month, segment.hash, id_of(key.public_key()), now, signature)
            done += [segment.month] if own else []
    return tuple(done)


async def drop_segments(pool: asyncpg.Pool, before: date) -> tuple[date, ...]:
    """Drop whole segments of months before a date; return them. The database keeps what is not kept long enough."""
    with unwritable_told():
        return tuple(sorted(row[0] for row in await pool.fetch(DROP, before)))


def _segment_of(row: Any) -> Segment:
    return Segment(**{name: row[name] for name in Segment.__slots__})
