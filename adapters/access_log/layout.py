"""The bytes that the chain of the access log hashes, as `migrations/0013_access.sql` lays them out, computed anew."""

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


def hash_of(previous: bytes, row: Any) -> bytes:
    """Return the hash of a row of `access.entry` after the hash of the one before (32 bytes)."""
    trajectory: UUID | None = row["trajectory"]
    facts = sha256(
        _integer(row["number"])
        + _integer(row["segment"].toordinal() - EPOCH_DAY)
        + _instant(row["recorded"])
        + _instant(row["at"])
        + _text(row["municipality"])
        + _text(row["actor"])
        + _text(row["action"])
        + _text(row["purpose"])
        + _text(row["outcome"])
        + _if_present(None if trajectory is None else trajectory.bytes)
        + _text(",".join(row["fields"]))
        + _if_present(row["criterion"])
    ).digest()
    return sha256(previous + facts).digest()


def _if_present(value: bytes | None) -> bytes:
    return b"\0" if value is None else b"\1" + value


def _instant(moment: datetime) -> bytes:
    since = moment - EPOCH
    return _integer(since.days * DAY_MICROSECONDS + since.seconds * 1_000_000 + since.microseconds)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded
