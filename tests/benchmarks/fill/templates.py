"""Histories made by real commands on a log in memory, cut into streams that can be told again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from uuid import UUID

from adapters.demo.contacts import contacts_of
from adapters.demo.fill import Maker
from adapters.demo.plots import CTI_PLOTS
from adapters.demo.staff import CTI_WORKERS, demo_staff
from adapters.demo.stories import ANONYMOUS_STORIES, anonymous_story, cti_story
from adapters.memory.log import InMemoryEventLog
from adapters.reference.load import define_all, shipped
from domain.base import SYSTEM
from domain.handler import CommandHandler
from domain.log import RecordedEvent, StreamKind

MUNICIPALITY = "101"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When the stories are told: they reach back from there."""

SEED = 1
EVERYTHING = 10**9
_ID = re.compile(rb"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")

Payload = bytes | tuple[bytes | int, ...]
"""Bytes; between them, the numbers (from 0) of events of the same stream whose ids stand there, -1 for its own."""


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """An event without its ids."""

    type: str
    schema_version: int
    occurred_on: date
    occurred_at: datetime | None
    payload: Payload


@dataclass(frozen=True, slots=True)
class CommandTemplate:
    """What one command raised."""

    actor: str
    events: tuple[EventTemplate, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A stream's whole history, a command at a time."""

    stream: UUID
    kind: StreamKind
    commands: tuple[CommandTemplate, ...]

    @property
    def size(self) -> int:
        return sum(len(command.events) for command in self.commands)


@dataclass(frozen=True, slots=True)
class Templates:
    """The catalogue, which is told once, and the histories that are told again and again."""

    reference: tuple[Template, ...]
    courses: tuple[Template, ...]
    anonymous: tuple[Template, ...]
    others: tuple[Template, ...]


async def make_templates() -> Templates:
    """Tell the demo's stories once: CTI courses, anonymous counselling, and a year of lone contacts and visits."""
    log = InMemoryEventLog(MUNICIPALITY)
    maker = Maker(CommandHandler(log), MUNICIPALITY, NOW, SEED)
    await define_all(maker.handler, (*shipped(), *demo_staff()), actor=SYSTEM, municipality=MUNICIPALITY, now=NOW)
    courses = [await _course(maker, number) for number in range(len(CTI_PLOTS))]
    anonymous = [await _anonymous(maker, number) for number in range(ANONYMOUS_STORIES)]
    await maker.tell_all("year", lambda dice: list(contacts_of(NOW.year, maker.today, dice)))
    streams = _streams((await log.read(0, limit=EVERYTHING)).events)
    told = {*courses, *anonymous}
    return Templates(
        reference=tuple(template for template in streams.values() if template.kind == "reference"),
        courses=tuple(streams[stream] for stream in courses),
        anonymous=tuple(streams[stream] for stream in anonymous),
        others=tuple(item for item in streams.values() if item.stream not in told and item.kind != "reference"),
    )


async def _course(maker: Maker, number: int) -> UUID:
    plot, worker = CTI_PLOTS[number], CTI_WORKERS[number % len(CTI_WORKERS)]
    return await maker.live(f"cti-{number}", lambda dice: list(cti_story(plot, worker, maker.today, dice)))


async def _anonymous(maker: Maker, number: int) -> UUID:
    return await maker.live(f"anonymous-{number}", lambda dice: list(anonymous_story(number, maker.today, dice)))


def _streams(events: Iterable[RecordedEvent]) -> dict[UUID, Template]:
    by_stream = sorted(events, key=lambda event: (event.stream, event.version))
    return {stream: _template(tuple(group)) for stream, group in groupby(by_stream, key=lambda event: event.stream)}


def _template(events: tuple[RecordedEvent, ...]) -> Template:
    numbers = {str(event.id).encode(): number for number, event in enumerate(events)}
    numbers[str(events[0].stream).encode()] = -1
    commands = groupby(events, key=lambda event: (event.command_id, event.actor))
    return Template(
        stream=events[0].stream,
        kind=events[0].kind,
        commands=tuple(
            CommandTemplate(actor, tuple(_event(event, numbers) for event in group)) for (_, actor), group in commands
        ),
    )


def _event(event: RecordedEvent, numbers: dict[bytes, int]) -> EventTemplate:
    payload = _cut(event.payload or b"", numbers)
    return EventTemplate(event.type, event.schema_version, event.occurred_on, event.occurred_at, payload)


def _cut(payload: bytes, numbers: dict[bytes, int]) -> Payload:
    """Cut a payload at ids of its own stream and its events; others (of measures, extensions ...) are content."""
    parts = [numbers.get(part, part) for part in _ID.split(payload)]
    return payload if all(isinstance(part, bytes) for part in parts) else tuple(parts)
