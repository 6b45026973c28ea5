"""The hashed bytes are the same for ever, in SQL and outside: chains of earlier years must still verify."""

from datetime import UTC, date, datetime, timedelta
from struct import pack
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.copied import (
    AT,
    CAUSED,
    KEPT,
    WHOLE,
    CopiedEvent,
    digest_in,
    hash_in,
    kind_in,
    municipality_in,
)
from adapters.postgres.layout import BEFORE_THE_FIRST, digest_of, hash_of
from tests.postgres_server import TestDatabase

ROW: dict[str, Any] = {
    "position": 7,
    "stream": UUID(int=1),
    "kind": "trajectory",
    "version": 2,
    "id": UUID(int=3),
    "type": "PhaseEnded",
    "schema_version": 4,
    "command_id": UUID(int=5),
    "causation": UUID(int=6),
    "actor": "BB07",
    "municipality": "101",
    "occurred_on": date(1969, 12, 31),
    "occurred_at": datetime(1969, 12, 31, 22, 59, 59, 999_999, tzinfo=UTC),
    "recorded": datetime(2026, 7, 1, 12, 30, 15, 123_456, tzinfo=UTC),
    "payload": b'{"phase":"transition"}',
    "salt": bytes(range(32)),
    "digest": b"",
    "hash": b"",
}
BARE = {**ROW, "causation": None, "occurred_at": None, "payload": b"", "type": "Blåbær"}

GOLDEN = [
    (
        ROW,
        "e4c8401c41c24a85fa7a666765975448670a05953861c5ac16d0ec03e0108e1a",
        "81523a68ec267ec2ec78e59eb01abf5bc74364d2a46c52b7d30ccf78ed8c752d",
    ),
    (
        BARE,
        "f72025d80c8f494d94fd61a0b5ee0fb1b508a5c6eb4b9bc9fd76eb1ffd537fd0",
        "989aa96f198eb9b28bad5cea612d4a7e86b04d93acd2a95529ce6161584b6f66",
    ),
]


def complete(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "digest": digest_of(row)}


@pytest.mark.parametrize(("row", "digest", "hash_in_chain"), GOLDEN, ids=["all there", "much absent"])
def test_digest_and_hash_are_what_they_always_were(row: dict[str, Any], digest: str, hash_in_chain: str) -> None:
    assert digest_of(row).hex() == digest
    assert hash_of(BEFORE_THE_FIRST, complete(row)).hex() == hash_in_chain


@pytest.mark.parametrize("row", [ROW, BARE], ids=["all there", "much absent"])
async def test_the_database_computes_the_same(database: TestDatabase, row: dict[str, Any]) -> None:
    owner = await asyncpg.connect(database.migrator_dsn)
    await owner.execute("SET ROLE exitspor_owner")
    times = (row["occurred_on"], row["occurred_at"], row["recorded"])
    digest = await owner.fetchval("SELECT log.digest_of($1, $2, $3, $4, $5)", row["salt"], *times, row["payload"])
    assert digest == digest_of(row)
    whole = complete(row)
    in_chain = await owner.fetchval("SELECT log.hash_of($1, $2::log.event)", BEFORE_THE_FIRST, _as_event(whole))
    assert in_chain == hash_of(BEFORE_THE_FIRST, whole)
    await owner.close()


COLUMNS = (
    "position", "stream", "kind", "version", "id", "type", "schema_version", "command_id", "causation", "actor",
    "municipality", "occurred_on", "occurred_at", "recorded", "payload", "salt", "digest", "hash",
)  # fmt: skip


def _as_event(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in COLUMNS)


INSTANTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001
NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
HASHES = st.binary(min_size=32, max_size=32)
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("position", "version", "schema_version"), NUMBERS),
        **dict.fromkeys(("stream", "id", "command_id"), st.uuids()),
        **dict.fromkeys(("kind", "type", "actor", "municipality"), TEXTS),
        **dict.fromkeys(("salt", "digest", "hash"), HASHES),
        "causation": st.none() | st.uuids(),
        "occurred_on": st.dates(),
        "occurred_at": st.none() | INSTANTS,
        "recorded": INSTANTS,
        "payload": st.binary(),
    }
)
IN_2000 = datetime(2000, 1, 1, tzinfo=UTC)


@given(row=ROWS, previous=HASHES)
def test_the_fast_way_computes_the_same(row: dict[str, Any], previous: bytes) -> None:
    event = as_copied(row)
    assert digest_in(event) == digest_of(row)
    assert hash_in(previous, event) == hash_of(previous, row)
    assert kind_in(event) == row["kind"].encode()
    assert municipality_in(event)[4:] == row["municipality"].encode()


def as_copied(row: dict[str, Any]) -> CopiedEvent:
    """Return a row as PostgreSQL copies it in binary."""
    texts = [row[column].encode() for column in ("kind", "type", "actor", "municipality")]
    together = b"".join(pack(">i", len(text)) + text for text in texts)
    at, causation = row["occurred_at"], row["causation"]
    return CopiedEvent(
        shape=WHOLE | (AT if at else 0) | (CAUSED if causation else 0) | KEPT,
        position=row["position"],
        version=row["version"],
        schema_version=row["schema_version"],
        recorded=_microseconds(row["recorded"]),
        stream=row["stream"].bytes,
        id=row["id"].bytes,
        command_id=row["command_id"].bytes,
        occurred_on=(row["occurred_on"] - IN_2000.date()).days,
        digest=row["digest"],
        hash=row["hash"],
        occurred_at=_microseconds(at) if at else 0,
        causation=causation.bytes if causation else bytes(16),
        salt=row["salt"],
        kind_length=len(texts[0]),
        texts_length=len(together),
        payload_length=len(row["payload"]),
        texts=together,
        payload=row["payload"],
    )


def _microseconds(moment: datetime) -> int:
    return (moment - IN_2000) // timedelta(microseconds=1)
