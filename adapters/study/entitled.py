"""What an evaluator may export through the program: what their own login to the database may, where they have one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

import asyncpg

from domain.log import RecordedEvent

ENTITLED = "SELECT programme, first_day, last_day, known_until FROM study.entitled($1)"


class Entitled(NamedTuple):
    """The events of one programme (None: of all) that were recorded until an instant (None: until now)."""

    programme: str | None = None
    known_until: datetime | None = None

    def narrowed(self, programme: str | None) -> "Entitled | None":
        """Return what is left of it for one programme, None where that is not among it."""
        if programme is None:
            return self
        return self._replace(programme=programme) if self.programme in (None, programme) else None

    def known(self, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
        """Return the events that were recorded in time."""
        return [event for event in events if self.known_until is None or event.recorded <= self.known_until]


async def entitled(pool: asyncpg.Pool, worker: str, today: date) -> Entitled | None:
    """Return what a worker may export, everything where nothing was set for them; None on other days than theirs."""
    row = await pool.fetchrow(ENTITLED, worker)
    if row is None:
        return Entitled()
    if not row["first_day"] <= today <= row["last_day"]:
        return None
    return Entitled(row["programme"], row["known_until"])
