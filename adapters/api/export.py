"""Histories for evaluators, under pseudonyms that are new in every export: JSON, one event a line."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from adapters.api.answers import RESPONSES
from adapters.api.veil import Veil
from adapters.desk.desk import Desk
from adapters.web.asking import TheDesk
from adapters.web.errors import told
from domain.access.codes import AccessPurpose, Action
from domain.base import Code
from domain.log import RecordedEvent
from domain.vault import Reading

AT_ONCE = 200
LINES = "application/x-ndjson"

Lines = Annotated[Code | None, Query()]

router = APIRouter(tags=["export"], responses=RESPONSES)


@router.get(
    "/export/events",
    operation_id="export-events",
    response_class=StreamingResponse,
    responses={200: {"description": "One event a line.", "content": {LINES: {"schema": {"type": "string"}}}}},
)
async def export_events(desk: TheDesk, programme: Lines = None) -> StreamingResponse:
    """Export every trajectory's events, of one programme or of all. It is in the access log before it begins."""
    told(await desk.allowed(Action.EXPORT, purpose=AccessPurpose.EVALUATION, fields=("events",)))
    reading = Reading(desk.who.code, Action.EXPORT, AccessPurpose.EVALUATION, desk.services.clock())
    await desk.services.access_log.record(reading, fields=("events",))
    return StreamingResponse(_lines(desk, Veil(), programme), media_type=LINES)


async def _lines(desk: Desk, veil: Veil, programme: str | None) -> AsyncIterator[bytes]:
    """Yield the lines in the order of the pseudonyms, so that nothing tells which trajectory began before which."""
    log = desk.services.log
    streams = sorted(await log.streams("trajectory"), key=veil.id)
    for start in range(0, len(streams), AT_ONCE):
        events = await log.load_many(streams[start : start + AT_ONCE])
        told_of = {stream: list(told) for stream, told in groupby(events, key=lambda event: event.stream)}
        for stream in streams[start : start + AT_ONCE]:
            if programme in (None, _programme(told_of[stream])):
                yield b"".join(_veiled(stream, told_of[stream], veil))


def _programme(events: list[RecordedEvent]) -> str | None:
    """Return the programme that a trajectory was opened in; None where a lawful order has blanked that."""
    opening = events[0].payload
    return None if opening is None else json.loads(opening).get("programme")


def _veiled(stream: UUID, events: Iterable[RecordedEvent], veil: Veil) -> Iterator[bytes]:
    moved = veil.moved(stream)
    for event in events:
        line: dict[str, Any] = {
            "trajectory": str(veil.id(stream)),
            "version": event.version,
            "id": str(veil.id(event.id)),
            "type": event.type,
            "schema_version": event.schema_version,
            "occurred_on": (event.occurred.on + moved).isoformat(),
            "content": None if event.payload is None else veil.content(json.loads(event.payload), moved),
        }
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
