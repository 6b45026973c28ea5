"""The access log in memory: for tests and simulations, with the same promises as PostgreSQL's."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import HASH_BYTES, Asked, Entry, Extracted, ExtractIsTheLeadersToGive, Place, Sample
from domain.access.who import Who
from domain.calendar import civil_date
from domain.trajectory_codes import Role
from domain.vault import AccessNotLogged, Reading

ACTOR = re.compile(r"[A-Z]{2,5}[0-9]{1,3}")
FIELD = re.compile(r"[a-z-]{1,40}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
MOST = 1000
AHEAD = timedelta(minutes=1)


def now_utc() -> datetime:
    return datetime.now(UTC)


class MemoryAccessLog:
    """An access log (`domain.access.log.AccessLog`) that keeps everything and forgets it with the process."""

    def __init__(self, clock: Callable[[], datetime] = now_utc) -> None:
        self._clock = clock
        self._entries: list[Entry] = []

    async def record(
        self,
        reading: Reading,
        *,
        outcome: AccessOutcome = AccessOutcome.ALLOWED,
        trajectory: UUID | None = None,
        fields: Collection[str] = (),
        criterion: bytes | None = None,
    ) -> int:
        self._refuse_invalid(reading, fields, criterion)
        month = civil_date(self._clock()).replace(day=1)
        number = 1 + sum(entry.place.month == month for entry in self._entries)
        self._entries.append(
            Entry(
                Place(month, number),
                reading.at,
                reading.actor,
                reading.action,
                reading.purpose,
                outcome,
                trajectory,
                tuple(sorted(fields)),
                criterion,
            )
        )
        return number

    async def entries(
        self, asked: Asked, *, reader: str, at: datetime, below: Place | None = None, limit: int = 50
    ) -> tuple[Entry, ...]:
        await self._read(reader, Action.READ_ACCESS_LOG, AccessPurpose.CONTROL, at, asked.trajectory)
        found = (entry for entry in reversed(self._entries) if _fits(entry, asked))
        under = [entry for entry in found if below is None or entry.place < below]
        return tuple(under[: min(limit, MOST)])

    async def extract(self, trajectory: UUID, *, who: Who, at: datetime) -> tuple[Extracted, ...]:
        if not who.has(Role.LEADER):
            raise ExtractIsTheLeadersToGive
        await self._read(who.code, Action.EXTRACT_ACCESS, AccessPurpose.SUBJECT_ACCESS, at, trajectory)
        about = [entry for entry in self._entries if entry.trajectory == trajectory]
        given = [entry for entry in about if entry.outcome is AccessOutcome.ALLOWED]
        return tuple(
            Extracted(entry.at, entry.action, entry.purpose, entry.fields)
            for entry in sorted(given, key=lambda entry: entry.at)
        )

    async def sample(self, month: date, size: int, *, reader: str, at: datetime) -> Sample:
        whole = [entry for entry in self._entries if entry.place.month == month]
        await self._read(reader, Action.SAMPLE_ACCESS, AccessPurpose.CONTROL, at, None)
        about = [entry for entry in whole if entry.trajectory or entry.criterion]
        if not about:
            return Sample(month, b"", is_over=False, drawn_from=0, entries=())
        seed = sha256(repr(whole[-1]).encode()).digest()
        drawn = sorted(about, key=lambda entry: sha256(seed + entry.place.number.to_bytes(8, "big")).digest())
        is_over = month < civil_date(self._clock()).replace(day=1)
        return Sample(month, seed, is_over, len(about), tuple(drawn[: min(size, MOST)]))

    async def _read(
        self, reader: str, action: Action, purpose: AccessPurpose, at: datetime, trajectory: UUID | None
    ) -> None:
        await self.record(Reading(reader, action, purpose, at), trajectory=trajectory)

    def _refuse_invalid(self, reading: Reading, fields: Collection[str], criterion: bytes | None) -> None:
        if reading.at > self._clock() + AHEAD:
            raise AccessNotLogged("programmets ur er foran; stil urene / the clock is ahead; set the clocks")
        if not ACTOR.fullmatch(reading.actor):
            raise ValueError("actor must be a staff code such as BB07, CLOCK0 or SYS0")
        if not all(map(FIELD.fullmatch, fields)):
            raise ValueError("fields are codes or ids")
        if criterion is not None and len(criterion) != HASH_BYTES:
            raise ValueError("a criterion is a keyed digest of 32 bytes")


def _fits(entry: Entry, asked: Asked) -> bool:
    return (
        asked.day in (None, civil_date(entry.at))
        and asked.actor in (None, entry.actor)
        and asked.trajectory in (None, entry.trajectory)
        and asked.action in (None, entry.action)
    )
