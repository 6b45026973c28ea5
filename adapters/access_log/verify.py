"""Verifying the access log outside the database: every hash computed anew, month by month, and every signature.

The rows at the end of the month that goes on can be cut off without breaking the chain: an anchor of an earlier run,
kept elsewhere, shows it. That whole months are dropped by retention alone is known from their headers, which stay.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import asyncpg

from adapters.access_log.layout import BEFORE_THE_FIRST, hash_of
from adapters.access_log.postgres import PostgresAccessLog, unwritable_told
from adapters.access_log.segments import Segment, segments
from adapters.checkpoints.keys import Keys
from domain.access.codes import AccessPurpose, Action
from domain.access.log import Place
from domain.vault import Reading

WALK = "SELECT * FROM access.walk($1, $2, $3, $4, $5)"
PAGE = 200
NO_KEYS: Keys = MappingProxyType({})
NO_ANCHORS: Mapping[Place, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place that is not as it was written; number 0 is the month itself."""

    place: Place
    danish: str
    english: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was found whole up to `reached` (its hash beside it), the fault if any, and months without signature.

    A month that is over counts as unsigned only where there are keys to check signatures with.
    """

    entries: int
    reached: Place | None
    hash: bytes
    fault: Fault | None = None
    unsigned: tuple[date, ...] = ()


class _BrokenError(Exception):
    def __init__(self, month: date, number: int, danish: str, english: str) -> None:
        self.fault = Fault(Place(month, number), danish, english)
        super().__init__(english)


async def verify(
    pool: asyncpg.Pool,
    *,
    reader: str,
    at: datetime,
    keys: Keys = NO_KEYS,
    anchors: Mapping[Place, bytes] = NO_ANCHORS,
) -> Verified:
    """Verify all that is kept; each month that is read is written down as the reader's first. Raises AccessNotLogged.

    `anchors` are hashes that earlier runs gave. Those of dropped months are passed over.
    """
    known = await segments(pool)
    count, reached, hash_there = 0, None, BEFORE_THE_FIRST
    try:
        _check_headers(known, keys)
        _check_anchored_months(known, anchors)
        for segment in known:
            async for row in _checked(pool, segment, reader, at):
                count, reached, hash_there = count + 1, Place(segment.month, row["number"]), row["hash"]
                if anchors.get(reached, hash_there) != hash_there:
                    raise _broken(segment, reached.number, "passer ikke til ankeret", "does not fit the anchor")
            _check_all_there(segment, reached, anchors)
    except _BrokenError as broken:
        return Verified(count, reached, hash_there, broken.fault)
    unsigned = tuple(one.month for one in known if one.hash and not one.signature) if keys else ()
    return Verified(count, reached, hash_there, unsigned=unsigned)


async def _checked(pool: asyncpg.Pool, segment: Segment, reader: str, at: datetime) -> AsyncIterator[Any]:
    """Yield a month's rows, each found whole."""
    number, previous = 0, segment.previous
    async for row in _rows(pool, segment.month, reader, at):
        number += 1
        if row["number"] != number:
            raise _broken(segment, number, "mangler", "is missing")
        if row["previous"] != previous or row["hash"] != hash_of(previous, row):
            raise _broken(segment, number, "er ændret eller indsat", "was changed or inserted")
        if segment.dropped:
            raise _broken(segment, number, "er i en måned, der er slettet", "is in a month that was dropped")
        previous = row["hash"]
        yield row
    if segment.hash is not None and not segment.dropped and (number, previous) != (segment.entries, segment.hash):
        raise _broken(
            segment,
            number + 1,
            "mangler, eller månedens kædesum er ændret",
            "is missing, or the month's hash was changed",
        )


async def _rows(pool: asyncpg.Pool, month: date, reader: str, at: datetime) -> AsyncIterator[Any]:
    """Yield a month's rows in order. Reading adds rows to the month that goes on: a page not full is the last."""
    reading = Reading(reader, Action.READ_ACCESS_LOG, AccessPurpose.CONTROL, at)
    told = await PostgresAccessLog(pool).record(reading)
    after = 0
    while True:
        with unwritable_told():
            page = await pool.fetch(WALK, told, reader, month, after, PAGE)
        for row in page:
            yield row
        if len(page) < PAGE:
            return
        after = page[-1]["number"]


def _check_headers(known: Sequence[Segment], keys: Keys) -> None:
    for segment in known[:1]:
        if segment.previous != BEFORE_THE_FIRST:
            raise _broken(segment, 0, "er ikke den første måned", "is not the first month")
    for one, following in pairwise(known):
        if one.hash is None or following.previous != one.hash:
            raise _broken(following, 0, "følger ikke efter måneden før", "does not follow the month before")
        if following.dropped and not one.dropped:
            raise _broken(one, 0, "er ældre end en slettet måned", "is older than a month that was dropped")
    for segment in known:
        if keys and segment.signature and not _is_signed(segment, keys):
            raise _broken(segment, 0, "har en underskrift, der ikke passer", "has a signature that does not fit")


def _is_signed(segment: Segment, keys: Keys) -> bool:
    try:
        return segment.is_signed_by(keys)
    except KeyError:
        return False


def _check_anchored_months(known: Sequence[Segment], anchors: Mapping[Place, bytes]) -> None:
    months = {segment.month for segment in known}
    for place in sorted(anchors):
        if place.month not in months:
            raise _BrokenError(place.month, 0, "mangler", "is missing")


def _check_all_there(segment: Segment, reached: Place | None, anchors: Mapping[Place, bytes]) -> None:
    """Tell what was cut off the end of a month: an anchor names a place that is no longer there."""
    for place in sorted(anchors):
        if place.month == segment.month and not segment.dropped and (reached is None or place > reached):
            raise _broken(segment, place.number, "mangler", "is missing")


def _broken(segment: Segment, number: int, danish: str, english: str) -> _BrokenError:
    return _BrokenError(segment.month, number, danish, english)
