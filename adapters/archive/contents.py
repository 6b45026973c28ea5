"""What a delivery holds: the events of a trajectory, and what the vault held of it, as JSON in UTF-8."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from domain.events.vault import ArchiveDelivered
from domain.log import RecordedEvent
from domain.vault import Contents

EVENTS, VAULT, MANIFEST = "events.jsonl", "vault.json", "manifest.json"
FORMAT = 1


def delivery_of(
    trajectory: UUID, municipality: str, events: Iterable[RecordedEvent], contents: Contents
) -> Mapping[str, bytes]:
    """Return the files of a delivery by name: the same for the same contents, whenever it is made.

    That a delivery was made is not part of it.
    """
    files = {
        EVENTS: b"".join(map(_line, (one for one in events if one.type != ArchiveDelivered.type_name))),
        VAULT: _json(
            {
                "fields": {str(field): text for field, text in sorted(contents.fields.items())},
                "notes": [
                    {
                        "id": str(note.id),
                        "on": note.on.isoformat(),
                        "text": note.text,
                        "written_by": note.written_by,
                        "written": note.written.isoformat() if note.written else None,
                    }
                    for note in contents.notes
                ],
            }
        ),
    }
    manifest = {
        "format": FORMAT,
        "trajectory": str(trajectory),
        "municipality": municipality,
        "files": {name: digest_of(content) for name, content in sorted(files.items())},
    }
    return {**files, MANIFEST: _json(manifest)}


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return sha256(content).hexdigest()


def _line(event: RecordedEvent) -> bytes:
    """Return an event as one line; its payload is None where a lawful order has blanked it."""
    told = {
        "position": event.position,
        "version": event.version,
        "id": str(event.id),
        "type": event.type,
        "schema_version": event.schema_version,
        "occurred_on": event.occurred_on.isoformat(),
        "occurred_at": event.occurred_at.isoformat() if event.occurred_at else None,
        "recorded": event.recorded.isoformat(),
        "actor": event.actor,
        "content": json.loads(event.payload) if event.payload is not None else None,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2).encode() + b"\n"
