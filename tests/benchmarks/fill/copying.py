"""Rows as COPY's binary format has them, hashed on the way; what a template fixes is laid out once.

A text stands there after its length in four bytes, which is how it is hashed. `adapters/postgres/layout.py` says
readably what is hashed; `test_fill.py` lets the log itself verify what is written here.
"""

import os
from datetime import timedelta
from functools import cache
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from adapters.postgres.layout import BEFORE_THE_FIRST, DAY_MICROSECONDS, EPOCH, EPOCH_DAY
from tests.benchmarks.fill.telling import Told, ToldEvent
from tests.benchmarks.fill.templates import MUNICIPALITY, EventTemplate

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
DAYS_TO_2000 = 10_957
TO_2000 = DAYS_TO_2000 * DAY_MICROSECONDS
RESOLUTION = timedelta(microseconds=1)

EVENT_COLUMNS = (
    "position", "stream", "version", "id", "command_id", "kind", "type", "schema_version", "actor", "municipality",
    "occurred_on", "occurred_at", "recorded", "payload", "salt", "digest", "hash",
)  # fmt: skip
COMMAND_COLUMNS = ("command_id", "content", "position", "streams", "versions")

_integer, _length = Struct(">q").pack, Struct(">i").pack
_keys = Struct(">h iq i16s iq i16s i16s").pack
_facts = Struct(">q16sq16s16s?qq").pack
_ends = Struct(">i32si32si32s").pack
_command = Struct(">h i16s i32s iq i iiIiii16s i iiIiiiq").pack
_UUID, _INT8 = 2950, 20


class _Fixed(NamedTuple):
    """What a template fixes of a row: its fields from kind to occurred, and the same as they are hashed."""

    fields: bytes
    schema_version: int
    texts: bytes
    occurred: bytes


class Rows:
    """Gives events their positions, times and hashes, from the first position on."""

    def __init__(self, begun: int, apart: int) -> None:
        """`begun` is when the first is recorded, `apart` how far commands are: microseconds (since 1970)."""
        self.position = 0
        self._hash = BEFORE_THE_FIRST
        self._recorded, self._apart = begun, apart

    def of(self, commands: list[Told]) -> tuple[bytes, bytes]:
        """Return the rows of `log.event`, and those of `log.command`."""
        events, stored = [HEADER], [HEADER]
        for command in commands:
            self._recorded += self._apart
            events += [self._event(command, event) for event in command.events]
            stored.append(_command_row(command, self.position))
        return b"".join((*events, TRAILER)), b"".join((*stored, TRAILER))

    def _event(self, command: Told, event: ToldEvent) -> bytes:
        self.position += 1
        position, recorded = self.position, self._recorded
        fixed = _fixed(event.template, command.kind, command.actor)
        salt, payload = os.urandom(32), event.payload
        digest = sha256(salt + fixed.occurred + _integer(recorded) + payload).digest()
        facts = _facts(
            position,
            command.stream,
            event.version,
            event.id,
            command.command_id,
            False,
            fixed.schema_version,
            recorded,
        )
        self._hash = sha256(self._hash + sha256(facts + fixed.texts).digest() + digest).digest()
        keys = _keys(
            len(EVENT_COLUMNS),
            8,
            position,
            16,
            command.stream,
            8,
            event.version,
            16,
            event.id,
            16,
            command.command_id,
        )
        times = _length(8) + _integer(recorded - TO_2000)
        body = _length(len(payload)) + payload
        return keys + fixed.fields + times + body + _ends(32, salt, 32, digest, 32, self._hash)


@cache
def _fixed(template: EventTemplate, kind: str, actor: str) -> _Fixed:
    day = template.occurred_on.toordinal() - EPOCH_DAY
    at = None if template.occurred_at is None else (template.occurred_at - EPOCH) // RESOLUTION
    when = _length(4) + _length(day - DAYS_TO_2000)
    when += _length(-1) if at is None else _length(8) + _integer(at - TO_2000)
    version = _length(8) + _integer(template.schema_version)
    return _Fixed(
        fields=_text(kind) + _text(template.type) + version + _text(actor) + _text(MUNICIPALITY) + when,
        schema_version=template.schema_version,
        texts=_text(kind) + _text(template.type) + _text(actor) + _text(MUNICIPALITY),
        occurred=_integer(day) + (b"\0" if at is None else b"\1" + _integer(at)),
    )


def _command_row(command: Told, position: int) -> bytes:
    last = command.events[-1].version
    content = os.urandom(32)
    return _command(
        len(COMMAND_COLUMNS), 16, command.command_id, 32, content, 8, position,
        40, 1, 0, _UUID, 1, 1, 16, command.stream, 32, 1, 0, _INT8, 1, 1, 8, last,
    )  # fmt: skip


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded
