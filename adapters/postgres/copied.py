"""Events as `queries/verify_events.sql` copies them: taken apart and hashed from the bytes that come.

`layout.py` says readably what is hashed; this says the same fast, and is tested against it. In PostgreSQL's binary
format a text stands after its length in four bytes, which is how it is hashed: the four texts of an event are hashed
as they come. Instants come as microseconds and dates as days since 2000-01-01, and are hashed as such since 1970.
"""

from collections.abc import Iterator
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from adapters.postgres.layout import DAY_MICROSECONDS

DAYS_TO_2000 = 10_957
TO_2000 = DAYS_TO_2000 * DAY_MICROSECONDS

WHOLE, AT, CAUSED, KEPT = 1, 2, 4, 8
"""What a row's shape may say: it can be taken apart; it has an instant, a causation, its payload and salt."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_HEADER = len(_SIGNATURE) + 8
_TRAILER = 2
_SHAPE = 7
_LENGTH = 4
_FIELDS = Struct(">2x4xh4xq4xq4xq4xq4x16s4x16s4x16s4xi4x32s4x32s4xq4x16s4x32s4xi4xi4xi")

_on, _on_at = Struct(">q?q").pack, Struct(">q?qq").pack
_facts, _facts_caused = Struct(">q16sq16s16s?qq").pack, Struct(">q16sq16s16s?16sqq").pack


class CopiedEvent(NamedTuple):
    """A row of `log.event`; instants in microseconds and the date in days since 2000, ids as 16 bytes.

    `texts` are kind, type, actor and municipality, each after its length in four bytes. What `shape` says to be
    absent is zeros or empty.
    """

    shape: int
    position: int
    version: int
    schema_version: int
    recorded: int
    stream: bytes
    id: bytes
    command_id: bytes
    occurred_on: int
    digest: bytes
    hash: bytes
    occurred_at: int
    causation: bytes
    salt: bytes
    kind_length: int
    texts_length: int
    payload_length: int
    texts: bytes
    payload: bytes


def events_in(chunk: bytes) -> Iterator[CopiedEvent | None]:
    """Yield the events of a chunk of the copy; None for a row that lacks something, which ends the chunk.

    A chunk holds whole rows: the protocol sends each in a message of its own, the header with the first.
    """
    offset = _HEADER if chunk.startswith(_SIGNATURE) else 0
    end = len(chunk) - _TRAILER
    while offset < end:
        if not chunk[offset + _SHAPE]:
            yield None
            return
        fields = _FIELDS.unpack_from(chunk, offset)
        texts = offset + _FIELDS.size
        payload = texts + fields[-2] + _LENGTH
        offset = payload + fields[-1]
        yield CopiedEvent._make((*fields, chunk[texts : payload - _LENGTH], chunk[payload:offset]))


def kind_in(event: CopiedEvent) -> bytes:
    """Return the kind of the event's stream, in UTF-8."""
    return event.texts[_LENGTH : _LENGTH + event.kind_length]


def municipality_in(event: CopiedEvent) -> bytes:
    """Return the municipality after its length in four bytes: the last of the texts."""
    texts = event.texts
    for _ in range(3):
        texts = texts[_LENGTH + int.from_bytes(texts[:_LENGTH], "big") :]
    return texts


def digest_in(event: CopiedEvent) -> bytes:
    """Return the digest that `layout.digest_of` defines, of an event that still has its salt and payload."""
    on, recorded = event.occurred_on + DAYS_TO_2000, event.recorded + TO_2000
    times = _on_at(on, True, event.occurred_at + TO_2000, recorded) if event.shape & AT else _on(on, False, recorded)
    return sha256(event.salt + times + event.payload).digest()


def hash_in(previous: bytes, event: CopiedEvent) -> bytes:
    """Return the hash that `layout.hash_of` defines, after the hash of the event before."""
    _, position, version, schema_version, recorded, stream, event_id, command_id, *_ = event
    recorded += TO_2000
    if event.shape & CAUSED:
        facts = _facts_caused(
            position, stream, version, event_id, command_id, True, event.causation, schema_version, recorded
        )
    else:
        facts = _facts(position, stream, version, event_id, command_id, False, schema_version, recorded)
    return sha256(previous + sha256(facts + event.texts).digest() + event.digest).digest()
