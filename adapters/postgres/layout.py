"""The bytes that are hashed, as `migrations/0002_log_hash.sql` lays them out: computed anew, outside the database."""

from datetime import UTC, date, datetime
from hashlib import sha256
from struct import Struct
from typing import Any
from uuid import UUID

BEFORE_THE_FIRST = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MICROSECONDS = 86_400_000_000

_integer = Struct(">q").pack
_length = Struct(">i").pack


def digest_of(row: Any) -> bytes:
    """Return the digest of a row of `log.event` that still has its salt and payload (32 bytes)."""
    occurred_at: datetime | None = row["occurred_at"]
    return sha256(
        row["salt"]
        + _integer(row["occurred_on"].toordinal() - EPOCH_DAY)
        + (b"\0" if occurred_at is None else b"\1" + _instant(occurred_at))
        + _instant(row["recorded"])
        + row["payload"]
    ).digest()


def hash_of(previous: bytes, row: Any) -> bytes:
    """Return the hash of a row of `log.event` after the hash of the one before (32 bytes)."""
    causation: UUID | None = row["causation"]
    facts = sha256(
        _integer(row["position"])
        + row["stream"].bytes
        + _integer(row["version"])
        + row["id"].bytes
        + row["command_id"].bytes
        + (b"\0" if causation is None else b"\1" + causation.bytes)
        + _integer(row["schema_version"])
        + _instant(row["recorded"])
        + _text(row["kind"])
        + _text(row["type"])
        + _text(row["actor"])
        + _text(row["municipality"])
    ).digest()
    return sha256(previous + facts + row["digest"]).digest()


def _instant(moment: datetime) -> bytes:
    since = moment - EPOCH
    return _integer(since.days * DAY_MICROSECONDS + since.seconds * 1_000_000 + since.microseconds)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded
