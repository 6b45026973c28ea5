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
from adapters.study.days import days_key
from adapters.study.entitled import Entitled, entitled
from adapters.web.asking import TheDesk
from adapters.web.errors import RefusedError, told
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.refusals import NOT_OF_YOUR_STUDY
from domain.base import Code
from domain.calendar import civil_date
from domain.log import RecordedEvent
from domain.vault import Reading

AT_ONCE = 200
FIELDS = ("events",)
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
    """Export the trajectories' events, of one programme or of all that one is entitled to.

    It is in the access log before it begins.
    """
    told(await desk.allowed(Action.EXPORT, purpose=AccessPurpose.EVALUATION, fields=FIELDS))
    services, now = desk.services, desk.services.clock()
    own = await entitled(services.pool, desk.who.code, civil_date(now))
    wanted = None if own is None else own.narrowed(programme)
    outcome = AccessOutcome.REFUSED if wanted is None else AccessOutcome.ALLOWED
    reading = Reading(desk.who.code, Action.EXPORT, AccessPurpose.EVALUATION, now)
    await services.access_log.record(reading, outcome=outcome, fields=FIELDS)
    if wanted is None:
        raise RefusedError(NOT_OF_YOUR_STUDY)
    veil = Veil(days_key(services.export_key, desk.who.code))
    return StreamingResponse(_lines(desk, veil, wanted), media_type=LINES)


async def _lines(desk: Desk, veil: Veil, wanted: Entitled) -> AsyncIterator[bytes]:
    """Yield the lines in the order of the pseudonyms, so that nothing tells which trajectory began before which."""
    log = desk.services.log
    streams = sorted(await log.streams("trajectory"), key=veil.id)
    for start in range(0, len(streams), AT_ONCE):
        events = wanted.known(await log.load_many(streams[start : start + AT_ONCE]))
        told_of = {stream: list(told) for stream, told in groupby(events, key=lambda event: event.stream)}
        for stream in sorted(told_of, key=veil.id):
            if wanted.programme in (None, _programme(told_of[stream])):
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
