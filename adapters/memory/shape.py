"""What an append must look like before it is worth looking at: the rules that PostgreSQL checks in SQL."""

import re
from collections.abc import Iterator
from uuid import UUID

from domain.log import STREAM_KINDS, CommandAppend, NewEvent, StreamAppend

CONTENT_BYTES = 32
LARGEST_VERSION = 2**63 - 1
ACTOR = re.compile(r"[A-Z]{2,5}[0-9]{1,3}")
TYPE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,99}")


def faults_of(command: CommandAppend, municipality: str) -> Iterator[str]:
    """Yield what is wrong with a command, in the words of the SQL function."""
    if command.municipality != municipality:
        yield (
            f"kommunen {command.municipality} er ikke denne installations ({municipality}) / "
            f"municipality {command.municipality} is not this installation's ({municipality})"
        )
    if len(command.content) != CONTENT_BYTES:
        yield "content must be 32 bytes: the SHA-256 of the command's canonical content"
    if not ACTOR.fullmatch(command.actor):
        yield "actor must be a staff code such as BB07, CLOCK0 or SYS0"
    if not command.streams:
        yield "a command appends to at least one stream; do not append a refusal or a no-op"
    if _repeats([part.stream for part in command.streams]):
        yield "a command names each stream once; put its events together"
    if _repeats([event.id for part in command.streams for event in part.events]):
        yield "an event id occurs twice in one command"
    for part in command.streams:
        yield from _faults_of_stream(part)


def _faults_of_stream(part: StreamAppend) -> Iterator[str]:
    if part.kind not in STREAM_KINDS:
        yield f"unknown stream kind; known are {', '.join(STREAM_KINDS)}"
    if not 0 <= part.expected_version <= LARGEST_VERSION:
        yield "expected version must be 0 or higher, and a 64-bit integer"
    if not part.events:
        yield "a stream part holds at least one event"
    for event in part.events:
        yield from _faults_of_event(event)


def _faults_of_event(event: NewEvent) -> Iterator[str]:
    if not TYPE.fullmatch(event.type):
        yield "event type must be a stable name of letters, digits, dots, dashes"
    if event.schema_version < 1:
        yield "schema version must be 1 or higher"
    if not isinstance(event.payload, bytes):
        yield "a payload is bytes, and not null"


def _repeats(ids: list[UUID]) -> bool:
    return len(set(ids)) < len(ids)
