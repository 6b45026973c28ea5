"""Histories told again under fresh ids, many at a time, so that their events lie between one another in the log."""

import os
import random
from collections.abc import Iterator
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from domain.log import StreamKind
from tests.benchmarks.fill.templates import CommandTemplate, EventTemplate, Template, Templates

SEED = 1
OPEN_SHARE = 0.04
"""A course lasts nine months, and a log of twenty years has so many of its streams open at a time."""

FEWEST_OPEN = 50
COURSES, ANONYMOUS = 0.6, 0.75
"""Of a hundred streams 60 are courses, 15 anonymous counselling, the rest lone contacts, visits and cards."""


class ToldEvent(NamedTuple):
    """An event with its id (16 bytes), still without a position."""

    id: bytes
    version: int
    template: EventTemplate
    payload: bytes


class Told(NamedTuple):
    """A command told again; ids are 16 bytes."""

    command_id: bytes
    stream: bytes
    kind: StreamKind
    actor: str
    events: list[ToldEvent]


class Telling:
    """One history being told, under a stream id of its own."""

    def __init__(self, template: Template, stream: bytes) -> None:
        self._template = template
        self._stream = stream
        self._commands = iter(template.commands)
        self._ids: list[bytes] = []

    def next(self) -> Told | None:
        """Return the next command, None at the end."""
        command = next(self._commands, None)
        return None if command is None else self._tell(command)

    def _tell(self, command: CommandTemplate) -> Told:
        command_id = fresh_id()
        ids, events = self._ids, []
        for ordinal, event in enumerate(command.events):
            ids.append(event_id(command_id, ordinal))
            payload = event.payload if isinstance(event.payload, bytes) else self._payload(event.payload)
            events.append(ToldEvent(ids[-1], len(ids), event, payload))
        return Told(command_id, self._stream, self._template.kind, command.actor, events)

    def _payload(self, payload: tuple[bytes | int, ...]) -> bytes:
        return b"".join([part if isinstance(part, bytes) else self._id(part) for part in payload])

    def _id(self, number: int) -> bytes:
        return str(UUID(bytes=self._stream if number < 0 else self._ids[number])).encode()


def told(templates: Templates, events: int) -> Iterator[Told]:
    """Tell the catalogue, and then histories until there are at least so many events; unfinished ones are left so."""
    count = 0
    for command in catalogue(templates):
        count += len(command.events)
        yield command
    dice = random.Random(SEED)
    streams = max(FEWEST_OPEN, int(events / _mean_size(templates) * OPEN_SHARE))
    tellings = [Telling(_pick(templates, dice), fresh_id()) for _ in range(streams)]
    while count < events:
        number = int(dice.random() * streams)
        command_told = tellings[number].next()
        if command_told is None:
            tellings[number] = Telling(_pick(templates, dice), fresh_id())
            continue
        count += len(command_told.events)
        yield command_told


def catalogue(templates: Templates) -> Iterator[Told]:
    """Tell the catalogue, under its own stream ids: they follow from its codes."""
    for template in templates.reference:
        yield from whole(template, template.stream.bytes)


def whole(template: Template, stream: bytes) -> Iterator[Told]:
    """Tell a whole history under a stream id."""
    telling = Telling(template, stream)
    while (command := telling.next()) is not None:
        yield command


def fresh_id() -> bytes:
    """Return the bytes of a new uuid4."""
    return _marked(os.urandom(16), 0x40)


def event_id(command: bytes, ordinal: int) -> bytes:
    """Return the bytes of the uuid5 that `domain.log.event_id` returns."""
    return _marked(sha1(command + b"%d" % ordinal).digest()[:16], 0x50)


def _marked(value: bytes, version: int) -> bytes:
    marked = bytearray(value)
    marked[6] = marked[6] & 0x0F | version
    marked[8] = marked[8] & 0x3F | 0x80
    return bytes(marked)


def _pick(templates: Templates, dice: random.Random) -> Template:
    chance = dice.random()
    if chance < COURSES:
        return dice.choice(templates.courses)
    return dice.choice(templates.anonymous if chance < ANONYMOUS else templates.others)


def _mean_size(templates: Templates) -> float:
    courses, anonymous, others = (
        sum(template.size for template in group) / len(group)
        for group in (templates.courses, templates.anonymous, templates.others)
    )
    return COURSES * courses + (ANONYMOUS - COURSES) * anonymous + (1 - ANONYMOUS) * others
