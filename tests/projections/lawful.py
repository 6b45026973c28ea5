"""What happens to the payloads of a log in memory: they are blanked by order, or were written by an older program."""

import json
from uuid import uuid4

from adapters.memory.log import InMemoryEventLog
from domain.events.corrections import PayloadsBlanked
from domain.log import EventLog, RecordedEvent
from tests.projections.office import Office


async def blank_one(office: Office, number: int) -> None:
    """Blank an event of people, and record the order."""
    log = _in_memory(office.log)
    of_people = [event for event in log._events if event.kind not in ("reference", "order")]
    chosen = of_people[number % len(of_people)]
    _replace(log, chosen._replace(payload=None))
    await office.append(uuid4(), "order", PayloadsBlanked(events=(chosen.id,), order="0" * 64))


def write_as_of_old(log: EventLog) -> int:
    """Let the corrections in a log be of version 1, which named no version of what it corrects; return how many."""
    log = _in_memory(log)
    newer = [event for event in log._events if event.type == "Corrected" and event.schema_version == 2]
    for event in newer:
        if event.payload is not None:
            content = json.loads(event.payload)
            del content["content_version"]
            _replace(log, event._replace(schema_version=1, payload=json.dumps(content).encode()))
    return len(newer)


def _in_memory(log: EventLog) -> InMemoryEventLog:
    assert isinstance(log, InMemoryEventLog)
    return log


def _replace(log: InMemoryEventLog, event: RecordedEvent) -> None:
    log._events[event.position - 1] = event
    log._streams[event.stream][event.version - 1] = event
